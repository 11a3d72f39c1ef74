"""The jobs around the outbox: claim, commit, send, settle, commit. No transaction is open while a server is asked."""

from datetime import datetime

from flask import current_app

from agency.kernel import queue
from agency.kernel.db import db
from agency.kernel.mail import doubts, filing, lines, outbox, sent_folders
from agency.kernel.mail.accounts import Account
from agency.kernel.mail.doubts import Sought
from agency.kernel.mail.filing import ToFile
from agency.kernel.mail.line import MailboxTrouble
from agency.kernel.mail.lines import Lines
from agency.kernel.mail.models import Evidence, Known, Letter, LetterState
from agency.kernel.mail.signing_in import NoLongerRead, sign_in
from agency.kernel.mail.transport import Parcel, Refused, keep_home


@queue.job(outbox.DELIVER)
def deliver(letter_id: int, now: datetime) -> datetime | None:
    """Take one letter a step further: hand it over, or find out what became of it; when its next step is due."""
    relay = _relay()
    if relay is not None and not relay.is_open() and outbox.is_waiting(letter_id):
        # Before anything is claimed: a server that is away leaves nothing in doubt.
        trouble = _open(relay)
        if trouble is not None:
            return _put_off(letter_id, trouble, relay.relay.name, now)
    claimed = outbox.claim(letter_id, now=now, relay=relay.relay.name if relay else "")
    if isinstance(claimed, datetime):
        return claimed
    if claimed is None:
        return _settle_doubt(letter_id, now)
    if relay is None:
        keep_home(claimed, now)
        return None
    return _hand_over(claimed, relay, now)


@queue.job(filing.FILE)
def file(letter_id: int, now: datetime) -> datetime | None:
    """See to it that a letter of ours lies in the Sent folder."""
    work = filing.begin(letter_id, now)
    if not isinstance(work, ToFile):
        return work
    db.session.commit()
    try:
        return _file(work, now)
    except NoLongerRead:
        return None
    except MailboxTrouble as trouble:
        db.session.rollback()
        return filing.could_not(work, trouble, now)


def _file(work: ToFile, now: datetime) -> datetime | None:
    with sent_folders.opened(_signed_in(work.account)) as line:
        folder = line.sent_folder()
        found = filing.learn(work, folder, bool(folder) and line.has(folder, work.message_id), now)
        # Before it is put there: killed in between, our copy must not look like the server's.
        db.session.commit()
        if found is not None:
            return found if isinstance(found, datetime) else None
        line.put(folder, work.mime, work.left_at)
    filing.was_put(work, now)
    return None


def _signed_in(account: Account) -> Account:
    found = sign_in(account)
    db.session.commit()
    return found


def _relay() -> Lines | None:
    settings = current_app.config["SETTINGS"]
    return lines.to(settings.smtp_url, settings.mail_hand_over) if settings.smtp_url else None


def _hand_over(letter: Letter, relay: Lines, now: datetime) -> datetime | None:
    parcel = Parcel.of(letter)
    db.session.commit()
    later = outbox.settle(parcel, outbox.send(parcel, relay), now=now)
    db.session.commit()
    return later


def _settle_doubt(letter_id: int, now: datetime) -> datetime | None:
    sought = doubts.seek(letter_id, now)
    db.session.commit()
    if sought is None or isinstance(sought, datetime):
        return sought
    became = _look(sought, now) if isinstance(sought, Sought) else sought
    later = doubts.decide(letter_id, became, now)
    db.session.commit()
    return later


def _look(sought: Sought, now: datetime) -> Known | Evidence | None:
    try:
        return doubts.look(sought, _signed_in(sought.account))
    except NoLongerRead:
        return Known.no_mailbox
    except MailboxTrouble as trouble:
        db.session.rollback()
        return doubts.could_not_look(sought.account, trouble, now)


def _open(relay: Lines) -> Refused | None:
    db.session.rollback()
    try:
        relay.open()
    except Refused as trouble:
        return trouble
    return None


def _put_off(letter_id: int, trouble: Refused, relay: str, now: datetime) -> datetime | None:
    letter = outbox.take(letter_id)
    if letter is None or letter.state is not LetterState.queued:
        return None
    letter.tries, letter.relay = letter.tries + 1, relay
    later = outbox.refuse(letter, trouble, now=now)
    db.session.commit()
    return later
