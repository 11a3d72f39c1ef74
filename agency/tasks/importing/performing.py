"""Bringing the rows of an import onto a board, some hundred at a time: first the cards, then what hangs on them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from fractional_indexing import generate_n_keys_between

from agency.kernel import timeline
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.leads.models import Lead
from agency.people import queries as people
from agency.tasks import clouds, counting, labels, ordering
from agency.tasks.attached import CloudLink
from agency.tasks.hours import TaskPlan
from agency.tasks.importing import matching, reading, taking_back
from agency.tasks.importing.models import ImportRow, Part, Step, TaskImport
from agency.tasks.labels import Label
from agency.tasks.models import Task
from agency.tasks.pieces import CheckItem, Subtask
from agency.tasks.projects import BoardColumn, ColumnKind, Project
from agency.tasks.talk import Comment

# What is due of an import that somebody began, or called off.
IMPORT = "tasks.import"
BATCH = 200

Piece = Comment | CheckItem | Subtask | CloudLink


def go_on(import_id: int, *, now: datetime) -> bool:
    """The next rows, there or back. False when all are through."""
    made = db.session.get(TaskImport, import_id, with_for_update=True, populate_existing=True)
    if made is None or made.step not in (Step.running, Step.undoing):
        return False
    if made.step is Step.undoing:
        return taking_back.go_on(made, now=now)
    project = _board(made, now)
    rows = _next(made, cards=True) or _next(made, cards=False)
    if not rows:
        made.end(now)
        _tell(made, project, now)
        taking_back.forget(made, now)
        return False
    _know(made, rows)
    fresh = [row for row in rows if not row.is_known]
    if rows[0].part is Part.card:
        _bring_cards(made, project, fresh, now)
    else:
        _bring_pieces(made, project, fresh, now)
    return True


def give_up(import_id: int, why: str) -> None:
    """It cannot go on: whatever it brought so far goes again."""
    made = db.session.get(TaskImport, import_id, with_for_update=True, populate_existing=True)
    if made is not None and made.step is Step.running:
        made.call_off(f"failed: {why}")


def _next(made: TaskImport, *, cards: bool) -> list[ImportRow]:
    part = ImportRow.part == Part.card if cards else ImportRow.part != Part.card
    return list(
        db.session.scalars(
            sa.select(ImportRow)
            .where(ImportRow.import_id == made.id, ImportRow.is_done.is_(False), part)
            .where(ImportRow.is_known.is_(False))
            .order_by(ImportRow.part, ImportRow.place, ImportRow.id)
            .limit(BATCH)
        )
    )


def _know(made: TaskImport, rows: Sequence[ImportRow]) -> None:
    """What another import has brought meanwhile, or stands in the file twice, is not brought again."""
    seen = set(
        db.session.scalars(
            sa.select(ImportRow.key)
            .join(TaskImport, TaskImport.id == ImportRow.import_id)
            .where(TaskImport.project_id == made.project_id, TaskImport.origin == made.origin)
            .where(ImportRow.is_done, ImportRow.key.in_([row.key for row in rows]))
        )
    )
    for row in rows:
        row.is_known = row.key in seen
        seen.add(row.key)


def _board(made: TaskImport, now: datetime) -> Project:
    """The board, held, with a column for each list and all labels; the first time it is made ready for this import."""
    if made.project_id is None:
        # The same file may have come twice and both been begun: the second finds the board of the first.
        db.session.execute(sa.select(Lead.id).where(Lead.id == made.lead_id).with_for_update())
        reading.find_the_same(made)
    if made.project_id is None:
        made.project = _new_board(made, now)
        db.session.flush()
    project = db.session.get_one(Project, made.project_id, with_for_update=True)
    if "columns" not in made.found:
        made_columns = _columns(made, project)
        made.found = {**made.found, **made_columns, **_labels(made)}
    return project


def _new_board(made: TaskImport, now: datetime) -> Project:
    shown = {id: each for id, each in made.found["lists"].items() if not each["closed"]}
    places = matching.places(shown, [])
    fresh = {id(place): place for place in places.values()}
    board = enumerate(matching.whole_board(list(fresh.values())), start=1)
    return Project(
        lead=made.lead,
        title=made.title or "–",
        currency=people.agency().currency,
        started_at=now,
        columns=[BoardColumn(kind=kind, name=name, position=n) for n, (kind, name) in board],
    )


def _columns(made: TaskImport, project: Project) -> dict[str, Any]:
    """Which column each list goes into; those that are missing are put at the end."""
    fresh, made_ids = {}, []
    places = matching.places(made.found["lists"], project.columns)
    last = max((each.position for each in project.columns), default=0)
    for place in places.values():
        if place.column_id is None and id(place) not in fresh:
            last += 1
            name = {"en": place.name, "ru": place.name}
            column = BoardColumn(project_id=project.id, kind=place.kind, name=name, position=last)
            db.session.add(column)
            db.session.flush()
            fresh[id(place)] = column.id
            made_ids.append(column.id)
    columns = {key: place.column_id or fresh[id(place)] for key, place in places.items()}
    db.session.refresh(project, ["columns"])
    return {"columns": columns, "made_columns": made_ids}


def _labels(made: TaskImport) -> dict[str, Any]:
    """Which label of the house each of theirs is; those that are missing are made."""
    ours = {each.name.casefold(): each for each in labels.everything()}
    made_labels, ids = [], {}
    for key, their in made.found["labels"].items():
        label = ours.get(their["name"].casefold())
        if label is None:
            label = Label(name=their["name"][:40], category=their["colour"])
            db.session.add(label)
            db.session.flush()
            ours[label.name.casefold()] = label
            made_labels.append(label.id)
        ids[key] = label.id
    return {"label_ids": ids, "made_labels": made_labels}


def _bring_cards(
    made: TaskImport, project: Project, rows: Sequence[ImportRow], now: datetime
) -> None:
    found, columns = made.found, {each.id: each for each in project.columns}
    worn = {each.id: each for each in labels.everything()}
    into: dict[int, list[ImportRow]] = {}
    for row in rows:
        into.setdefault(_column_of(row, found, columns), []).append(row)
    for column_id in sorted(into):
        ordering.hold(column_id)
        column, inside = columns[column_id], into[column_id]
        last = db.session.scalar(
            sa.select(sa.func.max(Task.order_key)).where(Task.column_id == column_id)
        )
        for row, key in zip(inside, generate_n_keys_between(last, None, len(inside)), strict=True):
            row.task = _task(row, found, column, key, now)
            row.task.labels = sorted(
                {
                    worn[found["label_ids"][one]]
                    for one in row.said["labels"]
                    if one in found["label_ids"]
                },
                key=lambda each: each.name,
            )
            row.is_done = True
    db.session.flush()
    by = Actor.member(made.made_by_id)
    for row in rows:
        assert row.task is not None, "it was made right above"
        timeline.record(
            ("task", row.task.id), "tasks.brought", at=now, by=by, task=row.task.id, made=made.id
        )


def _column_of(row: ImportRow, found: dict[str, Any], columns: dict[int, BoardColumn]) -> int:
    first = min(columns.values(), key=lambda each: each.position)
    id = found["columns"].get(row.said["list"], first.id)
    if row.said["done"] and id in columns and columns[id].kind is not ColumnKind.done:
        done = (each.id for each in columns.values() if each.kind is ColumnKind.done)
        return next(done, id)
    return id if id in columns else first.id


def _task(
    row: ImportRow, found: dict[str, Any], column: BoardColumn, key: str, now: datetime
) -> Task:
    said, members = row.said, _members(row, found)
    return Task(
        project_id=column.project_id,
        column_id=column.id,
        title=said["title"],
        details=said["details"],
        owner_id=members[0] if members else None,
        plans=[TaskPlan(member_id=member, minutes=0) for member in members],
        order_key=key,
        due_on=_day(said),
        moved_at=now,
        waiting_since=now if column.kind is ColumnKind.waiting else None,
        archived_at=now if said["closed"] or _is_of_closed_list(said, found) else None,
    )


def _is_of_closed_list(said: dict[str, Any], found: dict[str, Any]) -> bool:
    return bool(found["lists"].get(said["list"], {}).get("closed"))


def _members(row: ImportRow, found: dict[str, Any]) -> list[int]:
    ours = (found["people"].get(one, {}).get("member") for one in row.said.get("people", ()))
    return list(dict.fromkeys(one for one in ours if one is not None))


def _day(said: dict[str, Any]) -> date | None:
    return date.fromisoformat(said["due"]) if said.get("due") else None


def _bring_pieces(
    made: TaskImport, project: Project, rows: Sequence[ImportRow], now: datetime
) -> None:
    tasks = _tasks_of(made, {row.parent for row in rows})
    last = {part: _last_of(part, list(tasks.values())) for part in (CheckItem, Subtask)}
    pieces: list[tuple[ImportRow, Piece]] = []
    for row in rows:
        row.is_done = True
        task_id = tasks.get(row.parent)
        # Its card came before and is gone for good since: nothing can hang on it.
        if task_id is not None:
            piece = _piece(row, made, task_id, now)
            if isinstance(piece, CheckItem | Subtask):
                piece.position = last[type(piece)][task_id] = last[type(piece)].get(task_id, -1) + 1
            db.session.add(piece)
            pieces.append((row, piece))
    db.session.flush()
    for row, piece in pieces:
        row.piece_id, row.task_id = piece.id, piece.task_id
    counting.note(db.session(), project.id, sorted({piece.task_id for _row, piece in pieces}))


def _tasks_of(made: TaskImport, keys: set[str]) -> dict[str, int]:
    rows = db.session.execute(
        sa.select(ImportRow.key, ImportRow.task_id)
        .join(TaskImport, TaskImport.id == ImportRow.import_id)
        .where(TaskImport.project_id == made.project_id, TaskImport.origin == made.origin)
        .where(ImportRow.part == Part.card, ImportRow.is_done, ImportRow.key.in_(keys))
        .where(ImportRow.task_id.is_not(None))
    )
    return {key: id for key, id in rows if id is not None}


def _last_of(part: type[CheckItem] | type[Subtask], task_ids: Sequence[int]) -> dict[int, int]:
    rows = db.session.execute(
        sa.select(part.task_id, sa.func.max(part.position))
        .where(part.task_id.in_(task_ids))
        .group_by(part.task_id)
    )
    return dict(rows.tuples().all())


def _piece(row: ImportRow, made: TaskImport, task_id: int, now: datetime) -> Piece:
    said = row.said
    if row.part is Part.link:
        return CloudLink(
            task_id=task_id,
            url=said["url"],
            cloud=clouds.recognised(said["url"]),
            title=said["title"] or clouds.name_in(said["url"]),
            member_id=made.made_by_id,
            added_at=now,
        )
    if row.part is Part.comment:
        return _comment(row, made, task_id, now)
    done_at = now if said["done"] else None
    if row.part is Part.check:
        return CheckItem(task_id=task_id, words=said["words"] or "–", done_at=done_at, position=0)
    owner = next(iter(_members(row, made.found)), None)
    return Subtask(
        task_id=task_id,
        title=said["words"] or "–",
        owner_id=owner,
        due_on=_day(said),
        done_at=done_at,
        position=0,
    )


def _comment(row: ImportRow, made: TaskImport, task_id: int, now: datetime) -> Comment:
    """Their words under the name of whoever of us wrote them; else the name stands in front of them."""
    said, author = row.said, made.found["people"].get(row.said["by"], {}).get("member")
    words = said["words"] or "–"
    if author is None and said["name"]:
        words = f"**{said['name']}:** {words}"
    at = datetime.fromisoformat(said["at"]) if said["at"] else now
    return Comment(task_id=task_id, member_id=author, words=words, said_at=at)


def _tell(made: TaskImport, project: Project, now: datetime) -> None:
    count = db.session.scalar(
        sa.select(sa.func.count())
        .select_from(ImportRow)
        .where(ImportRow.import_id == made.id, ImportRow.part == Part.card, ImportRow.is_done)
    )
    by = Actor.member(made.made_by_id)
    stream = project.lead.stream
    timeline.record(
        stream,
        "tasks.import_done",
        at=now,
        by=by,
        project=project.id,
        made=made.id,
        count=count or 0,
    )
