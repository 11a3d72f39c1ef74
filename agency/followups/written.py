"""What a step wrote: the letter to whom it is, and those beside it to who gets a copy. All of them are the step's."""

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from agency.followups.models import Touch
from agency.kernel.db import db
from agency.kernel.mail.models import Letter
from agency.kernel.timeline import ActorKind
from agency.leads.models import Message

# The question that a letter of ours has to be asked right before it leaves.
LAST_LOOK = "followups.last_look"


def letters_of(touch: Touch) -> list[Letter]:
    """The letters that it put into the outbox, the one to whom it is first."""
    if touch.letter is None:
        return []
    mine, beside = _pair()
    beside_it = (
        sa.select(Letter)
        .join(beside, beside.letter_id == Letter.id)
        .join(mine, _written_together(mine, beside))
        .where(mine.letter_id == touch.letter.id, Letter.id != touch.letter.id)
        .order_by(Letter.id)
    )
    return [touch.letter, *db.session.scalars(beside_it)]


def ask_once_more(touch: Touch) -> None:
    """Have its letters ask right before they leave, where it has any: copies leave by themselves, and no sooner."""
    for letter in letters_of(touch):
        letter.still_wanted = letter.still_wanted or LAST_LOOK


def touch_of(letter: Letter) -> Touch | None:
    """The step that wrote this letter; None where none of them did."""
    own = db.session.scalar(sa.select(Touch).where(Touch.letter_id == letter.id))
    if own is not None:
        return own
    mine, beside = _pair()
    return db.session.scalar(
        sa.select(Touch)
        .join(mine, mine.letter_id == Touch.letter_id)
        .join(beside, _written_together(mine, beside))
        .where(beside.letter_id == letter.id)
        .order_by(Touch.id)
        .limit(1)
    )


def _pair() -> tuple[type[Message], type[Message]]:
    return aliased(Message), aliased(Message)


def _written_together(mine: type[Message], beside: type[Message]) -> sa.ColumnElement[bool]:
    """By one step: about the same lead, in the same instant, by the machine."""
    return sa.and_(
        beside.lead_id == mine.lead_id,
        beside.at == mine.at,
        beside.author_kind == ActorKind.machine,
        mine.author_kind == ActorKind.machine,
    )
