"""All about boards as tables that other programs read, a few hundred rows at a time.

The form is kept: columns are added at the end, and none is renamed or taken away. Instants are ISO 8601 in UTC, days
are ISO days, durations are minutes, prices are in minor units of their currency, truths are 1 and 0 in CSV.
"""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import aliased

from agency.clients.models import Client, Contact
from agency.kernel.db import db
from agency.kernel.money import Money
from agency.kernel.timeline import ActorKind, Entry
from agency.leads.models import Lead
from agency.people.models import Member
from agency.tasks.hours import TaskPlan, TimeEntry
from agency.tasks.labels import LABELS_OF, Label
from agency.tasks.models import Priority, Task
from agency.tasks.pieces import CheckItem, Subtask
from agency.tasks.projects import BoardColumn, Project
from agency.tasks.talk import Comment

BATCH = 500
# A spreadsheet would take these for the beginning of a formula.
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")

Values = dict[str, Any]


@dataclass(frozen=True)
class Table:
    """One kind of thing: what it is called, its rows after an id, and how one of them is written."""

    name: str
    words: Any
    columns: tuple[str, ...]
    rows: Callable[[int | None, int], list[tuple[int, Values]]]


def rows_of(table: Table, project_id: int | None) -> Iterator[Values]:
    """Every row of a project, or of the whole house."""
    after = 0
    while batch := table.rows(project_id, after):
        for id, values in batch:
            after = id
            yield {name: values.get(name) for name in table.columns}


def as_csv(table: Table, project_id: int | None) -> Iterator[str]:
    """The table line by line, for spreadsheets: UTF-8 with its mark, commas, a head."""
    yield "\ufeff" + _line(table.columns)
    for values in rows_of(table, project_id):
        yield _line([_cell(each) for each in values.values()])


def as_json(project_id: int | None, *, at: datetime) -> Iterator[str]:
    """All tables in one object: `format`, `made_at`, and a list under the name of each table."""
    head = {"format": 1, "made_at": _plain(at)}
    yield json.dumps(head)[:-1]
    for table in TABLES.values():
        yield f',\n"{table.name}": ['
        comma = ""
        for values in rows_of(table, project_id):
            plain = {name: _plain(each) for name, each in values.items()}
            yield f"{comma}\n{json.dumps(plain, ensure_ascii=False)}"
            comma = ","
        yield "]"
    yield "}\n"


def _line(cells: Any) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def _cell(value: Any) -> str:
    """As it stands in a cell; what a spreadsheet would compute is text, with a ' in front."""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULAS) else value
    if isinstance(value, list):
        return _cell(", ".join(str(each) for each in value))
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    plain = _plain(value)
    return "" if plain is None else str(plain)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.isoformat() if isinstance(value, date) else value


def _of(project_id: int | None) -> sa.ColumnElement[bool]:
    return sa.true() if project_id is None else Task.project_id == project_id


def _after(id: Any, after: int) -> Callable[[Any], Any]:
    return lambda select: select.where(id > after).order_by(id).limit(BATCH)


OWNER, PLACE = aliased(Member), aliased(Lead)


def _tasks(project_id: int | None, after: int) -> list[tuple[int, Values]]:
    lead_id = sa.func.coalesce(Project.lead_id, Task.lead_id)
    found = (
        sa.select(Task, Project, BoardColumn.name, PLACE.title, Client.name, OWNER.name)
        .outerjoin(Project, Project.id == Task.project_id)
        .outerjoin(BoardColumn, BoardColumn.id == Task.column_id)
        .outerjoin(PLACE, PLACE.id == lead_id)
        .outerjoin(Client, Client.id == PLACE.client_id)
        .outerjoin(OWNER, OWNER.id == Task.owner_id)
        .where(_of(project_id))
    )
    rows = db.session.execute(_after(Task.id, after)(found)).all()
    ids = [row[0].id for row in rows]
    labels, planned = _labels_of(ids), _sums(TaskPlan, ids)
    spent = _sums(TimeEntry, ids)
    return [
        (
            task.id,
            {
                **_own(task),
                **_sold(task, project),
                "column": column.get("en") if column else None,
                "lead_id": project.lead_id if project is not None else task.lead_id,
                "lead": lead,
                "client": client,
                "owner": owner,
                "labels": labels.get(task.id, []),
                "planned_minutes": planned.get(task.id, 0),
                "spent_minutes": spent.get(task.id, 0),
            },
        )
        for task, project, column, lead, client, owner in rows
    ]


_OWN = (
    "id",
    "project_id",
    "title",
    "details",
    "section",
    "due_on",
    "done_at",
    "moved_at",
    "waiting_since",
    "waited_minutes",
    "is_out_of_scope",
    "is_client_visible",
    "archived_at",
    "binned_at",
    "series",
)


def _own(task: Task) -> Values:
    own = {name: getattr(task, name) for name in _OWN}
    return {**own, "priority": Priority(task.priority).name}


def _sold(task: Task, project: Project | None) -> Values:
    sold: Money | None = task.sold
    return {
        "project": project.title if project is not None else None,
        "sold_minor": sold.minor if sold is not None else None,
        "currency": project.currency if project is not None else None,
    }


def _labels_of(ids: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = db.session.execute(
        sa.select(LABELS_OF.c.task_id, Label.name)
        .join(Label, Label.id == LABELS_OF.c.label_id)
        .where(LABELS_OF.c.task_id.in_(ids))
        .order_by(Label.name)
    )
    for id, name in rows:
        found.setdefault(id, []).append(name)
    return found


def _sums(table: type[TaskPlan] | type[TimeEntry], ids: list[int]) -> dict[int, int]:
    rows = db.session.execute(
        sa.select(table.task_id, sa.func.sum(table.minutes))
        .where(table.task_id.in_(ids))
        .group_by(table.task_id)
    )
    return {id: int(minutes) for id, minutes in rows}


def _with_task(
    table: Any, whose: Any, project_id: int | None, after: int
) -> list[tuple[Any, str, str | None]]:
    """Rows of a table that hangs on tasks: each with the title of its task and the name of its member."""
    found = (
        sa.select(table, Task.title, Member.name)
        .join(Task, Task.id == table.task_id)
        .outerjoin(Member, Member.id == whose)
        .where(_of(project_id))
    )
    return [tuple(row) for row in db.session.execute(_after(table.id, after)(found))]


def _rows(
    table: Any, whose: str | None, own: str, called: str, more: Values | None = None
) -> Callable[[int | None, int], list[tuple[int, Values]]]:
    """How such a table is read: its own columns, the task's title, and the member's name as it is `called`."""

    def read(project_id: int | None, after: int) -> list[tuple[int, Values]]:
        member = getattr(table, whose) if whose is not None else sa.null()
        return [
            (
                one.id,
                {
                    **{name: getattr(one, name) for name in own.split()},
                    "task": title,
                    called: name or (getattr(one, "client_name", None) or None),
                    **(more or {}),
                },
            )
            for one, title, name in _with_task(table, member, project_id, after)
        ]

    return read


def _history(project_id: int | None, after: int) -> list[tuple[int, Values]]:
    """What happened to tasks; some of it stands in the stories of their leads."""
    told_of = Entry.data["task"].as_integer()
    found = (
        sa.select(Entry, Task.title, Member.name, Contact.name)
        .join(Task, Task.id == told_of)
        .outerjoin(
            Member, sa.and_(Entry.actor_kind == ActorKind.member, Member.id == Entry.actor_id)
        )
        .outerjoin(
            Contact, sa.and_(Entry.actor_kind == ActorKind.contact, Contact.id == Entry.actor_id)
        )
        .where(Entry.kind.startswith("tasks."), _of(project_id))
    )
    return [
        (
            entry.id,
            {
                "id": entry.id,
                "task_id": entry.data["task"],
                "task": title,
                "at": entry.at,
                "fact": entry.kind.removeprefix("tasks."),
                "who": member or contact,
                "kind_of_who": entry.actor_kind.value,
                "data": {name: each for name, each in entry.data.items() if name != "task"},
            },
        )
        for entry, title, member, contact in db.session.execute(_after(Entry.id, after)(found))
    ]


def _table(name: str, words: Any, columns: str, rows: Any) -> tuple[str, Table]:
    return name, Table(name, words, tuple(columns.split()), rows)


_SUBTASK = "id task_id title position due_on done_at"
_CHECK = "id task_id words position done_at"
_COMMENT = "id task_id words is_client_visible is_theirs said_at changed_at"
_HOURS = "id task_id on minutes note is_out_of_scope logged_at"

TABLES: Mapping[str, Table] = dict(
    (
        _table(
            "tasks",
            _l("Tasks: where they stand, whose they are, what was sold, planned and worked"),
            "id project_id project lead_id lead client column title details section owner labels"
            " priority due_on planned_minutes spent_minutes sold_minor currency moved_at done_at"
            " waiting_since waited_minutes is_out_of_scope is_client_visible archived_at binned_at series",
            _tasks,
        ),
        _table(
            "plans",
            _l("Planned minutes of each member on each task"),
            "id task_id task member minutes",
            _rows(TaskPlan, "member_id", "id task_id minutes", "member"),
        ),
        _table(
            "hours",
            _l("Hours worked: by whom, on which day, with what was done"),
            "id task_id task member on minutes note is_out_of_scope logged_at",
            _rows(TimeEntry, "member_id", _HOURS, "member"),
        ),
        _table(
            "comments",
            _l("Comments, among us and with the client"),
            "id task_id task author is_theirs is_client_visible words said_at changed_at",
            _rows(Comment, "member_id", _COMMENT, "author"),
        ),
        _table(
            "subtasks",
            _l("Subtasks"),
            "id task_id task position title owner due_on done_at",
            _rows(Subtask, "owner_id", _SUBTASK, "owner"),
        ),
        _table(
            "checklists",
            _l("Things to tick"),
            "id task_id task position words done_at",
            _rows(CheckItem, None, _CHECK, "owner"),
        ),
        _table(
            "history",
            _l("What happened to tasks, and who did it"),
            "id task_id task at fact who kind_of_who data",
            _history,
        ),
    )
)
