"""The standard cadences: short letters, each with a reason of its own, in English and Russian.

In the words, `%(name)s` is the contact's first name, `%(title)s` what it is about, `%(link)s` a fresh link to it and
`%(manager)s` who signs; `%(sections)s` names what was read longest, `%(stopped_at)s` the page where a brief was left,
`%(what)s` what we wait for. A paragraph with a gap that nothing fills is left out.
"""

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from agency.followups.standard import brief, payment, proposal, word
from agency.followups.standard.drafts import Draft
from agency.followups.states import Purpose
from agency.followups.steps import Cadence
from agency.kernel.db import db

NAMES = {
    Purpose.proposal: {"en": "After a proposal", "ru": "После предложения"},
    Purpose.brief: {"en": "A brief left unfinished", "ru": "Незаконченный бриф"},
    Purpose.word: {"en": "Waiting for their word", "ru": "Ждём ответа по проекту"},
    Purpose.payment: {"en": "Waiting for a payment", "ru": "Ждём оплату"},
}
STEPS: dict[Purpose, tuple[Draft, ...]] = {
    Purpose.proposal: proposal.STEPS,
    Purpose.brief: brief.STEPS,
    Purpose.word: word.STEPS,
    Purpose.payment: payment.STEPS,
}


def install(purpose: Purpose = Purpose.proposal) -> Cadence:
    """The cadence that counts for this purpose; made from these words when there is none yet."""
    found = _current(purpose)
    if found is not None:
        return found
    cadence = Cadence(
        purpose=purpose,
        name=NAMES[purpose],
        steps=[draft.step(n) for n, draft in enumerate(STEPS[purpose], start=1)],
    )
    try:
        with db.session.begin_nested():
            db.session.add(cadence)
    except IntegrityError:
        # Somebody else has made it in the same moment.
        found = _current(purpose)
        assert found is not None
        return found
    return cadence


def install_all() -> None:
    """All of them, to be looked at before anything is enrolled; what an earlier release installed is completed."""
    for purpose in Purpose:
        _complete(install(purpose))


def _complete(cadence: Cadence) -> None:
    """What an earlier release installed has no name, and knows no cases: each step in our words gets them."""
    if cadence.name or cadence.published_at is not None:
        return
    cadence.name = NAMES[cadence.purpose]
    for step, draft in zip(cadence.steps, STEPS[cadence.purpose], strict=False):
        ours = draft.step(step.n)
        if (step.subject, step.words) == (ours.subject, ours.words) and not step.cases:
            step.cases = ours.cases


def _current(purpose: Purpose) -> Cadence | None:
    return db.session.scalar(
        sa.select(Cadence).where(Cadence.purpose == purpose, Cadence.retired_at.is_(None))
    )
