"""The job around the outbox: claim, commit, send, settle, commit. No transaction is open while sending."""

from datetime import datetime

from flask import current_app

from agency.kernel import queue
from agency.kernel.db import db
from agency.kernel.mail import outbox
from agency.kernel.mail.models import LetterState
from agency.kernel.mail.transport import Parcel, Smtp, keep_home


@queue.job("mail.deliver")
def deliver(letter_id: int, now: datetime) -> None:
    """Send one letter, once. A refusal that may pass is raised, so that the due row is tried again."""
    letter = outbox.claim(letter_id)
    smtp_url = current_app.config["SETTINGS"].smtp_url
    if letter is not None and smtp_url is None:
        keep_home(letter, now)
        return
    parcel = Parcel.of(letter) if letter is not None else None
    db.session.commit()
    if letter is None or parcel is None:
        return
    trouble = outbox.send(parcel, Smtp(smtp_url))
    outbox.settle(letter, trouble, now=now)
    db.session.commit()
    if trouble is not None and letter.state is LetterState.queued:
        raise trouble
