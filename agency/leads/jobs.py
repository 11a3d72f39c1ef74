"""Later work of leads: what came in is sorted, the holding letter falls due, a promise falls due."""

import threading
from datetime import datetime

from agency.flows.address_failed import address_failed
from agency.flows.letter_left import letter_left
from agency.flows.letter_received import letters_received
from agency.flows.letter_tried_again import letter_tried_again
from agency.kernel import queue
from agency.kernel.batches import batch
from agency.kernel.db import after_commit, db
from agency.kernel.mail import doubts
from agency.kernel.mail.models import Letter, LetterState
from agency.leads import (
    arrivals,
    delivery,
    doubt,
    held,
    holding,
    pressing,
    promises,
    returning,
    unsent,
)

doubts.shows_that_it_left(doubt.is_shown_by_what_came)
doubts.tells(doubt.tell)

# So many at a time, and so many times, that a claim on this work never runs out.
BATCH, MOST_BATCHES = 25, 40
BREATH = threading.Event()


@queue.job(arrivals.SORT)
def sort(arrival_id: int, now: datetime) -> datetime | None:
    """Sort this message, and whatever came before it and still waits; when to go on, if that is much."""
    for _ in range(MOST_BATCHES):
        some = arrivals.unsorted_until(arrival_id, BATCH)
        with batch():
            letters_received(some)
        if len(some) < BATCH:
            return None
        # A first reading may bring thousands: others want to write in between, too.
        db.session.commit()
        BREATH.wait(0.05)
    after_commit(queue.wake)
    return now


@queue.job(promises.HOLDING, urgent=True)
def hold(lead_id: int, now: datetime) -> datetime | None:
    """Tell whoever wrote when the answer comes, if nobody has given it yet; one that leaves right now comes first."""
    lead, soon = holding.take(lead_id), held.first_words_wait(now)
    soon = soon or unsent.leaves_soon(lead_id, now)
    if lead is not None and soon is None:
        holding.release(lead, now=now)
    return soon


@queue.job(promises.PROMISE)
def promise(lead_id: int, now: datetime) -> datetime | None:
    """Write down that a promise was not kept, unless it was; when to look again, if it was moved."""
    lead, soon = holding.take(lead_id), unsent.leaves_soon(lead_id, now)
    return soon or (pressing.promise_came(lead, now=now) if lead is not None else None)


@queue.job(unsent.LEAVE)
def leave(unsent_id: int, now: datetime) -> None:
    """A letter that waited for its ten seconds, or for its hour, leaves; or it is held."""
    waiting = unsent.take(unsent_id)
    if waiting is not None:
        letter_left(waiting, at=now)


@queue.job(delivery.REFUSED)
def letter_refused(letter_id: int, now: datetime) -> None:
    """A letter of ours was refused for good: what it had brought about is taken back, and its address is not used."""
    letter = db.session.get(Letter, letter_id)
    if letter is None:
        return
    if letter.state is LetterState.failed:
        delivery.refused(letter, at=now)
    for address, said in returning.refused_at_once(letter).items():
        address_failed(address, letter, said=said, at=now)


@queue.job(returning.TRY_AGAIN)
def try_again(letter_id: int, now: datetime) -> datetime | None:
    """A letter that came back for now goes once more; when to look again, if it has to wait."""
    return letter_tried_again(letter_id, now=now)
