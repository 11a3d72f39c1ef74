"""Doubts: what became of a letter of which nobody knows whether it left.

First the relay is waited out: it may take the letter long after we died. Then the letter is looked for, in what came
in since (an answer, a letter that came back, our own copy), and in the Sent folder of the account that it belongs
into. Found there, it left. That it is absent says something only where the server was seen to file by itself what this
relay takes, and where other letters that left lately do lie there. Where nothing can tell, one of us is asked; we go
on looking meanwhile.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import current_app

from agency.kernel import clock
from agency.kernel.db import db
from agency.kernel.mail import filing, outbox, sent_folders
from agency.kernel.mail.accounts import Account
from agency.kernel.mail.line import MailboxTrouble
from agency.kernel.mail.models import Evidence, Known, Letter, LetterState
from agency.kernel.mail.signing_in import forget_key

# Letters that left lately and must lie in the folder, if the server still files.
WITNESSES = 5
LONGEST = timedelta(hours=6)
LOOK_NO_MORE = timedelta(days=14)

# Whether something that came in shows that this letter left; told by whoever reads what comes in.
_signs: list[Callable[[Letter], bool]] = []
# To be told of a letter about which nothing can be found out, and of what became of it after all.
_tellers: list[Callable[[Letter, datetime], None]] = []


@dataclass(frozen=True)
class Sought:
    """A letter that is looked for, and what has to be known for that while no transaction is open."""

    message_id: str
    account: Account
    inboxes: tuple[str, ...]
    # Ids of letters that surely left by the same relay; empty where the server was not seen to file.
    witnesses: tuple[str, ...]


def shows_that_it_left(sign: Callable[[Letter], bool]) -> Callable[[Letter], bool]:
    """Register where else to look."""
    _signs.append(sign)
    return sign


def tells(teller: Callable[[Letter, datetime], None]) -> Callable[[Letter, datetime], None]:
    """Register who asks a person, and tells them when that is not needed any more: the letter's state says which."""
    _tellers.append(teller)
    return teller


def seek(letter_id: int, now: datetime) -> Sought | Known | Evidence | datetime | None:
    """What is to be looked for; or what is known without a look, when to come again, None when nothing is in doubt."""
    letter = outbox.take(letter_id)
    if letter is None or letter.state is not LetterState.uncertain:
        return None
    letter.doubted_at = letter.doubted_at or now
    waited_out = letter.doubted_at + _patience()
    return waited_out if now < waited_out else _sought(letter)


def look(sought: Sought, account: Account) -> Known | Evidence | None:
    """What a look at the server says; None when it is surely absent. Raises MailboxTrouble; no transaction is open."""
    with sent_folders.opened(account) as line:
        folder = line.sent_folder()
        if folder and line.has(folder, sought.message_id):
            return Evidence.sent_folder
        if any(line.has(inbox, sought.message_id) for inbox in sought.inboxes):
            return Evidence.inbox
        if not folder or not line.has_any(folder, sought.witnesses):
            return Known.not_filed
        return None


def decide(letter_id: int, became: Known | Evidence | None, now: datetime) -> datetime | None:
    """Write down what was found, unless somebody has decided meanwhile; when to look again, or None."""
    letter = outbox.take(letter_id)
    if letter is None or letter.state is not LetterState.uncertain:
        return None
    return _decide(letter, became, now)


def could_not_look(account: Account, trouble: MailboxTrouble, now: datetime) -> Known:
    """The server did not let us: its words stand in the settings."""
    forget_key(account)
    sent_folders.hold_for(account).fail(trouble.words or trouble.kind.value, now)
    return Known.unreadable


def _sought(letter: Letter) -> Sought | Known | Evidence:
    if letter.sent_at is not None or letter.taken:
        return Known.sent_before  # what is found may be of the time before
    if any(sign(letter) for sign in _signs):
        return Evidence.answer
    account = sent_folders.account_of(letter)
    if account is None:
        return Known.no_mailbox
    known = sent_folders.known_of(account)
    files = known is not None and known.files_for(letter.relay)
    to_itself = sent_folders.goes_to(letter, account)
    return Sought(
        letter.message_id,
        account,
        tuple(sent_folders.inboxes_of(account)) if to_itself else (),
        tuple(_witnesses(letter)) if files else (),
    )


def _decide(letter: Letter, became: Known | Evidence | None, now: datetime) -> datetime | None:
    was_asked = letter.looked > 0
    if became is None:
        letter.mark_absent()
    elif isinstance(became, Evidence):
        letter.mark_sent(_left_at(letter, now), evidence=became)
        filing.plan(letter, now)
    else:
        letter.looked, letter.looked_at, letter.known = letter.looked + 1, now, became
    if was_asked != isinstance(became, Known):
        for tell in _tellers:
            tell(letter, now)
    return now if became is None else _next_look(letter, now)


def _next_look(letter: Letter, now: datetime) -> datetime | None:
    too_old = now - (letter.doubted_at or now) > LOOK_NO_MORE
    if letter.state is LetterState.sent or letter.known is Known.sent_before or too_old:
        return None
    return now + min(_patience() * float(2 ** min(letter.looked - 1, 12)), LONGEST)


def _witnesses(letter: Letter) -> list[str]:
    """The letters that left last by the same relay, and that we did not file ourselves."""
    return list(
        db.session.scalars(
            sa.select(Letter.message_id)
            .where(
                Letter.state == LetterState.sent,
                Letter.relay == letter.relay,
                Letter.evidence == Evidence.taken,
                Letter.filing_since.is_(None),
            )
            .order_by(Letter.sent_at.desc())
            .limit(WITNESSES)
        )
    )


def _left_at(letter: Letter, now: datetime) -> datetime:
    return letter.sending_since + clock.ahead() if letter.sending_since else now


def _patience() -> timedelta:
    found: timedelta = current_app.config["SETTINGS"].mail_doubt
    return found
