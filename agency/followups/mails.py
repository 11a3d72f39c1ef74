"""The follow-up letter: the step's words in the client's language, with a fresh link, from whoever owns the lead."""

import re
from collections.abc import Mapping
from datetime import datetime

from agency.followups.models import Enrollment, Touch
from agency.kernel.auth import make_link
from agency.kernel.i18n import pick, speaking
from agency.kernel.mail.models import Letter
from agency.kernel.web import address_of
from agency.leads import mails
from agency.people.models import Member

# Where we know no name.
EVERYBODY = {"en": "everybody", "ru": "коллеги"}
_GAP = re.compile(r"%\((\w+)\)s")


def follow_up(touch: Touch, *, at: datetime) -> Letter:
    """Put the letter of this touch into the outbox, and onto the lead."""
    enrollment = touch.enrollment
    subject, words = letter_of(enrollment, touch.n, link=_fresh_link(enrollment, at))
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
            "manager": manager_of(enrollment).name,
        }
        return _filled(pick(step.subject), gaps), _filled(pick(step.words), gaps)


def manager_of(enrollment: Enrollment) -> Member:
    """Who signs: the owner of the lead, else who wrote the proposal."""
    return enrollment.lead.owner or enrollment.proposal.author


def _fresh_link(enrollment: Enrollment, at: datetime) -> str:
    proposal = enrollment.proposal
    token = make_link("proposal", proposal.id, at=at, contact_id=enrollment.lead.contact_id)
    return address_of("portal.proposal", token=token)


def _filled(text: str, gaps: Mapping[str, str]) -> str:
    # Not the % operator: somebody's own wording may well say "10 %".
    return _GAP.sub(lambda gap: gaps.get(gap[1], gap[0]), text)
