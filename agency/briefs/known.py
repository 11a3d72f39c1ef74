"""What is known before anybody answers: of the contact whose lead it is, or by the address that brought them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from werkzeug.datastructures import CombinedMultiDict, MultiDict

from agency.briefs import forms
from agency.briefs.answers import BY_ADDRESS, BY_LEAD, By
from agency.briefs.forms import PageForm
from agency.briefs.kinds import QuestionKind
from agency.briefs.models import Brief
from agency.briefs.questionnaire import Page, Question
from agency.kernel.domains import own_domain
from agency.kernel.i18n import speaking
from agency.leads.models import Lead

Kind = QuestionKind
# What somebody is known by, in the order in which it is said.
OF_A_PERSON = (Kind.name, Kind.organisation, Kind.email, Kind.phone)


def put_what_we_know(brief: Brief, lead: Lead, *, at: datetime) -> None:
    """Begin with what the lead tells of its contact: the first question of each kind is about them."""
    facts = _facts_of(lead)
    found: dict[str, list[str]] = {}
    for question in brief.asks.questions:
        if question.kind is Kind.contact and facts.get(Kind.email):
            parts = {kind.value: [facts.pop(kind)] for kind in OF_A_PERSON if kind in facts}
            found |= {f"{question.key}.{part}": typed for part, typed in parts.items()}
        elif question.kind in facts:
            found[question.key] = [facts.pop(question.kind)]
    _put(brief, found, at, BY_LEAD)


def put_answers(brief: Brief, typed: Mapping[str, list[str]], *, at: datetime) -> None:
    """What an address said, by the key of its question: it lies there for whoever came to look it over.

    What does not fit is left to be asked.
    """
    _put(brief, typed, at, BY_ADDRESS)


@dataclass(frozen=True)
class Folded:
    """What of a page is known: the keys of its questions, and the answers in a line to be looked over."""

    keys: frozenset[str]
    lines: tuple[str, ...]


def folded(brief: Brief, page: Page, form: PageForm) -> Folded | None:
    """None where nothing is, or where something in it needs another look."""
    known = [each for each in brief.walk().questions_of(page) if brief.is_known(each)]
    if not known or any(form.of(each).errors for each in known):
        return None
    lines = [line for each in known for line in _lines(brief, each)]
    return Folded(frozenset(each.key for each in known), tuple(lines))


def _facts_of(lead: Lead) -> dict[QuestionKind, str]:
    contact, client = lead.contact, lead.client
    site = own_domain(contact.email) if contact.email else ""
    facts = {
        Kind.name: contact.name,
        Kind.organisation: client.name if client.name != contact.name else "",
        Kind.email: contact.email or "",
        Kind.phone: contact.phone or "",
        Kind.link: f"https://{site}" if site else "",
    }
    return {kind: words for kind, words in facts.items() if words.strip()}


def _put(brief: Brief, typed: Mapping[str, list[str]], at: datetime, by: By) -> None:
    with speaking(brief.language):
        for page in brief.asks.pages:
            _put_page(brief, page, typed, at, by)


def _put_page(
    brief: Brief, page: Page, typed: Mapping[str, list[str]], at: datetime, by: By
) -> None:
    data: MultiDict[str, str] = MultiDict()
    for key, values in typed.items():
        if brief.asks.pages_by_question.get(key.partition(".")[0]) is page:
            data.setlist(f"q-{key}", values)
    if not data:
        return
    sent: CombinedMultiDict[str, Any] = CombinedMultiDict([data])
    form = forms.sent(page, None, sent, purpose="known", today=date.min)
    for question in page.questions:
        field = form.of(question)
        if not field.is_blank and field.is_fit:
            value, labels = field.answered()
            brief.answer(question, value, labels=labels, at=at, by=by)


def _lines(brief: Brief, question: Question) -> list[str]:
    found = brief.answer_to(question)
    return found.lines if found is not None else []
