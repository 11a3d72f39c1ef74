"""The follow-up letter: the step's words in the client's language, with a fresh link, from whoever owns the lead."""

import re
from collections.abc import Mapping
from datetime import datetime

from agency.followups.models import Enrollment, Touch
from agency.kernel.i18n import pick, speaking
from agency.kernel.mail.models import Letter
from agency.leads import mails
from agency.people import queries as people
from agency.people.models import Member
from agency.proposals.links import fresh_link

# Where we know no name.
EVERYBODY = {"en": "everybody", "ru": "коллеги"}
LINK_TO_COME = {"en": "[link to the proposal]", "ru": "[ссылка на предложение]"}
_GAP = re.compile(r"%\((\w+)\)s")


def follow_up(touch: Touch, *, at: datetime) -> Letter:
    """Put the letter of this touch into the outbox, and onto the lead."""
    enrollment = touch.enrollment
    link = fresh_link(enrollment.proposal, at=at).address
    subject, words = letter_of(enrollment, touch.n, link=link)
    message = mails.write(
        enrollment.lead,
        words=words,
        subject=subject,
        by=manager_of(enrollment),
        at=at,
        automatic=True,
    )
    assert message.letter is not None
    return message.letter


def letter_of(enrollment: Enrollment, n: int, *, link: str) -> tuple[str, str]:
    """Subject and words of a step, as this client would read them."""
    lead, step = enrollment.lead, enrollment.step(n)
    assert step is not None
    with speaking(lead.client.language):
        gaps = {
            "name": lead.contact.first_name or pick(EVERYBODY),
            "title": enrollment.proposal.title,
            "link": link,
            "manager": f"{manager_of(enrollment).name}\n{people.agency().name}",
        }
        return _filled(pick(step.subject), gaps), _filled(pick(step.words), gaps)


def shown(enrollment: Enrollment, n: int) -> tuple[str, str]:
    """The same before it goes: the link is made when the letter leaves, so a word stands for it."""
    with speaking(enrollment.lead.client.language):
        return letter_of(enrollment, n, link=pick(LINK_TO_COME))


def manager_of(enrollment: Enrollment) -> Member:
    """Who signs: the owner of the lead, else who wrote the proposal."""
    return enrollment.lead.owner or enrollment.proposal.author


def _filled(text: str, gaps: Mapping[str, str]) -> str:
    # Not the % operator: somebody's own wording may well say "10 %".
    return _GAP.sub(lambda gap: gaps.get(gap[1], gap[0]), text)
