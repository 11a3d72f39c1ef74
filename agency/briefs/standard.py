"""Ready-made briefs, put in place so that a house that was only set up asks good questions at once."""

from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from agency.briefs.questionnaire import BriefPage, BriefTemplate, Question
from agency.briefs.ready.asking import Ask, Ready, Sheet
from agency.briefs.ready.identity import IDENTITY
from agency.briefs.ready.website import WEBSITE
from agency.kernel.db import db
from agency.people import queries as people
from agency.people.models import Service

READY = (WEBSITE, IDENTITY)


def install() -> list[BriefTemplate]:
    """Add the ready-made briefs that are not there yet, and the services that they ask for.

    What an agency has changed or switched off stays as it is; calling it again does nothing.
    """
    taken = set(db.session.scalars(sa.select(BriefTemplate.slug)))
    missing = [ready for ready in READY if ready.slug not in taken]
    templates = make_standard_templates(_services(missing), missing)
    db.session.add_all(templates)
    db.session.flush()
    return templates


def make_standard_templates(
    services: Mapping[str, Service], ready: Iterable[Ready] = READY
) -> list[BriefTemplate]:
    """Templates for these services, by slug; not stored yet."""
    return [
        BriefTemplate(
            slug=one.slug,
            service=services[one.slug],
            pages=[_page(number, sheet) for number, sheet in enumerate(one.sheets, start=1)],
        )
        for one in ready
        if one.slug in services
    ]


def _services(wanted: Iterable[Ready]) -> dict[str, Service]:
    known = {service.slug: service for service in people.services()}
    for one in wanted:
        if one.slug not in known:
            known[one.slug] = Service(slug=one.slug, name=one.service.texts())
            db.session.add(known[one.slug])
    return known


def _page(number: int, sheet: Sheet) -> BriefPage:
    return BriefPage(
        number=number,
        name=sheet.name.texts(),
        title=sheet.title.texts(),
        lead=sheet.lead.texts(),
        questions=[_question(position, ask) for position, ask in enumerate(sheet.asks, start=1)],
    )


def _question(position: int, ask: Ask) -> Question:
    return Question(
        position=position,
        kind=ask.kind,
        text=ask.words.texts(),
        help=ask.help.texts() if ask.help is not None else {},
        required=ask.required,
        choices=[choice.data() for choice in ask.choices],
    )
