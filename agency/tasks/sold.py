"""From an accepted estimate to a board: one task per line, with planned hours and the price sold."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from fractional_indexing import generate_n_keys_between

from agency.kernel import timeline
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.leads.models import Lead
from agency.proposals.models import Proposal
from agency.tasks import amending
from agency.tasks.agreed import agreed_in, payments_of, task_of
from agency.tasks.projects import BoardColumn, ColumnKind, Project, Stage

COLUMNS: Mapping[ColumnKind, Mapping[str, str]] = {
    ColumnKind.next: {"en": "Next", "ru": "Дальше"},
    ColumnKind.work: {"en": "In work", "ru": "В работе"},
    ColumnKind.waiting: {"en": "Waiting for client", "ru": "Ждём клиента"},
    ColumnKind.checking: {"en": "Checking", "ru": "Проверка"},
    ColumnKind.done: {"en": "Done", "ru": "Готово"},
}

# More at once than a small team finishes well; nothing is refused, the board only says so.
IN_WORK_AT_ONCE = 4


def start_project(proposal: Proposal, *, at: datetime) -> Project:
    """The project of an accepted proposal; asking twice, also at one instant, gives the same one.

    Where the work of its lead goes on already, what it changes there waits for a manager's word.
    """
    _one_at_a_time(proposal.lead_id)
    found = _project_of(proposal)
    if found is None:
        return _begin(proposal, at=at)
    amending.propose(found, proposal, at=at)
    return found


def _one_at_a_time(lead_id: int) -> None:
    """The lead, held until the end of the transaction: of two who accept, the second finds what the first began."""
    db.session.execute(
        sa.select(Lead.id).where(Lead.id == lead_id).with_for_update(of=Lead, key_share=True)
    )


def _project_of(proposal: Proposal) -> Project | None:
    own = sa.case((Project.proposal_id == proposal.id, 0), else_=1)
    return db.session.scalar(
        sa.select(Project)
        .where(Project.lead_id == proposal.lead_id)
        # Boards that were brought from elsewhere stand by nothing that was agreed, and come last.
        .order_by(own, Project.proposal_id.is_(None), Project.id.desc())
        .limit(1)
    )


def _begin(proposal: Proposal, *, at: datetime) -> Project:
    project = Project(
        lead=proposal.lead,
        proposal=proposal,
        title=proposal.title,
        currency=proposal.currency,
        started_at=at,
        payments=payments_of(proposal),
        columns=[
            BoardColumn(
                kind=kind,
                name=dict(name),
                position=position,
                soft_limit=IN_WORK_AT_ONCE if kind is ColumnKind.work else None,
            )
            for position, (kind, name) in enumerate(COLUMNS.items(), start=1)
        ],
        stages=[_stage(each, n) for n, each in enumerate(proposal.stages or (), start=1)],
    )
    db.session.add(project)
    db.session.flush()
    lines = list(agreed_in(proposal))
    keys = generate_n_keys_between(None, None, len(lines))
    first = project.column(ColumnKind.next)
    for (line, agreed), key in zip(lines, keys, strict=True):
        db.session.add(task_of(project, first, line, agreed, key=key, at=at))
    db.session.flush()
    timeline.record(
        proposal.lead.stream,
        "tasks.project_started",
        at=at,
        by=Actor.machine(),
        project=project.id,
        tasks=len(lines),
    )
    return project


def _stage(each: Mapping[str, Any], position: int) -> Stage:
    """As the proposal says it: its days are written as text."""
    days = {name: each.get(name) for name in ("starts_on", "due_on")}
    return Stage(
        title=each["title"],
        position=position,
        member_id=each.get("member_id"),
        **{name: date.fromisoformat(day) if day else None for name, day in days.items()},
    )
