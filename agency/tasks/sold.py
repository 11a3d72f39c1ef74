"""From an accepted estimate to a board: one task per line, with planned hours and the price sold."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from fractional_indexing import generate_n_keys_between

from agency.kernel import timeline
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.proposals.models import EstimateLine, Proposal
from agency.proposals.parts import Payment
from agency.proposals.pricing import divided
from agency.tasks.hours import TaskPlan
from agency.tasks.models import Task
from agency.tasks.projects import BoardColumn, ColumnKind, Project

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
    """The project of an accepted proposal; asking twice gives the same one."""
    found = db.session.scalar(sa.select(Project).where(Project.proposal_id == proposal.id))
    if found is not None:
        return found
    project = Project(
        lead=proposal.lead,
        proposal=proposal,
        title=proposal.title,
        currency=proposal.currency,
        started_at=at,
        payments=_payments(proposal),
        columns=[
            BoardColumn(
                kind=kind,
                name=dict(name),
                position=position,
                soft_limit=IN_WORK_AT_ONCE if kind is ColumnKind.work else None,
            )
            for position, (kind, name) in enumerate(COLUMNS.items(), start=1)
        ],
    )
    db.session.add(project)
    db.session.flush()
    first = project.column(ColumnKind.next)
    keys = generate_n_keys_between(None, None, len(proposal.counted))
    for (line, minor), key in zip(_sold(proposal), keys, strict=True):
        db.session.add(_task(project, first, line, minor, key, at))
    db.session.flush()
    timeline.record(
        proposal.lead.stream,
        "tasks.project_started",
        at=at,
        by=Actor.machine(),
        project=project.id,
        tasks=len(proposal.counted),
    )
    return project


def _payments(proposal: Proposal) -> list[dict[str, Any]]:
    """What is to be paid when, of the total that was agreed."""
    parts = [(part["percent"], part["when"]) for part in proposal.payments]
    return [
        {
            "percent": each.percent,
            "when": each.when,
            "least": each.amount.least.minor,
            "most": each.amount.most.minor,
        }
        for each in Payment.schedule(proposal.total, parts)
    ]


def _sold(proposal: Proposal) -> Iterator[tuple[EstimateLine, int]]:
    """For how much each line was sold at most: what is taken off its section and the whole is shared by the lines.

    So a board comes to what was agreed, before taxes that are added.
    """
    sections = [section for section in proposal.sections if section.counts]
    costs = [section.cost.most.minor for section in sections]
    for section, net in zip(
        sections, divided(proposal.whole.sum.net.most.minor, costs), strict=True
    ):
        lines = section.counted
        yield from zip(lines, divided(net, [each.cost.most.minor for each in lines]), strict=True)


def _task(
    project: Project, column: BoardColumn, line: EstimateLine, minor: int, key: str, at: datetime
) -> Task:
    plans = []
    if line.member is not None and line.minutes:
        # Where hours from–to were sold, the client agreed to the most.
        plans = [TaskPlan(member=line.member, minutes=line.least_and_most[1])]
    return Task(
        project=project,
        column=column,
        line=line,
        title=line.text,
        section=line.section.title,
        category=line.section.category,
        order_key=key,
        sold_minor=minor,
        moved_at=at,
        plans=plans,
    )
