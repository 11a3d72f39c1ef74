"""The outbox: post, claim, send, settle. The job around these steps commits between them.

A process may be killed at any instant. What is then in the database, and what follows from it:

1. Before the business moment is committed: nothing was written, and nothing leaves.
2. After it, until the claim is committed: the letter is `queued` and its row in `due` open. A clock's claim on the row
   ends with its lease, and the row is taken up again. Connecting to the server happens here, before the claim.
3. From the claim's commit until the last dot is on its way: `sending`. The next one to find it, once nobody can be
   handing it over any more, cannot tell this from 4 and 5, so it becomes `uncertain`.
4. Between the dot and the 250, 5. between the 250 and the commit of `sent`: the same. The server has the letter.
6. After `sent` is committed, before the row in `due` is settled: the row is taken up again, finds `sent`, and ends.
7. `uncertain`: its row is due again when the relay has been waited out; `doubts` looks for the letter then, in the Sent
   folder and in what came in. Killed while looking: the row is taken up again, and it is looked for again.
   Found: `sent`. Surely absent: `queued`, the same bytes, and everything above holds again. Neither: it stays
   `uncertain`, one of us is asked, and it is looked for again and again.
8. Between `queued` by a look and its claim: as 2. Two who look at once: the row of the letter is held while it changes,
   and whoever comes second finds it decided.

A sender that was only stopped, and not killed, gives up before the dot when its time is over, so that 3 holds for it;
what it then settles is its own try and no other's. That leaves one window which no sender can close: a machine that
is frozen between the last look at its clock and the dot itself for longer than the relay is waited out.
"""

import zlib
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage

import sqlalchemy as sa
from flask import current_app

from agency.kernel import clock, queue
from agency.kernel.db import db
from agency.kernel.mail import filing, hold
from agency.kernel.mail.compose import Draft, compose
from agency.kernel.mail.models import Evidence, Letter, LetterState
from agency.kernel.mail.signing import Signer
from agency.kernel.mail.transport import Parcel, Receipt, Refused, Transport, Unsure

DELIVER = "mail.deliver"
GIVE_UP_AFTER = timedelta(days=2)
# Nobody hands a letter over for longer than it may take, and a little.
A_LITTLE = 1.2
# Between two tries of a letter that is refused for now, and of one whose server takes none.
PAUSES = tuple(timedelta(minutes=each) for each in (1, 5, 15, 30, 60))
MOST_FOR_A_HITCH = timedelta(minutes=15)
# When the server takes letters again, so many that waited for it go at once; the others follow by themselves.
MOST_WOKEN = 200
# So much earlier or later, so that what failed together does not come back together.
JITTER = 0.2

# Given a letter that is about to go: None to let it go, when to ask again, or why it is not wanted any more.
Asked = Callable[[Letter, datetime], datetime | str | None]
_questions: dict[str, Asked] = {}


def post(
    draft: Draft,
    *,
    now: datetime,
    if_refused: str | None = None,
    still_wanted: str | None = None,
) -> Letter:
    """Put a letter into the outbox; it leaves after the commit.

    `if_refused` names the job that is to be done for the letter's id when it is refused for good, `still_wanted` the
    question (`asks`) that has to be answered right before it leaves.
    """
    message = compose(draft, now)
    letter = Letter(
        message_id=str(message["Message-ID"]),
        sender=draft.sender.address,
        recipients=[person.address for person in (*draft.to, *draft.cc)],
        subject=str(message["Subject"]),
        mime=_signed(as_bytes(message), draft.sender.address),
        automatic=draft.automatic,
        queued_at=now,
        if_refused=if_refused,
        still_wanted=still_wanted,
    )
    db.session.add(letter)
    db.session.flush()
    queue.later(DELIVER, letter.id, now=now)
    return letter


def asks(name: str) -> Callable[[Asked], Asked]:
    """Register a question about letters, to be asked in the very transaction that claims one for sending."""

    def register(question: Asked) -> Asked:
        _questions[name] = question
        return question

    return register


def _signed(mime: bytes, sender: str) -> bytes:
    signer: Signer | None = current_app.config["SETTINGS"].signer
    return signer.sign(mime, sender) if signer is not None else mime


def as_bytes(message: EmailMessage) -> bytes:
    """The bytes that travel: CRLF line ends, and the same again when it is sent again."""
    return message.as_bytes(policy=message.policy.clone(linesep="\r\n"))


def is_waiting(letter_id: int) -> bool:
    """Whether this letter wants to be handed over."""
    asked = sa.exists().where(Letter.id == letter_id, Letter.state == LetterState.queued)
    return db.session.scalar(sa.select(asked)) is True


def take(letter_id: int) -> Letter | None:
    """The letter as it stands now, held until the end of the transaction."""
    return db.session.scalar(
        sa.select(Letter)
        .where(Letter.id == letter_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def claim(letter_id: int, *, now: datetime, relay: str = "") -> Letter | datetime | None:
    """Take the letter for handing it over; else when to look again, or None when there is nothing to be done.

    One that was being handed over when its sender died becomes uncertain here.
    """
    letter = take(letter_id)
    if letter is None:
        return None
    at = now - clock.ahead()
    if letter.is_in_hand(at, _patience()) and letter.sending_since is not None:
        return letter.sending_since + _patience() + clock.ahead()
    if letter.state is LetterState.sending:
        letter.mark_uncertain("interrupted", now)
    if letter.state is not LetterState.queued:
        return None
    later = ask(letter, now)
    if letter.state is not LetterState.queued:
        return None
    return later or (letter if letter.start(at, relay=relay) else None)


def ask(letter: Letter, now: datetime) -> datetime | None:
    """Whether it may go now: else it is withdrawn, or this says when to look again."""
    question = _questions.get(letter.still_wanted or "")
    answer = question(letter, now) if question is not None else None
    if isinstance(answer, str):
        letter.withdraw(answer)
        return None
    letter.is_held = answer is None and hold.stops(letter)
    return hold.look_again(now) if letter.is_held else answer


def send(parcel: Parcel, transport: Transport) -> Receipt | Refused | Unsure:
    """Hand it to the transport; what went wrong comes back as a value, to be settled."""
    try:
        return transport.deliver(parcel)
    except (Refused, Unsure) as trouble:
        return trouble


def settle(parcel: Parcel, became: Receipt | Refused | Unsure, *, now: datetime) -> datetime | None:
    """Write down what became of this try; when to look again, or None when that is the end of it."""
    letter = take(parcel.letter_id)
    if letter is None or letter.tries != parcel.number or not _is_open(letter, became):
        return None  # whoever believed this try lost has done something about it
    if isinstance(became, Unsure):
        letter.mark_uncertain(str(became), now)
        return now
    if isinstance(became, Refused):
        return refuse(letter, became, now=now)
    return _receive(letter, parcel, became, now)


def refuse(letter: Letter, refused: Refused, *, now: datetime) -> datetime | None:
    """It was not taken. When it is tried again, or None when it never is."""
    is_last = refused.for_good or (refused.hitch is None and _is_given_up(letter, now))
    if is_last and (letter.taken or letter.sent_at):
        # Some have it: they are not to be told that it failed.
        letter.refusals = letter.refusals | dict.fromkeys(letter.left_for, str(refused))
        letter.mark_sent(letter.sent_at or now)
        _tell_of_refusals(letter, now)
        return None
    letter.mark_refused(str(refused), for_good=is_last, hitch=refused.hitch)
    if letter.state is LetterState.failed:
        _tell_of_refusals(letter, now)
        return None
    return now + pause(letter)


def pause(letter: Letter) -> timedelta:
    """How long until its next try: growing, and a little different for each letter."""
    longest = PAUSES[min(max(letter.tries, 1), len(PAUSES)) - 1]
    if letter.hitch is not None:
        longest = min(longest, MOST_FOR_A_HITCH)
    share = zlib.crc32(f"{letter.id}:{letter.tries}".encode()) / 2**32
    return longest * (1 + JITTER * (2 * share - 1))


def look(letter_id: int, now: datetime) -> None:
    """Have whatever comes next for it done at once."""
    queue.later(DELIVER, letter_id, now=now)


def awaiting_a_person() -> list[Letter]:
    """Letters of which nothing can tell whether they arrived, or that were refused for good."""
    return list(
        db.session.scalars(
            sa.select(Letter)
            .where(
                sa.or_(
                    Letter.state == LetterState.failed,
                    # Until we have looked for it once, there is nothing to ask.
                    sa.and_(Letter.state == LetterState.uncertain, Letter.known.is_not(None)),
                )
            )
            .order_by(Letter.queued_at)
        )
    )


def _receive(letter: Letter, parcel: Parcel, receipt: Receipt, now: datetime) -> datetime | None:
    for_good = {who: each.words for who, each in receipt.refusals.items() if each.for_good}
    for_now = {who: each.words for who, each in receipt.refusals.items() if not each.for_good}
    got_it = [each for each in parcel.recipients if each not in receipt.refusals]
    if for_now and not _is_given_up(letter, now):
        letter.mark_partly_sent(got_it, for_good, waiting="; ".join(for_now.values()))
        return now + pause(letter)
    letter.mark_partly_sent(got_it, {**for_good, **for_now})
    if letter.hitch is not None:
        _wake_others(letter, now)
    letter.mark_sent(now, evidence=Evidence.taken)
    filing.plan(letter, now)
    if letter.refusals:
        _tell_of_refusals(letter, now)
    return None


def _wake_others(letter: Letter, now: datetime) -> None:
    """The server takes letters again: those that waited for that need not sit out their pauses."""
    waiting = sa.select(Letter.id).where(
        Letter.state == LetterState.queued, Letter.hitch.is_not(None), Letter.id != letter.id
    )
    for id in db.session.scalars(waiting.order_by(Letter.id).limit(MOST_WOKEN)):
        queue.later(DELIVER, id, now=now)


def _tell_of_refusals(letter: Letter, now: datetime) -> None:
    # Whoever wrote it looks whether nobody got it, or only some did not.
    if letter.if_refused is not None:
        queue.later(letter.if_refused, letter.id, now=now)


def _is_given_up(letter: Letter, now: datetime) -> bool:
    """Whether it was refused for so long that it is not tried again; where the server takes none, it waits."""
    letter.tried_since = letter.tried_since or now
    return now - letter.tried_since > GIVE_UP_AFTER


def _patience() -> timedelta:
    found: timedelta = current_app.config["SETTINGS"].mail_hand_over
    return found * A_LITTLE


def _is_open(letter: Letter, became: object) -> bool:
    # That it was taken is news even when somebody has meanwhile found nothing and would send it again.
    known = LetterState.queued if isinstance(became, Receipt) else LetterState.sending
    return letter.state in (LetterState.sending, LetterState.uncertain, known)
