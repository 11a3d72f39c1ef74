"""One task's page: its words, facts, pieces, talk, and what happened to it. Each part gathers its own figures."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from agency.kernel import clock, written
from agency.kernel.web import section, staff
from agency.people import queries as people
from agency.people.at_the_desk import member_here
from agency.tasks import blocking, history, labels, mentions, moving
from agency.tasks.forms import HoursForm
from agency.tasks.forms_of_repeat import RepeatForm
from agency.tasks.forms_of_task import (
    PRIORITIES,
    CheckForm,
    CommentForm,
    FactsForm,
    LinkForm,
    PlanForm,
    ReminderForm,
    SubtaskForm,
    WordsForm,
)
from agency.tasks.hours import closed_until
from agency.tasks.models import Task
from agency.tasks.views.blueprint import my_day, today, views
from agency.tasks.whole import whole

# What one part of the page shows: its names for the template.
Part = Callable[[Task, datetime], dict[str, Any]]


@views.get("/tasks/<int:id>")
@staff()
@section("tasks.boards")
def task(id: int) -> str:
    """One task: what it is, who does it, what was said."""
    return task_page(id)


def task_page(id: int, **typed: Any) -> str:
    """The page; `typed` are forms that were refused, with what was typed, by their name in the template."""
    found = whole(id) or abort(404)
    now = clock.now()
    shown: dict[str, Any] = {}
    for part in PARTS:
        shown |= part(found, now)
    return render_template(
        "tasks/task.html", **{**shown, **typed}, task=found, today=today(), now=now
    )


def taken(id: int) -> Task:
    """This task, held until the end of the transaction, or 404."""
    return moving.take(id) or abort(404)


def back_to(task: Task, at: str) -> Response:
    """The way back to this part of its page."""
    return redirect(url_for("tasks.task", id=task.id, _anchor=at), 303)


def _facts(task: Task, now: datetime) -> dict[str, Any]:
    members, every = people.members(), labels.everything()
    return {
        "me": member_here(),
        "words_form": WordsForm.of(task),
        "facts_form": FactsForm.of(task, members, every, typed=False),
        "plan_form": PlanForm.among(members, task, formdata=None),
        "priorities": PRIORITIES,
        "colours": {each.id: each.category for each in every},
    }


def _hours(task: Task, now: datetime) -> dict[str, Any]:
    until = closed_until() if task.entries else None
    return {"hours_form": HoursForm(today=my_day(), formdata=None), "closed_until": until}


def _pieces(task: Task, now: datetime) -> dict[str, Any]:
    changing = request.args.get("change", type=int)
    part = next((each for each in task.subtasks if each.id == changing), None)
    return {
        "changing": changing,
        "subtask_change": part and SubtaskForm.changing(part, people.members(), typed=False),
        "subtask_form": SubtaskForm.among(people.members(), formdata=None),
        "check_form": CheckForm(formdata=None),
    }


def _talk(task: Task, now: datetime) -> dict[str, Any]:
    return {
        "comment_form": CommentForm(formdata=None),
        "link_form": LinkForm(formdata=None),
        "names": sorted(mentions.names()),
        "members": people.members(),
    }


def _coming(task: Task, now: datetime) -> dict[str, Any]:
    words = request.args.get("q", "").strip()
    mine = [each for each in task.reminders if each.member_id == member_here().id]
    return {
        "reminder_form": ReminderForm(formdata=None),
        "my_reminders": [each for each in mine if each.waits(now)],
        "sought": words,
        "candidates": blocking.candidates(task, words) if words else [],
    }


def _again(task: Task, now: datetime) -> dict[str, Any]:
    return {"repeat_form": RepeatForm.of(task, today())}


def _history(task: Task, now: datetime) -> dict[str, Any]:
    return history.told(task)


views.app_template_filter("written")(written.to_html)

PARTS: tuple[Part, ...] = (_facts, _hours, _pieces, _talk, _coming, _again, _history)
