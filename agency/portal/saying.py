"""What whoever reads a proposal may say on its page: the forms, and what became of them."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from flask import request
from flask_babel import gettext as _

from agency.flows.proposal_answered import proposal_declined, question_asked
from agency.kernel.auth import Guest
from agency.kernel.forms import GuestForm
from agency.proposals.guest_forms import DeclineForm, QuestionForm
from agency.proposals.links import DECIDING, PARTNER_KIND
from agency.proposals.models import Proposal

Form = TypeVar("Form", bound=GuestForm)
# A page that somebody has read to tell is no longer than that.
MOST_SECTIONS = 20
_NUMBER = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True)
class Talk:
    """The question and the no of one page; `said` is what was just sent, `declined_at` when they said no."""

    question: QuestionForm
    decline: DeclineForm
    said: str
    declined_at: datetime | None


def talk(found: Proposal, who: Guest) -> Talk | None:
    """What may be said here; None for whoever has a copy for reading."""
    if who.kind not in DECIDING:
        return None
    return Talk(
        question=_form(QuestionForm, found, who),
        decline=_form(DeclineForm, found, who),
        said=request.args.get("said", ""),
        declined_at=found.declined_at,
    )


def ask(found: Proposal, who: Guest, *, at: datetime) -> Talk | None:
    """Take the question; gives the page's forms where something is wrong with it."""
    here = talk(found, who)
    if here is None or not here.question.validate():
        return here
    words = here.question.question.data or ""
    question_asked(found, words, by_partner=who.kind == PARTNER_KIND, at=at)
    return None


def decline(found: Proposal, who: Guest, *, at: datetime) -> Talk | None:
    """Take the no; gives the page's forms where something is wrong with it."""
    here = talk(found, who)
    if here is None or not here.decline.validate():
        return here
    words = here.decline.reason.data or _("No, thank you.")
    proposal_declined(found, words, by_partner=who.kind == PARTNER_KIND, at=at)
    return None


def seconds() -> dict[str, int]:
    """What the page's script tells: seconds by section."""
    told = list(request.form.items())[:MOST_SECTIONS]
    return {name: int(count) for name, count in told if _NUMBER.fullmatch(count)}


def _form(kind: type[Form], found: Proposal, who: Guest) -> Form:
    # What belongs to another form of the page is not taken for this one's.
    name = kind.__name__.removesuffix("Form").lower()
    is_sent = request.form and (request.endpoint or "").endswith(f".{name}")
    purpose = f"{name}/{found.id}/{who.link_id}"
    return kind(request.form if is_sent else None, purpose=purpose)
