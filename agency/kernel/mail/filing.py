"""Filing: our letters lie in the Sent folder, put there by the server that took them, or else by us.

A due row of its own, after the letter has left: it never holds a letter up. Whether the server files by itself is
learnt by looking. Our own copy is announced in the database before it is put there, so that killed in between we
neither put it twice nor take it for the server's.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from agency.kernel import queue
from agency.kernel.db import db
from agency.kernel.mail import sent_folders
from agency.kernel.mail.accounts import Account
from agency.kernel.mail.line import MailboxTrouble
from agency.kernel.mail.models import Filed, Letter, LetterState
from agency.kernel.mail.sent_folders import SentFolder
from agency.kernel.mail.signing_in import forget_key

FILE = "mail.file"
# After how long we look whether a server has filed a letter; after the last look we do it.
LOOKS = tuple(timedelta(seconds=each) for each in (10, 60, 300))
# What was seen lately need not be looked at again for each letter.
SEEN_LATELY = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(days=7)
SHORTEST, LONGEST = timedelta(minutes=1), timedelta(hours=1)


@dataclass(frozen=True)
class ToFile:
    """A letter that belongs into the Sent folder of this account, and what has to be known for that."""

    letter_id: int
    account: Account
    message_id: str
    mime: bytes
    left_at: datetime


def plan(letter: Letter, now: datetime) -> None:
    """It has left: see to it that it lies in the Sent folder, where we have one."""
    account = sent_folders.account_of(letter)
    if account is None:
        letter.filed = Filed.nowhere
        return
    known = sent_folders.known_of(account)
    if known is not None and known.files_for(letter.relay) and _is_recent(known, now):
        letter.filed = Filed.by_server
        return
    by_us = known is not None and known.waits_for_us(letter.relay)
    queue.later(FILE, letter.id, now=now if by_us else now + LOOKS[0])


def begin(letter_id: int, now: datetime) -> ToFile | datetime | None:
    """What is to be filed; or when to look again, or None when it lies where it belongs."""
    letter = db.session.get(Letter, letter_id, populate_existing=True)
    if letter is None or letter.state is not LetterState.sent or letter.filed is not None:
        return None
    account = sent_folders.account_of(letter)
    if account is None or now - _left_at(letter, now) > GIVE_UP_AFTER:
        letter.filed = Filed.nowhere
        return None
    known = sent_folders.known_of(account)
    if known is not None and known.failed_at and now < known.failed_at + SHORTEST:
        return known.failed_at + SHORTEST  # others have just found out that it does not answer
    return ToFile(letter_id, account, letter.message_id, letter.mime, _left_at(letter, now))


def learn(work: ToFile, folder: str, is_there: bool, now: datetime) -> datetime | Filed | None:
    """What a look says of the letter and of the server: when to look again, where it lies, None to put it there."""
    letter, known = db.session.get_one(Letter, work.letter_id), sent_folders.hold_for(work.account)
    known.folder = folder
    known.work(now)
    if not folder:
        letter.filed = Filed.nowhere
    elif is_there and letter.filing_since is not None:
        letter.filed = Filed.by_us
    elif is_there:
        letter.filed = Filed.by_server
        known.see(letter.relay, now)
    else:
        return _miss(letter, known, now)
    return letter.filed


def was_put(work: ToFile, now: datetime) -> None:
    """We have put it there."""
    db.session.get_one(Letter, work.letter_id).filed = Filed.by_us
    known = sent_folders.hold_for(work.account)
    known.filed_at = now
    known.work(now)


def could_not(work: ToFile, trouble: MailboxTrouble, now: datetime) -> datetime:
    """The server did not let us: its words stand in the settings. When to try again."""
    forget_key(work.account)
    sent_folders.hold_for(work.account).fail(trouble.words or trouble.kind.value, now)
    return now + min(max(now - work.left_at, SHORTEST), LONGEST)


def _miss(letter: Letter, known: SentFolder, now: datetime) -> datetime | None:
    later = _look_again(letter, known, now)
    if later is None:
        known.miss(letter.relay, now)
        letter.filing_since = letter.filing_since or now
    return later


def _look_again(letter: Letter, known: SentFolder, now: datetime) -> datetime | None:
    if known.waits_for_us(letter.relay) or letter.filing_since is not None:
        return None
    left_at = _left_at(letter, now)
    return next((left_at + each for each in LOOKS if left_at + each > now), None)


def _is_recent(known: SentFolder, now: datetime) -> bool:
    return known.seen_at is not None and now - known.seen_at < SEEN_LATELY


def _left_at(letter: Letter, now: datetime) -> datetime:
    return letter.sent_at or now
