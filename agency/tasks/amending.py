"""Another version was agreed while the work goes on: the difference is written down, and done line by line.

Lines are known by their keys. A version is held against the tasks of its own series: a further estimate adds to what
was agreed before, and drops nothing of it.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from agency.kernel import timeline
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.people import notices
from agency.people import queries as people
from agency.people.models import Member
from agency.proposals.models import EstimateLine, EstimateSection, Proposal
from agency.tasks import ordering
from agency.tasks.agreed import Agreed, agreed_in, payments_of, task_of
from agency.tasks.amendments import AmendedLine, Amendment, Difference
from agency.tasks.hours import TimeEntry
from agency.tasks.models import Task
from agency.tasks.projects import ColumnKind, Project

# What waits in the bell of whoever is to confirm it.
AGREED_ANEW = "tasks.agreed_anew"


def propose(project: Project, proposal: Proposal, *, at: datetime) -> Amendment | None:
    """What this acceptance changes on the board, written down to be confirmed; asking twice gives the same one.

    None where the board stands by this version, or by a later one, already.
    """
    found = db.session.scalar(sa.select(Amendment).where(Amendment.proposal_id == proposal.id))
    stands_by = project.proposal.version if project.proposal is not None else 0
    if found is not None or proposal.version <= stands_by:
        return found
    if project.proposal is None:
        # A board that was brought from elsewhere: nothing on it has a price yet.
        project.currency = proposal.currency
    _supersede(project, proposal, at=at)
    lines = list(_differences(project, proposal))
    amendment = Amendment(project=project, proposal=proposal, agreed_at=at, lines=lines)
    db.session.add(amendment)
    db.session.flush()
    told = {"amendment": amendment.id, "lines": len(lines)}
    timeline.record(project.lead.stream, AGREED_ANEW, at=at, by=Actor.machine(), **told)
    for manager in _who_confirms(project) if lines else ():
        notices.tell(manager, AGREED_ANEW, at=at, stream=project.lead.stream, **told)
    _settle(amendment, at=at)
    return amendment


def confirm(line: AmendedLine, *, by: Member, at: datetime) -> None:
    """The board follows this line. Raises AlreadyDecided."""
    line.decide(True, by=by, at=at)
    actor, after = Actor.member(by.id), Agreed.read(line.after) if line.after else None
    if line.difference is Difference.dropped:
        if line.task is not None:
            line.task.sell_no_more(by=actor, at=at)
    elif line.line is not None and after is not None:
        if line.task is None:
            _make(line.amendment.project, line.line, after, by=actor, at=at)
        elif line.difference is Difference.new:
            line.task.sell(line.line, after, by=actor, at=at)
        else:
            before = Agreed.read(line.before)
            line.task.sell_anew(line.line, before, after, by=actor, at=at)
    _settle(line.amendment, at=at)


def leave(line: AmendedLine, *, by: Member, at: datetime) -> None:
    """The board stays as it is in this. Raises AlreadyDecided."""
    line.decide(False, by=by, at=at)
    _settle(line.amendment, at=at)


def take(id: int) -> Amendment | None:
    """One of them with its lines, held until the end of the transaction: two who decide do it one after the other."""
    held = sa.select(Amendment).where(Amendment.id == id).with_for_update(of=Amendment)
    whole = selectinload(Amendment.lines).options(
        joinedload(AmendedLine.task), joinedload(AmendedLine.line)
    )
    return db.session.scalar(held.options(whole).execution_options(populate_existing=True))


def _differences(project: Project, proposal: Proposal) -> Iterator[AmendedLine]:
    tasks, asked, kept = _by_key(project, proposal), _asked_by_key(project, proposal), set[str]()
    for line, after in agreed_in(proposal):
        kept.add(line.key)
        task = tasks.get(line.key)
        if task is None or task.sold_minor is None:
            there = task or asked.get(line.key)
            yield _line(Difference.new, there, line=line, after=after)
            continue
        before = _sold_as(task)
        if replace(before, category=after.category) != after:
            yield _line(Difference.changed, task, line=line, before=before, after=after)
    for key, task in tasks.items():
        if key not in kept and task.sold_minor is not None:
            yield _line(Difference.dropped, task, before=_sold_as(task))


def _line(
    difference: Difference,
    task: Task | None,
    *,
    line: EstimateLine | None = None,
    before: Agreed | None = None,
    after: Agreed | None = None,
) -> AmendedLine:
    return AmendedLine(
        difference=difference,
        task=task,
        line=line,
        before=before.data() if before is not None else {},
        after=after.data() if after is not None else {},
    )


def _sold_as(task: Task) -> Agreed:
    """As its line said it, for the price that was frozen."""
    assert task.line is not None, "only what was sold has a line"
    return Agreed.of(task.line, task.sold_minor or 0)


def _by_key(project: Project, proposal: Proposal) -> dict[str, Task]:
    """What came of earlier versions of this estimate, by the keys of their lines."""
    return _tasks(project, proposal, Task.line_id)


def _asked_by_key(project: Project, proposal: Proposal) -> dict[str, Task]:
    """What went beyond the agreement, and is offered in this estimate."""
    return _tasks(project, proposal, Task.asked_line_id)


def _tasks(
    project: Project, proposal: Proposal, by: sa.orm.InstrumentedAttribute[int | None]
) -> dict[str, Task]:
    rows = db.session.execute(
        sa.select(EstimateLine.key, Task)
        .join(EstimateLine, EstimateLine.id == by)
        .join(EstimateSection, EstimateSection.id == EstimateLine.section_id)
        .join(Proposal, Proposal.id == EstimateSection.proposal_id)
        .where(Task.project_id == project.id, Proposal.series == proposal.series)
        .options(joinedload(Task.line).joinedload(EstimateLine.section))
        .order_by(Task.id)
    )
    return dict(rows.all())


def _make(project: Project, line: EstimateLine, after: Agreed, *, by: Actor, at: datetime) -> None:
    """A task for a line that is new, with the hours that were worked beyond the agreement and are paid for now."""
    column = ordering.hold(project.column(ColumnKind.next).id)
    assert column is not None
    task = task_of(project, column, line, after, key=ordering.key_in(column), at=at)
    db.session.add(task)
    db.session.flush()
    same = sa.select(EstimateLine.id).where(EstimateLine.key == line.key)
    worked = sa.select(TimeEntry).where(TimeEntry.asked_line_id.in_(same))
    for entry in db.session.scalars(worked):
        entry.task.change("tasks.hours_moved", at=at, by=by, minutes=entry.minutes)
        entry.task, entry.is_out_of_scope = task, False
    task.change("tasks.sold_anew", at=at, by=by, now=after.sold, currency=project.currency)


def _supersede(project: Project, proposal: Proposal, *, at: datetime) -> None:
    """What nobody has confirmed of the versions before is part of this difference."""
    earlier = db.session.scalars(
        sa.select(Amendment)
        .join(Proposal)
        .where(
            Amendment.project_id == project.id,
            Amendment.settled_at.is_(None),
            Proposal.series == proposal.series,
        )
    )
    for each in earlier:
        for line in each.open_lines:
            line.is_taken, line.decided_at = False, at
        each.settle(at)


def _settle(amendment: Amendment, *, at: datetime) -> None:
    """With the last word on it, the project stands by this version: what stayed the same, and the payments."""
    if not amendment.settle(at):
        return
    project, proposal = amendment.project, amendment.proposal
    notices.settle(project.lead.stream, AGREED_ANEW, at=at)
    # Each estimate has payments of its own; another version of one changes those of no other.
    others = [each for each in project.payments if each.get("series", 1) != proposal.series]
    project.payments = sorted(
        [*others, *payments_of(proposal)], key=lambda each: each.get("series", 1)
    )
    if proposal.series > 1:
        return
    tasks = _by_key(project, proposal)
    for line, after in agreed_in(proposal):
        task = tasks.get(line.key)
        if task is not None and task.line is not line and task.sold_minor == after.sold:
            task.line, task.category = line, after.category
    project.proposal = proposal


def _who_confirms(project: Project) -> list[Member]:
    """Whoever answers for the lead, where they manage; else all who do."""
    managers = people.managers()
    return [each for each in managers if each.id == project.lead.owner_id] or managers
