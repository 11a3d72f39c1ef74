"""Looking into a mailbox before anything of it is read: its folders, which of them holds what was sent, how much."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from agency.kernel.mail.accounts import Account
from agency.kernel.mail.imap import OpenFolder
from agency.kernel.mail.line import Folder, Line

PATIENCE = 10.0  # seconds without a byte, while somebody waits for the page
# What programs and providers call it; the flag of RFC 6154 comes first where a server gives it.
SENT_NAMES = frozenset(
    name.casefold()
    for name in (
        "Sent",
        "Sent Items",
        "Sent Messages",
        "Sent Mail",
        "Отправленные",
        "Исходящие",
        "Надіслані",
        "Gesendet",
        "Gesendete Elemente",
        "Gesendete Objekte",
        "Envoyés",
        "Éléments envoyés",
        "Messages envoyés",
        "Enviados",
        "Elementos enviados",
        "Itens enviados",
        "Inviati",
        "Posta inviata",
        "Wysłane",
        "Elementy wysłane",
        "Verzonden",
        "Verzonden items",
        "Skickat",
        "Gönderilmiş Öğeler",
    )
)


@dataclass(frozen=True)
class Count:
    """How many messages of a folder each answer to "how far back" would take in."""

    folder: str
    everything: int
    by_day: dict[date, int] = field(default_factory=dict)


def find_sent(folders: Sequence[Folder]) -> str:
    """The folder that holds what was sent; "" where none looks so."""
    flagged = (each.name for each in folders if "\\sent" in map(str.lower, each.flags))
    named = (each.name for each in folders if _last_part(each.name).casefold() in SENT_NAMES)
    return next(flagged, None) or next(named, "")


def folders_of(account: Account) -> list[Folder]:
    """The folders that it has. Raises MailboxTrouble."""
    with Line(account, timeout=PATIENCE) as line:
        return line.folders()


def count(account: Account, folder: str, days: Sequence[date]) -> Count:
    """How much of it there is, and how much since each of these days. Raises MailboxTrouble."""
    looked_at = replace(account, folder=folder, marks_seen=False)
    with OpenFolder(looked_at, timeout=PATIENCE) as opened:
        last = opened.uidnext - 1
        return Count(
            folder,
            len(opened.between(1, last)),
            {day: len(opened.between(1, last, day)) for day in days},
        )


def _last_part(name: str) -> str:
    # Servers put levels apart by a dot or a slash.
    return name.replace(".", "/").rpartition("/")[2].strip()
