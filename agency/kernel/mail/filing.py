"""Filing: our letters lie in the Sent folder, put there by the server that took them, or else by us.

A due row of its own, after the letter has left: it never holds a letter up. Whether the server files by itself is
learnt by looking. Our own copy is announced in the database before it is put there, so that killed in between we
neither put it twice nor take it for the server's.
"""

from datetime import datetime, timedelta

from agency.kernel import queue
from agency.kernel.db import db
from agency.kernel.mail import sent_folders
from agency.kernel.mail.accounts import Account
from agency.kernel.mail.line import MailboxTrouble
from agency.kernel.mail.models import Filed, Letter, LetterState
from agency.kernel.mail.sent_folders import SentFolder
from agency.kernel.mail.signing_in import NoLongerRead, forget_key, sign_in

FILE = "mail.file"
# After how long we look whether a server has filed a letter; after the last look we do it.
LOOKS = tuple(timedelta(seconds=each) for each in (10, 60, 300))
# What was seen lately need not be looked at again for each letter.
SEEN_LATELY = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(days=7)
SHORTEST, LONGEST = timedelta(minutes=1), timedelta(hours=1)


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


def file(letter_id: int, now: datetime) -> datetime | None:
    """See to one letter; when to look again, or None when it lies where it belongs. Commits between its steps."""
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
    try:
        return _file(letter_id, account, now)
    except NoLongerRead:
        return None
    except MailboxTrouble as trouble:
        forget_key(account)
        return _fail(letter_id, account, trouble.words or trouble.kind.value, now)


def _file(letter_id: int, account: Account, now: datetime) -> datetime | None:
    letter = db.session.get_one(Letter, letter_id)
    message_id, mime, left_at = letter.message_id, letter.mime, _left_at(letter, now)
    db.session.commit()
    account = sign_in(account)
    db.session.commit()
    with sent_folders.opened(account) as line:
        folder = line.sent_folder()
        if not folder:
            _give_up(letter_id)
            return None
        is_there = line.has(folder, message_id)
        later = _learn(letter_id, account, folder, is_there, now)
        if is_there or later is not None:
            return later
        line.put(folder, mime, left_at)
    _filed_by_us(letter_id, account, now)
    return None


def _learn(
    letter_id: int, account: Account, folder: str, is_there: bool, now: datetime
) -> datetime | None:
    """What the look says of the server. When to look again, or None when it is there, or is for us to put there."""
    letter, known = db.session.get_one(Letter, letter_id), sent_folders.hold_for(account)
    known.folder = folder
    known.work(now)
    later = None if is_there else _look_again(letter, known, now)
    if is_there and letter.filing_since is not None:
        letter.filed = Filed.by_us
    elif is_there:
        letter.filed = Filed.by_server
        known.see(letter.relay, now)
    elif later is None:
        known.miss(letter.relay, now)
        letter.filing_since = letter.filing_since or now
    db.session.commit()
    return later


def _look_again(letter: Letter, known: SentFolder, now: datetime) -> datetime | None:
    if known.waits_for_us(letter.relay) or letter.filing_since is not None:
        return None
    left_at = _left_at(letter, now)
    return next((left_at + each for each in LOOKS if left_at + each > now), None)


def _filed_by_us(letter_id: int, account: Account, now: datetime) -> None:
    db.session.get_one(Letter, letter_id).filed = Filed.by_us
    known = sent_folders.hold_for(account)
    known.filed_at = now
    known.work(now)
    db.session.commit()


def _give_up(letter_id: int) -> None:
    db.session.get_one(Letter, letter_id).filed = Filed.nowhere
    db.session.commit()


def _fail(letter_id: int, account: Account, words: str, now: datetime) -> datetime:
    db.session.rollback()
    sent_folders.hold_for(account).fail(words, now)
    letter = db.session.get_one(Letter, letter_id)
    age = now - _left_at(letter, now)
    db.session.commit()
    return now + min(max(age, SHORTEST), LONGEST)


def _is_recent(known: SentFolder, now: datetime) -> bool:
    return known.seen_at is not None and now - known.seen_at < SEEN_LATELY


def _left_at(letter: Letter, now: datetime) -> datetime:
    return letter.sent_at or now
