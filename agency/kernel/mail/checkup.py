"""A checkup of the mail: a letter to ourselves goes out and is waited for, and each step is told in plain words.

It goes past the outbox, since it asks whether letters can go at all. In the mailbox it stays as it arrived.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

from agency.kernel.mail import outbox
from agency.kernel.mail.accounts import Account
from agency.kernel.mail.compose import Correspondent, Draft, compose
from agency.kernel.mail.findings import Finding, bad, doubtful, good, told
from agency.kernel.mail.line import Folder, MailboxTrouble
from agency.kernel.mail.looking import PATIENCE, find_sent
from agency.kernel.mail.mailboxes import Trouble
from agency.kernel.mail.models import Hitch
from agency.kernel.mail.relay import Relay
from agency.kernel.mail.sent_folders import SentLine
from agency.kernel.mail.signing import Signer
from agency.kernel.mail.smtp_line import LineLost, SmtpLine
from agency.kernel.mail.transport import Parcel, Refused, Unsure

BETWEEN_LOOKS = 2.0
JUNK_NAMES = ("junk", "spam", "спам", "junk e-mail", "bulk mail")
# What to do when no line can be had.
DO = {
    Hitch.away: "Look at host and port in SMTP_URL, and whether this machine may connect to them.",
    Hitch.slow: "The server answers too slowly, or a firewall swallows the line: ask your provider.",
    Hitch.certificate: "The certificate does not belong to this host: use the name that your provider gives.",
    Hitch.tls: "Encryption does not fit the port: smtps:// for 465, ?starttls for 587.",
    Hitch.login: "Look at user and password in SMTP_URL; many providers want a password for programs.",
    Hitch.answer: "The server says what it wants; ask your provider if that is unclear.",
}
DO_READ = {
    Trouble.login: "Type the password of the mailbox anew; many providers want one for programs.",
    Trouble.certificate: "Use the name of the server that stands in its certificate.",
    Trouble.line: "Look at host and port of the mailbox.",
}


@dataclass(frozen=True)
class Trial:
    """One letter of ours to ourselves."""

    to: Correspondent
    message_id: str
    mime: bytes


@dataclass(frozen=True)
class Found:
    """Where a letter of ours arrived, with its bytes; `folder` is "" where it did not."""

    folder: str = ""
    mime: bytes = b""
    is_junk: bool = False

    @property
    def message(self) -> EmailMessage:
        found = message_from_bytes(self.mime, policy=policy.default)
        assert isinstance(found, EmailMessage)
        return found


class TrialLine(SentLine):
    """A line that looks for our letters in whatever folders there are."""

    def find(self, message_id: str) -> Found:
        """Where it lies now: among what came in, else among what was taken for spam."""
        folders = self.folders()
        junk = [each.name for each in folders if _is_junk(each)]
        for name in ["INBOX", *junk]:
            if self.has(name, message_id):
                return Found(name, self._bytes(message_id), name in junk)
        return Found()

    def is_filed(self, message_id: str) -> bool:
        """Whether the server put what it took into its Sent folder."""
        folder = find_sent(self.folders())
        return bool(folder) and self.has(folder, message_id)

    def _bytes(self, message_id: str) -> bytes:
        with self._told():
            uids = self._box.uids(f'HEADER Message-ID "{message_id}"', charset=None)
            found = self._client.uid("fetch", uids[-1], "(BODY.PEEK[])")[1]
        return next((bytes(each[1]) for each in found if isinstance(each, tuple)), b"")


def write(
    sender: Correspondent, to: Correspondent, *, signer: Signer | None, at: datetime
) -> Trial:
    """A letter to ourselves, as every other letter of ours is written."""
    draft = Draft(
        sender=sender,
        to=[to],
        subject="A trial of our own mail",
        text="If this letter comes in, letters go and come. Nobody has to answer it.",
        lang="en",
        house=sender.name,
        automatic=True,
    )
    message = compose(draft, at)
    mime = outbox.as_bytes(message)
    signed = signer.sign(mime, sender.address) if signer is not None else mime
    return Trial(to, str(message["Message-ID"]), signed)


def send(trials: list[Trial], sender: str, smtp_url: str) -> Iterator[Finding]:
    """Hand them over; what the server said, step by step. The last finding is bad where one did not go."""
    relay = Relay.parse(smtp_url)
    try:
        line = SmtpLine(relay)
    except LineLost as lost:
        yield bad(f"SMTP: no line to {relay.name}: {lost}", DO[lost.hitch])
        return
    way = "encrypted" if relay.implicit_tls or relay.starttls else "not encrypted"
    known = "logged in" if relay.user else "without a login"
    yield good(f"SMTP: connected to {relay.name}, {way}, {known}.")
    try:
        for trial in trials:
            line.hand_over(Parcel(sender, (trial.to.address,), trial.mime), time.monotonic())
        yield good("SMTP: the server took our letter.")
    except Refused as refused:
        do = "Letters have to come from an address that this login may use: look at the house’s mail address."
        yield bad(f"SMTP: the server refused our letter: {refused}", do)
    except (LineLost, Unsure) as broken:
        yield bad(f"SMTP: the line broke: {broken}", DO[Hitch.slow])
    finally:
        line.close()


def wait_for(
    trials: list[Trial], account: Account, *, patience: float, pause: Callable[[float], None]
) -> dict[str, Found]:
    """Look for them until all are there or patience ends; where each lies. Raises MailboxTrouble."""
    until = time.monotonic() + patience
    found: dict[str, Found] = {}
    with TrialLine(replace(account, folder=""), timeout=PATIENCE) as line:
        while True:
            for trial in trials:
                if trial.message_id not in found and (seen := line.find(trial.message_id)).folder:
                    found[trial.message_id] = seen
            if len(found) == len(trials) or time.monotonic() >= until:
                return found
            pause(BETWEEN_LOOKS)


def filed(trial: Trial, account: Account) -> Finding:
    """Whether the server files by itself what it takes. Raises MailboxTrouble."""
    with TrialLine(replace(account, folder=""), timeout=PATIENCE) as line:
        if line.is_filed(trial.message_id):
            return good("IMAP: the server files our letters in Sent by itself.")
    return told("IMAP: the server does not file our letters in Sent, so the house does.")


def judge_arrival(trial: Trial, found: Found, minutes: float) -> Finding:
    """Whether it came, and where it was put."""
    if not found.folder:
        do = "Look whether it is late, or whether the house’s mail address belongs to another mailbox."
        return bad(f"IMAP: our letter did not arrive within {minutes:g} minutes.", do)
    if found.is_junk:
        do = "Look at SPF, DKIM and DMARC below, and tell your provider that this is no spam."
        return bad(f"IMAP: our own letter was taken for spam; it lies in {found.folder}.", do)
    return good(f"IMAP: our letter arrived in {found.folder}.")


def judge_plus(found: Found, is_used: bool) -> Finding:
    """Whether the mailbox takes what is sent to an address with a plus."""
    if found.folder and not found.is_junk:
        hint = "" if is_used else " You may turn that on under Settings, Sorting."
        return good(f"Plus: an address with a plus reaches the same mailbox.{hint}")
    if not is_used:
        return told("Plus: an address with a plus does not reach the mailbox; the house uses none.")
    do = "Turn it off under Settings, Sorting: answers to such addresses get lost."
    return bad("Plus: an address with a plus does not reach the mailbox.", do)


def told_by_receiver(found: Found) -> Iterator[Finding]:
    """What the server that took it in says of SPF, DKIM and DMARC (RFC 8601)."""
    said = " ".join(str(found.message["Authentication-Results"] or "").split())
    for name in ("spf", "dkim", "dmarc"):
        result = next((each for each in said.split() if each.lower().startswith(f"{name}=")), "")
        verdict = result.partition("=")[2].strip(";").lower()
        if verdict == "pass":
            yield good(f"{name.upper()}: the receiving server says: pass.")
        elif verdict in ("fail", "softfail", "permerror"):
            do = f"See what is said of {name.upper()} below."
            yield doubtful(f"{name.upper()}: the receiving server says: {verdict}.", do)


def signed_by(found: Found) -> str:
    """The domain in whose name the letter arrived signed; "" for none."""
    said = "".join(str(found.message["DKIM-Signature"] or "").split())
    return next((each[2:] for each in said.split(";") if each.startswith("d=")), "")


def cannot_read(account: Account, trouble: MailboxTrouble) -> Finding:
    """A mailbox that could not be opened."""
    why = trouble.words or trouble.kind.value
    do = DO_READ.get(trouble.kind, "Look at this mailbox under Settings, Mailboxes.")
    return bad(f"IMAP: {account.title} cannot be read: {why}", do)


def _is_junk(folder: Folder) -> bool:
    last = folder.name.replace(".", "/").rpartition("/")[2].strip().lower()
    return "\\junk" in map(str.lower, folder.flags) or last in JUNK_NAMES
