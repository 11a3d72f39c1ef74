"""What a look into a mailbox shows before anything of it is read: folders, and how much each answer would take in."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from agency.desk.mailbox_state import trouble_in_words
from agency.kernel import clock
from agency.kernel.db import db
from agency.kernel.mail import looking
from agency.kernel.mail.line import MailboxTrouble
from agency.kernel.mail.looking import Count
from agency.kernel.mail.mail_accounts import MailAccount
from agency.kernel.mail.signing_in import forget_key, sign_in

DAYS_BACK = (7, 30, 90, 365)


@dataclass(frozen=True)
class Looked:
    """What lies there, or what stands in the way: in words, with what to do, and what the server said."""

    folders: list[str] = field(default_factory=list)
    sent: str = ""
    counts: list[Count] = field(default_factory=list)
    days: list[date] = field(default_factory=list)
    trouble: str = ""
    advice: str = ""
    details: str = ""


def look_into(account: MailAccount) -> Looked:
    """Look into it now, within seconds; no transaction is open on the network."""
    folder, chosen = account.folder(), [*account.inboxes, account.sent]
    days = [clock.now().date() - timedelta(days=back) for back in DAYS_BACK]
    try:
        signed = sign_in(folder)
        db.session.commit()
        found = looking.folders_of(signed)
        sent = looking.find_sent(found)
        names = sorted((each.name for each in found), key=_inbox_first)
        inboxes = [name for name in names if name.upper() == "INBOX"]
        counted = [name for name in dict.fromkeys([*chosen, *inboxes, sent]) if name in names]
        counts = [looking.count(signed, name, days) for name in counted]
    except MailboxTrouble as trouble:
        forget_key(folder)
        what, todo = trouble_in_words(trouble.kind)
        return Looked(trouble=what, advice=todo, details=trouble.words)
    return Looked(names, sent, counts, days)


def _inbox_first(name: str) -> tuple[bool, str]:
    return name.upper() != "INBOX", name.casefold()
