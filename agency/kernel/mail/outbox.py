"""The outbox: post, claim, send, settle. The job around these steps commits between them."""

from datetime import datetime, timedelta
from email.message import EmailMessage

import sqlalchemy as sa

from agency.kernel import queue
from agency.kernel.db import db
from agency.kernel.mail.compose import Draft, compose
from agency.kernel.mail.models import Letter, LetterState
from agency.kernel.mail.transport import Parcel, Refused, Transport, Unsure

GIVE_UP_AFTER = timedelta(hours=7)


def post(draft: Draft, *, now: datetime, if_refused: str | None = None) -> Letter:
    """Put a letter into the outbox; it leaves after the commit.

    `if_refused` names the job that is to be done for the letter's id when it is refused for good.
    """
    message = compose(draft, now)
    letter = Letter(
        message_id=str(message["Message-ID"]),
        sender=draft.sender.address,
        recipients=[person.address for person in (*draft.to, *draft.cc)],
        subject=str(message["Subject"]),
        mime=as_bytes(message),
        automatic=draft.automatic,
        queued_at=now,
        if_refused=if_refused,
    )
    db.session.add(letter)
    db.session.flush()
    queue.later("mail.deliver", letter.id, now=now)
    return letter


def as_bytes(message: EmailMessage) -> bytes:
    """The bytes that travel: CRLF line ends, and the same again when it is sent again."""
    return message.as_bytes(policy=message.policy.clone(linesep="\r\n"))


def claim(letter_id: int) -> Letter | None:
    """Take the letter for sending, or None when it is gone, decided, or now uncertain."""
    letter = db.session.scalar(sa.select(Letter).where(Letter.id == letter_id).with_for_update())
    return letter if letter is not None and letter.start() else None


def send(parcel: Parcel, transport: Transport) -> Exception | None:
    """Hand it to the transport; what went wrong comes back as a value, to be settled."""
    try:
        transport.deliver(parcel)
    except (Refused, Unsure) as trouble:
        return trouble
    return None


def settle(letter: Letter, trouble: Exception | None, *, now: datetime) -> None:
    """Write down what became of it; a refusal that may pass leaves it queued, but not for ever."""
    if trouble is None:
        letter.mark_sent(now)
    elif isinstance(trouble, Unsure):
        letter.mark_uncertain(str(trouble))
    else:
        hopeless = isinstance(trouble, Refused) and trouble.for_good
        too_long = now - letter.queued_at > GIVE_UP_AFTER
        letter.mark_refused(str(trouble), for_good=hopeless or too_long)
        if letter.state is LetterState.failed and letter.if_refused is not None:
            queue.later(letter.if_refused, letter.id, now=now)


def awaiting_a_person() -> list[Letter]:
    """Letters of which nobody knows whether they arrived, or that were refused for good."""
    return list(
        db.session.scalars(
            sa.select(Letter)
            .where(Letter.state.in_([LetterState.uncertain, LetterState.failed]))
            .order_by(Letter.queued_at)
        )
    )
