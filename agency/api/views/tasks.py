"""`/api/v1/boards` and `/api/v1/tasks`: programs read boards, add tasks, move them and log hours."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from flask import Response, abort, request
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload, selectinload

from agency.api import deeds
from agency.api.deeds import ApiDeed
from agency.api.views import bodies, callers
from agency.api.views.blueprint import views
from agency.api.views.problems import Problem
from agency.api.wishes import MOST_TEXT, Wishes
from agency.flows.card_moved import card_moved
from agency.kernel import clock
from agency.kernel.auth import limiter
from agency.kernel.db import db
from agency.kernel.i18n import in_zone
from agency.kernel.timeline import Actor
from agency.kernel.web import public, writes
from agency.leads.ways_in.deliveries import OtherBody
from agency.leads.ways_in.tokens import ApiToken
from agency.people import queries as people
from agency.people.models import Member
from agency.tasks import adding, moving, queries
from agency.tasks.hours import DAY, PeriodClosed
from agency.tasks.models import OtherBoard, Priority, StaleTask, Task
from agency.tasks.moving import Drop
from agency.tasks.projects import ColumnKind, Project
from agency.tasks.shelf import NotThere

MOST = 100
OFTEN = "120 per minute;20000 per day"


@views.get("/api/v1/boards")
@public
@writes
@limiter.limit("600 per minute", key_func=callers.by_place)
@limiter.limit(OFTEN, key_func=callers.by_token)
def api_boards() -> Response:
    """All boards in use, with their columns."""
    _caller()
    found = db.session.scalars(
        sa.select(Project)
        .where(Project.archived_at.is_(None))
        .options(selectinload(Project.columns))
        .order_by(Project.id)
    )
    boards = [
        {
            "id": each.id,
            "title": each.title,
            "columns": [
                {"id": column.id, "name": column.name.get("en"), "kind": column.kind.value}
                for column in each.columns
            ],
        }
        for each in found
    ]
    db.session.commit()
    return callers.as_json({"boards": boards})


@views.get("/api/v1/tasks")
@public
@writes
@limiter.limit("600 per minute", key_func=callers.by_place)
@limiter.limit(OFTEN, key_func=callers.by_token)
def api_tasks() -> Response:
    """Tasks of a board or of all, in the order of their ids; `next` leads on to the rest."""
    _caller()
    asked = Wishes(request.args, ("board", "after", "limit"))
    board, after = asked.id("board"), asked.id("after") or 0
    limit = asked.number("limit", 1, MOST) or MOST
    _must_fit(asked)
    found = sa.select(Task).where(Task.id > after, Task.project_id.is_not(None))
    found = found.where(Task.archived_at.is_(None), Task.binned_at.is_(None))
    if board is not None:
        found = found.where(Task.project_id == board)
    tasks = db.session.scalars(found.options(*_SHOWN).order_by(Task.id).limit(limit)).all()
    said: dict[str, Any] = {"tasks": [_shown(each) for each in tasks]}
    said["next"] = tasks[-1].id if len(tasks) == limit else None
    db.session.commit()
    return callers.as_json(said)


@views.get("/api/v1/tasks/<int:id>")
@public
@writes
@limiter.limit("600 per minute", key_func=callers.by_place)
@limiter.limit(OFTEN, key_func=callers.by_token)
def api_task(id: int) -> Response:
    """One task."""
    _caller()
    answer = _answer(id)
    db.session.commit()
    return answer


@views.post("/api/v1/tasks")
@public
@limiter.limit("600 per minute", key_func=callers.by_place)
@limiter.limit(OFTEN, key_func=callers.by_token)
def api_new_task() -> Response:
    """A new task on a board, once for each idempotency key."""
    body, now = bodies.bytes_of(request), clock.now()
    asked = Wishes(bodies.fields_of(request, body), _NEW)
    token, member = _caller()
    deed, is_fresh = _deed(token, body, at=now)
    if not is_fresh:
        assert deed is not None, "what was done before has a key"
        return _answer(deed.task_id)
    task = _add(asked, by=member, at=now)
    if deed is not None:
        deed.task_id = task.id
    db.session.commit()
    return _answer(task.id, 201)


@views.post("/api/v1/tasks/<int:id>/moves")
@public
@limiter.limit("600 per minute", key_func=callers.by_place)
@limiter.limit(OFTEN, key_func=callers.by_token)
def api_move(id: int) -> Response:
    """To another place: the version that was seen, the column, and a neighbour there. 409 brings the fresh task."""
    body, now = bodies.bytes_of(request), clock.now()
    asked = Wishes(bodies.fields_of(request, body), ("version", "column", "before", "after"))
    _token, member = _caller()
    version, column = asked.id("version", must=True), asked.id("column", must=True)
    before, after = asked.id("before"), asked.id("after")
    _must_fit(asked)
    assert version is not None and column is not None, "they have to be sent"
    _shown_one(id)
    try:
        moved = card_moved(id, Drop(version, column, before, after), by=member, at=now)
    except OtherBoard:
        asked.refuse("column", str(_("Send the id of a column of its own board")))
        _must_fit(asked)
    except (StaleTask, NotThere):
        db.session.rollback()
        raise _stale(id) from None
    else:
        if moved is None:
            abort(404)
    db.session.commit()
    return _answer(id)


@views.post("/api/v1/tasks/<int:id>/hours")
@public
@limiter.limit("600 per minute", key_func=callers.by_place)
@limiter.limit(OFTEN, key_func=callers.by_token)
def api_hours(id: int) -> Response:
    """Hours that a member worked, once for each idempotency key."""
    body, now = bodies.bytes_of(request), clock.now()
    asked = Wishes(bodies.fields_of(request, body), ("member", "minutes", "on", "note"))
    token, _member = _caller()
    _shown_one(id)
    deed, is_fresh = _deed(token, body, at=now)
    if is_fresh:
        entry_id = _log(id, asked, at=now)
        if deed is not None:
            deed.task_id, deed.entry_id = id, entry_id
        db.session.commit()
    return _answer(id, 201 if is_fresh else 200)


_NEW = ("board", "column", "title", "details", "owner", "minutes", "due_on")
_SHOWN = (
    joinedload(Task.column),
    joinedload(Task.project),
    joinedload(Task.owner),
    selectinload(Task.labels),
    selectinload(Task.plans),
    selectinload(Task.entries),
)


def _caller() -> tuple[ApiToken, Member]:
    return callers.token_for_tasks(clock.now())


def _deed(token: ApiToken, body: bytes, *, at: datetime) -> tuple[ApiDeed | None, bool]:
    try:
        return deeds.begin(token, callers.key(), request.path, body, at=at)
    except OtherBody:
        detail = _("This Idempotency-Key came before with another content. Send a new key")
        raise Problem(422, "key_reused", str(detail)) from None


def _must_fit(asked: Wishes) -> None:
    if asked.faults:
        db.session.rollback()
        detail = _("Mend the fields below and send it again")
        raise Problem(422, "not_valid", str(detail), faults=asked.faults)


def _add(asked: Wishes, *, by: Member, at: datetime) -> Task:
    board, column_id = asked.id("board", must=True), asked.id("column")
    title, details = asked.text("title", 300, must=True), asked.text("details", MOST_TEXT)
    owner, minutes = _member(asked, "owner"), asked.number("minutes", 0, 100 * DAY)
    due_on = asked.day("due_on")
    project = queries.project(board) if board is not None else None
    if board is not None and project is None:
        asked.refuse("board", str(_("Send the id of a board, see /api/v1/boards")))
    _must_fit(asked)
    assert project is not None, "what has no board was refused"
    try:
        task = adding.add(
            project,
            title=title,
            column_id=column_id or project.column(ColumnKind.next).id,
            member_id=owner.id if owner is not None else None,
            minutes=minutes,
            due_on=due_on,
            by=Actor.member(by.id),
            at=at,
        )
    except OtherBoard:
        asked.refuse("column", str(_("Send the id of a column of its own board")))
        _must_fit(asked)
        raise
    task.details, task.owner = details, owner
    return task


def _log(id: int, asked: Wishes, *, at: datetime) -> int:
    member = _member(asked, "member", must=True)
    # The day where they are: it may be another one than at the agency.
    zone = (member.zone if member is not None else None) or people.agency().zone
    today = in_zone(at, zone).date()
    on = asked.day("on") or today
    minutes, note = asked.number("minutes", 1, DAY, must=True), asked.text("note", 300)
    if on > today:
        asked.refuse("on", str(_("This day is still to come")))
    task = moving.take(id) or abort(404)
    _must_fit(asked)
    assert member is not None and minutes is not None, "they have to be sent"
    try:
        entry = task.log(member=member, minutes=minutes, on=on, note=note, at=at)
    except PeriodClosed as closed:
        words = _("Hours up to %(day)s were counted already", day=closed.until.isoformat())
        asked.refuse("on", str(words))
        _must_fit(asked)
        raise
    db.session.flush()
    return entry.id


def _member(asked: Wishes, name: str, *, must: bool = False) -> Member | None:
    """Somebody of the house, by name or by address."""
    said = asked.text(name, 255, must=must).casefold()
    for each in people.members() if said else ():
        if said in (each.name.casefold(), each.user.email.casefold() if each.user else ""):
            return each
    if said:
        asked.refuse(name, str(_("Nobody of the house has this name or address")))
    return None


def _answer(id: int | None, status: int = 200) -> Response:
    return callers.as_json(_shown_one(id), status)


def _shown_one(id: int | None) -> dict[str, Any]:
    task = db.session.scalar(sa.select(Task).where(Task.id == (id or 0)).options(*_SHOWN))
    if task is None or task.project_id is None:
        raise Problem(404, "not_found", str(_("There is no such task on a board")))
    return _shown(task)


def _stale(id: int) -> Problem:
    detail = _("Somebody moved it meanwhile: this is where it stands; ask again with its version")
    return Problem(409, "stale", str(detail), more={"task": _shown_one(id)})


def _shown(task: Task) -> dict[str, Any]:
    assert task.project is not None and task.column is not None, "it is on a board"
    return {
        "id": task.id,
        "version": task.version,
        "title": task.title,
        "details": task.details,
        "board": {"id": task.project.id, "title": task.project.title},
        "column": {
            "id": task.column.id,
            "name": task.column.name.get("en"),
            "kind": task.column.kind.value,
        },
        "owner": task.owner.name if task.owner is not None else None,
        "labels": [each.name for each in task.labels],
        "priority": Priority(task.priority).name,
        "due_on": _day(task.due_on),
        "planned_minutes": task.planned_minutes,
        "spent_minutes": task.spent_minutes,
        "is_client_visible": task.is_client_visible,
        "is_there": task.is_there,
        "moved_at": callers.stamp(task.moved_at),
    }


def _day(on: date | None) -> str | None:
    return on.isoformat() if on is not None else None
