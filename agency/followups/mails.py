"""The follow-up letter: the step's words in the client's language, with a fresh link, from whoever owns the lead."""

import re
from collections.abc import Mapping
from datetime import datetime

from agency.followups.models import Enrollment, Touch
from agency.kernel.i18n import pick, speaking
from agency.kernel.mail.models import Letter
from agency.leads.readers import Readers, readers_of
from agency.people import queries as people
from agency.people.models import Member
from agency.proposals.models import Proposal
from agency.proposals.posting import write_apart

# Where we know no name.
EVERYBODY = {"en": "everybody", "ru": "коллеги"}
LINK_TO_COME = {"en": "[link to the proposal]", "ru": "[ссылка на предложение]"}
_GAP = re.compile(r"%\((\w+)\)s")


def follow_up(touch: Touch, *, at: datetime) -> Letter:
    """Put the letter of this touch into the outbox, and onto the lead. Raises NoAddress."""
    enrollment = touch.enrollment
    message = write_apart(
        proposal_of(enrollment),
        readers_for(enrollment),
        saying=lambda link: letter_of(enrollment, touch.n, link=link),
        by=manager_of(enrollment),
        at=at,
        automatic=True,
    )
    assert message.letter is not None
    return message.letter


def letter_of(enrollment: Enrollment, n: int, *, link: str) -> tuple[str, str]:
    """Subject and words of a step, as whoever gets it would read them."""
    readers, step = readers_for(enrollment), enrollment.step(n)
    assert step is not None
    with speaking(readers.language):
        gaps = {
            "name": readers.first_name or pick(EVERYBODY),
            "title": proposal_of(enrollment).title,
            "link": link,
            "manager": f"{manager_of(enrollment).name}\n{people.agency().name}",
        }
        return _filled(pick(step.subject), gaps), _filled(pick(step.words), gaps)


def shown(enrollment: Enrollment, n: int) -> tuple[str, str]:
    """The same before it goes: the link is made when the letter leaves, so a word stands for it."""
    with speaking(readers_for(enrollment).language):
        return letter_of(enrollment, n, link=pick(LINK_TO_COME))


def readers_for(enrollment: Enrollment) -> Readers:
    """Whom the machine writes to, else whom one of us lets it write to."""
    readers = readers_of(enrollment.lead, automatic=True)
    return readers_of(enrollment.lead, automatic=False) if readers.is_nobody else readers


def proposal_of(enrollment: Enrollment) -> Proposal:
    """What it is about."""
    assert enrollment.proposal is not None
    return enrollment.proposal


def manager_of(enrollment: Enrollment) -> Member:
    """Who signs: the owner of the lead, else who wrote the proposal."""
    return enrollment.lead.owner or proposal_of(enrollment).author


def _filled(text: str, gaps: Mapping[str, str]) -> str:
    # Not the % operator: somebody's own wording may well say "10 %".
    return _GAP.sub(lambda gap: gaps.get(gap[1], gap[0]), text)
