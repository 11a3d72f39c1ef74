"""Taking an import back: what it brought goes, except the tasks that somebody has worked on since."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from agency.kernel import files, timeline
from agency.kernel.db import db
from agency.kernel.timeline import Actor, Entry
from agency.tasks import counting
from agency.tasks.attached import CloudLink
from agency.tasks.hours import TimeEntry, Timer
from agency.tasks.importing.models import ImportRow, Part, TaskImport
from agency.tasks.labels import LABELS_OF, Label
from agency.tasks.models import Task
from agency.tasks.pieces import CheckItem, Subtask
from agency.tasks.projects import BoardColumn, Project
from agency.tasks.talk import Comment

BATCH = 200
_TABLES: dict[Part, type[Comment | CheckItem | Subtask | CloudLink]] = {
    Part.comment: Comment,
    Part.check: CheckItem,
    Part.subtask: Subtask,
    Part.link: CloudLink,
}


def go_on(made: TaskImport, *, now: datetime) -> bool:
    """The next rows go. False when all are through."""
    rows = _next(made)
    if not rows:
        _clear_up(made, now)
        made.end(now)
        forget(made, now)
        return False
    _remove(made, rows)
    return True


def forget(made: TaskImport, now: datetime) -> None:
    """What was said in the file lies on the board now, or is not wanted: its words stay nowhere else."""
    mine = ImportRow.import_id == made.id
    db.session.execute(sa.delete(ImportRow).where(mine, ImportRow.is_done.is_(False)))
    db.session.execute(
        sa.update(ImportRow)
        .where(mine)
        .values(said={})
        .execution_options(synchronize_session=False)
    )
    made.title = made.title or made.file.name[:160]
    files.burn([made.file_id], at=now)


def _next(made: TaskImport) -> list[ImportRow]:
    """Cards first: what hangs on them goes with them, and on those that stay it stays."""
    return list(
        db.session.scalars(
            sa.select(ImportRow)
            .where(ImportRow.import_id == made.id, ImportRow.is_done, ImportRow.stayed.is_(False))
            .order_by(sa.case((ImportRow.part == Part.card, 0), else_=1), ImportRow.id.desc())
            .limit(BATCH)
        )
    )


def _remove(made: TaskImport, rows: Sequence[ImportRow]) -> None:
    cards = [row for row in rows if row.part is Part.card]
    if not cards:
        _remove_pieces(made, rows)
        return
    touched = _touched(made, {row.task_id for row in cards if row.task_id is not None})
    for row in cards:
        if row.task_id in touched or not _is_removed(row.task):
            row.stayed = True
        else:
            row.is_done, row.task = False, None
    db.session.flush()


def _remove_pieces(made: TaskImport, rows: Sequence[ImportRow]) -> None:
    ours = {row.task_id for row in rows if row.task_id is not None}
    kept = set(
        db.session.scalars(
            sa.select(ImportRow.task_id)
            .where(ImportRow.import_id == made.id, ImportRow.part == Part.card)
            .where(ImportRow.stayed, ImportRow.task_id.in_(ours))
        )
    )
    # On a task of before that somebody worked on since it stays too: who knows what they made of it.
    kept |= _touched(made, ours)
    gone = [row for row in rows if row.task_id is not None and row.task_id not in kept]
    for part, table in _TABLES.items():
        ids = [row.piece_id for row in gone if row.part is part and row.piece_id is not None]
        db.session.execute(sa.delete(table).where(table.id.in_(ids)))
    for row in rows:
        row.stayed, row.is_done = row.task_id in kept, row.task_id in kept
    if made.project_id is not None:
        there = db.session.scalars(sa.select(Task.id).where(Task.id.in_(ours)))
        counting.note(db.session(), made.project_id, sorted(there))


def _is_removed(task: Task | None) -> bool:
    if task is None:
        return True
    try:
        with db.session.begin_nested():
            own = sa.and_(Entry.stream == "task", Entry.stream_id == task.id)
            db.session.execute(sa.delete(Entry).where(own))
            db.session.delete(task)
    except IntegrityError:
        # Something hangs on it that we do not know: it stays.
        return False
    return True


def _touched(made: TaskImport, ids: Collection[int]) -> set[int]:
    """Those of these tasks on which somebody has done anything since."""
    by_itself = (
        sa.select(Entry.stream_id)
        .where(Entry.stream == "task", Entry.stream_id.in_(ids), Entry.kind != "tasks.brought")
        .where(Entry.at >= made.begun_at)
    )
    told_of = Entry.data["task"].as_integer()
    stream = made.project.lead.stream if made.project is not None else ("lead", 0)
    among_others = (
        sa.select(told_of)
        .where(Entry.stream == stream[0], Entry.stream_id == stream[1], told_of.in_(ids))
        .where(Entry.at >= made.begun_at)
    )
    worked = sa.select(TimeEntry.task_id).where(TimeEntry.task_id.in_(ids))
    timed = sa.select(Timer.task_id).where(Timer.task_id.in_(ids))
    return {
        id for each in (by_itself, among_others, worked, timed) for id in db.session.scalars(each)
    }


def _clear_up(made: TaskImport, now: datetime) -> None:
    """Labels and columns that were made for it go where nothing uses them, and so does a board that was."""
    labels = made.found.get("made_labels", [])
    used = sa.select(LABELS_OF.c.label_id)
    db.session.execute(sa.delete(Label).where(Label.id.in_(labels), Label.id.not_in(used)))
    project = made.project
    if project is None:
        return
    if made.makes_project and not _has_tasks(project):
        lead = project.lead
        made.project = None
        db.session.flush()
        for column in list(project.columns):
            db.session.delete(column)
        db.session.flush()
        db.session.delete(project)
        stream = lead.stream
    else:
        filled = sa.select(Task.column_id).where(Task.project_id == project.id)
        columns = made.found.get("made_columns", [])
        db.session.execute(
            sa.delete(BoardColumn).where(BoardColumn.id.in_(columns), BoardColumn.id.not_in(filled))
        )
        stream = project.lead.stream
    if made.begun_at is not None:
        by = Actor.member(made.made_by_id)
        timeline.record(stream, "tasks.import_taken_back", at=now, by=by, made=made.id)


def _has_tasks(project: Project) -> bool:
    others = sa.select(TaskImport.id).where(TaskImport.project_id == project.id)
    tasks = sa.select(Task.id).where(Task.project_id == project.id)
    found = db.session.scalar(sa.select(tasks.exists()))
    return bool(found) or len(db.session.scalars(others).all()) > 1
