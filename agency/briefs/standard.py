"""Ready-made briefs, put in place so that a house that was only set up asks good questions at once."""

from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from agency.briefs.ready.asking import Ready
from agency.briefs.ready.identity import IDENTITY
from agency.briefs.ready.motion import MOTION
from agency.briefs.ready.promotion import PROMOTION
from agency.briefs.ready.support import SUPPORT
from agency.briefs.ready.website import WEBSITE
from agency.briefs.templates import BriefTemplate, BriefVersion, version_one
from agency.kernel.db import db
from agency.people import queries as people
from agency.people.models import Service

READY = (WEBSITE, IDENTITY, PROMOTION, MOTION, SUPPORT)


def install() -> list[BriefTemplate]:
    """Add the ready-made briefs that are not there yet, and the services that they ask for.

    What an agency has changed or switched off stays as it is; calling it again does nothing.
    """
    taken = set(db.session.scalars(sa.select(BriefTemplate.slug)))
    missing = [ready for ready in READY if ready.slug not in taken]
    versions = make_standard_templates(_services(missing), missing)
    db.session.add_all(versions)
    db.session.flush()
    return [each.template for each in versions]


def make_standard_templates(
    services: Mapping[str, Service], ready: Iterable[Ready] = READY
) -> list[BriefVersion]:
    """The first versions of templates for these services, by slug; not stored yet."""
    return [
        version_one(BriefTemplate(slug=one.slug, service=services[one.slug]), one.made())
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
