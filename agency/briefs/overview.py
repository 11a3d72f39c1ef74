"""All templates as they stand beside one another, and how many briefs were begun on each."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from agency.briefs import building
from agency.briefs.models import Brief, BriefState
from agency.briefs.templates import BriefTemplate, BriefVersion
from agency.kernel.db import db


@dataclass(frozen=True)
class Told:
    """One template, how many briefs were begun on it, and how many of them were handed in."""

    template: BriefTemplate
    begun: int
    submitted: int

    @property
    def is_open(self) -> bool:
        """Its link works."""
        one = self.template
        return one.is_live and one.current is not None and one.archived_at is None

    @property
    def is_changed(self) -> bool:
        """Its draft is not what counts."""
        return building.is_changed(self.template)

    @property
    def pages(self) -> int:
        """How many pages it has now, or will have."""
        return len(building.draft_of(self.template).asks.pages)

    @property
    def questions(self) -> int:
        """How many questions it asks now, or will ask."""
        return len(list(building.draft_of(self.template).asks.questions))


def of_all() -> list[Told]:
    """Every template, those put away last."""
    found = sa.select(BriefTemplate).options(
        joinedload(BriefTemplate.service),
        joinedload(BriefTemplate.current),
        joinedload(BriefTemplate.edited_by),
    )
    templates = db.session.scalars(
        found.order_by(BriefTemplate.archived_at.is_not(None), BriefTemplate.id)
    )
    return _with_counts(templates)


def _with_counts(templates: Iterable[BriefTemplate]) -> list[Told]:
    counted = (
        sa.select(
            BriefVersion.template_id,
            sa.func.count(Brief.id),
            sa.func.sum(sa.case((Brief.state == BriefState.submitted, 1), else_=0)),
        )
        .join(Brief, Brief.version_id == BriefVersion.id)
        .group_by(BriefVersion.template_id)
    )
    counts = {id: (begun, int(handed)) for id, begun, handed in db.session.execute(counted)}
    return [Told(one, *counts.get(one.id, (0, 0))) for one in templates]
