"""What whoever reads a proposal may say on its page: the forms, and what became of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from agency.briefs.hands import spoken_name
from agency.flows.proposal_answered import proposal_declined, question_asked
from agency.kernel.auth import Guest
from agency.kernel.forms import GuestForm
from agency.leads.reading.addresses import usable_address
from agency.proposals import colleagues, passing_on
from agency.proposals.colleagues import Colleague, HasItAlready, TooManyColleagues
from agency.proposals.guest_forms import ACCEPTS, ColleagueForm, DeclineForm, QuestionForm
from agency.proposals.links import ASKING, COLLEAGUES, DECIDING, PARTNER_KIND
from agency.proposals.models import Proposal
from agency.proposals.passing_on import NoLetterThere
from agency.proposals.pins import Spot
from agency.proposals.states import NotOnOffer

Form = TypeVar("Form", bound=GuestForm)
# A page that somebody has read to tell is no longer than that.
MOST_SECTIONS = 20
_NUMBER = re.compile(r"[0-9]{1,6}")


# Why it did not go, in words of what to do.
PASSING = {
    HasItAlready: _l("They have a letter with a link of their own already."),
    TooManyColleagues: _l("That is enough for today. Pass your own link on yourself."),
    NoLetterThere: _l("No letter of ours can go to this address. Pass your own link on yourself."),
    NotOnOffer: _l("This version is not on offer any more. Write to us, and you get the next one."),
}


class ClosureForm(GuestForm):
    """A colleague's link is taken back."""


@dataclass(frozen=True)
class Talk:
    """What may be said on one page: a question, a no, to whom it goes on.

    `said` is what was just sent, `declined_at` when they said no; `passed` are those to whom whoever stands before
    the page passed it on.
    """

    question: QuestionForm
    said: str
    declined_at: datetime | None
    # None for whoever may not, or where it is not on offer any more.
    decline: DeclineForm | None = None
    colleague: ColleagueForm | None = None
    closure: ClosureForm | None = None
    passed: Sequence[Colleague] = ()


def talk(found: Proposal, who: Guest) -> Talk | None:
    """What may be said here; None for whoever has a copy for reading beside the client."""
    if who.kind not in ASKING:
        return None
    here = Talk(
        question=_form(QuestionForm, found, who),
        said=request.args.get("said", ""),
        declined_at=found.declined_at,
        closure=ClosureForm(purpose=_closing(found, who)),
        passed=[each for each in found.colleagues if is_theirs(each, who)],
    )
    if not (here.question.about.data or here.said):
        here.question.about.data = request.args.get("about", "")
    if found.is_on_offer:
        here = replace(here, colleague=_colleague_form(found, who))
    if found.is_on_offer and who.kind in DECIDING:
        here = replace(here, decline=_form(DeclineForm, found, who))
    return here


def is_theirs(one: Colleague, who: Guest) -> bool:
    """Whether it is for them to take that link back: what they passed on; for the client, every one."""
    return who.kind not in COLLEAGUES or one.from_link_id == who.link_id


def ask(found: Proposal, who: Guest, about: Spot, *, at: datetime) -> Talk | None:
    """Take the question; gives the page's forms where something is wrong with it."""
    here = talk(found, who)
    if here is None or not here.question.validate():
        return here
    question_asked(
        found,
        here.question.question.data or "",
        by_partner=who.kind == PARTNER_KIND,
        at=at,
        about=about,
        link_id=who.link_id,
        colleague=colleagues.behind(found, who.link_id),
    )
    return None


def decline(found: Proposal, who: Guest, *, at: datetime) -> Talk | None:
    """Take the no; gives the page's forms where something is wrong with it."""
    here = talk(found, who)
    # What was taken back a second ago has no form any more, and a no to it is heard.
    form = _form(DeclineForm, found, who)
    if here is None or not form.validate():
        return here and replace(here, decline=form)
    words = form.reason.data or _("No, thank you.")
    proposal_declined(
        found,
        words,
        by_partner=who.kind == PARTNER_KIND,
        at=at,
        colleague=colleagues.behind(found, who.link_id),
    )
    return None


def pass_on(found: Proposal, who: Guest, *, at: datetime) -> Talk | None:
    """Pass it on; gives the page's forms where it did not go, with what to do beside the field."""
    form = _colleague_form(found, who)
    here = talk(found, who)
    here = replace(here, colleague=form) if here is not None else None
    if here is None or not form.validate():
        return here
    try:
        _pass_on(found, who, form, at=at)
    except tuple(PASSING) as refusal:
        form.address.errors = [str(PASSING[type(refusal)])]
        return here
    return None


def take_back(found: Proposal, who: Guest, id: int, *, at: datetime) -> Talk | None:
    """Close a colleague's link; gives the page's forms where the button came without its seal."""
    here = talk(found, who)
    form = ClosureForm(request.form, purpose=_closing(found, who))
    if here is None or not form.validate():
        return here and replace(here, closure=form)
    by = colleagues.behind(found, who.link_id)
    for one in here.passed:
        if one.id == id:
            by_partner = who.kind == PARTNER_KIND
            passing_on.take_back(one, by=by, at=at, by_partner=by_partner)
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


def _pass_on(found: Proposal, who: Guest, form: ColleagueForm, *, at: datetime) -> None:
    passing_on.pass_on(
        found,
        name=spoken_name(form.name.data or ""),
        address=usable_address(form.address.data or "") or "",
        word=form.word.data or "",
        may_accept=form.may.data == ACCEPTS,
        by_link=who.link_id,
        by=colleagues.behind(found, who.link_id),
        at=at,
        by_partner=who.kind == PARTNER_KIND,
    )


def _colleague_form(found: Proposal, who: Guest) -> ColleagueForm:
    form = _form(ColleagueForm, found, who)
    if who.kind not in DECIDING:
        # Whoever may only read gives no more than that.
        form.may.choices = form.may.choices[:1]
    return form


def _closing(found: Proposal, who: Guest) -> str:
    return f"closure/{found.id}/{who.link_id}"
