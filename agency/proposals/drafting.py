"""A new draft: from the brief for the first version, from the version before for the next."""

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from agency.briefs import queries as briefs
from agency.briefs.answers import Answer
from agency.briefs.kinds import QuestionKind
from agency.kernel.db import db
from agency.kernel.i18n import pick, speaking
from agency.leads.models import Lead, LeadClosed, Stage
from agency.people.models import Agency, Member
from agency.proposals import queries
from agency.proposals.models import EstimateSection, Proposal

REFERENCES = 8
_TITLE, _SECTION_TITLE = 160, 120
_VOICE = 240  # letters of the client's own sentence on the opening page
_WORDS = (QuestionKind.long, QuestionKind.text)


def new_draft(lead: Lead, *, by: Member, house: Agency) -> Proposal:
    """The draft of this lead: the one at hand, else a new version, also of what was agreed. Raises LeadClosed."""
    lead = held(lead)
    last = queries.latest(lead)
    if last is not None and last.is_draft:
        return last
    if lead.stage is Stage.lost:
        raise LeadClosed(lead.stage.value)
    draft = _next_version(last, by=by) if last else _first_version(lead, by=by, house=house)
    db.session.add(draft)
    db.session.flush()
    return draft


def held(lead: Lead) -> Lead:
    """The lead, held until the end of the transaction: pressing twice makes one draft."""
    return db.session.scalars(
        sa.select(Lead).where(Lead.id == lead.id).with_for_update(of=Lead)
    ).one()


def _first_version(lead: Lead, *, by: Member, house: Agency) -> Proposal:
    with speaking(lead.client.language):
        return Proposal(
            lead=lead,
            author=by,
            version=1,
            language=lead.client.language,
            currency=house.currency,
            title=lead.title[:_TITLE],
            sections=[
                EstimateSection(position=position, title=title)
                for position, title in enumerate(_usual_sections(lead), start=1)
            ],
            payments=_usual_payments(),
            taxes=[_tax(each, lead.client.language) for each in house.taxes],
            step=house.rounding,
            references=queries.library()[:REFERENCES],
            **_from_brief(lead),
        )


def _next_version(last: Proposal, *, by: Member) -> Proposal:
    return Proposal(
        lead=last.lead,
        author=by,
        version=last.version + 1,
        series=last.series,
        language=last.language,
        currency=last.currency,
        title=last.title,
        understanding=dict(last.understanding),
        quote=dict(last.quote),
        stages=list(last.stages),
        payments=list(last.payments),
        captions=dict(last.captions),
        cover=last.cover,
        opening=last.opening,
        detail=last.detail,
        references=list(last.references),
        asks_signature=last.asks_signature,
        taxes=list(last.taxes),
        step=last.step,
        style=last.style,
        pages=list(last.pages),
        off_hundredths=last.off_hundredths,
        off_minor=last.off_minor,
        planned_from=last.planned_from,
        planned_until=last.planned_until,
        sections=[section.copied() for section in last.sections],
    )


def _tax(tax: Mapping[str, Any], language: str) -> dict[str, Any]:
    """A tax of the house, by its name in the client's language."""
    return {**tax, "name": tax["name"].get(language) or pick(tax["name"])}


def _usual_sections(lead: Lead) -> tuple[str, ...]:
    """With which sections an estimate of this service begins."""
    if lead.service is not None and lead.service.slug == "identity":
        return (_("Research"), _("Sign and type"), _("Guidelines"), _("Handing over"))
    if lead.service is not None and lead.service.slug == "website":
        return (_("Words and pictures"), _("Design"), _("Build"), _("Launch"))
    return (_("Preparation"), _("Design"), _("Production"), _("Handing over"))


def _usual_payments() -> list[dict[str, Any]]:
    return [
        {"percent": 40, "when": _("when you accept")},
        {"percent": 30, "when": _("when you agree the design")},
        {"percent": 30, "when": _("when the work is handed over")},
    ]


def _from_brief(lead: Lead) -> dict[str, Any]:
    """The client's longest answer as their voice; the others as matter for our understanding."""
    answers = _worded_answers(lead)
    if not answers:
        return {}
    voice = max(answers, key=lambda answer: len(answer.value))
    return {
        "quote": {
            "text": opening_of(voice.value),
            "by": lead.contact.name,
            "where": _("in your brief"),
        },
        "understanding": {
            "paragraphs": [f"{answer.wording} {answer.value}" for answer in answers],
        },
    }


def _worded_answers(lead: Lead) -> list[Answer]:
    """What the client answered in their own words, in the order of the questions."""
    brief = briefs.brief_of(lead)
    answers = brief.answered if brief else []
    return [answer for answer in answers if answer.kind in _WORDS and _says_something(answer)]


def _says_something(answer: Answer) -> bool:
    return isinstance(answer.value, str) and bool(answer.value.strip())


def opening_of(words: str) -> str:
    """The first sentences, as many as fit on the opening page; at least the first."""
    kept = ""
    for sentence in _sentences(" ".join(words.split())):
        if kept and len(kept) + len(sentence) + 1 > _VOICE:
            break
        kept = f"{kept} {sentence}".strip()
    return kept if len(kept) <= 2 * _VOICE else kept[: 2 * _VOICE].rsplit(" ", 1)[0] + "…"


def _sentences(words: str) -> Iterator[str]:
    start = 0
    for place, letter in enumerate(words):
        if letter in ".!?…" and words[place + 1 : place + 2] in ("", " "):
            yield words[start : place + 1].strip()
            start = place + 1
    if words[start:].strip():
        yield words[start:].strip()
