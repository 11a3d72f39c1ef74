"""What the demo shows of members' own work: tasks of theirs alone, weeks of hours, a month closed, Timur's timer."""

from datetime import date, timedelta

import sqlalchemy as sa

from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.kernel.i18n import in_zone
from agency.people.models import Member
from agency.tasks import adding, closing, timing
from agency.tasks.hours import TaskPlan
from agency.tasks.models import Task
from agency.tasks.projects import BoardColumn, ColumnKind

DAY = timedelta(days=1)
# Whose, what, due in how many days, planned minutes.
OWN = (
    ("timur", "Обновить библиотеки на сайтах, которые мы ведём", 0, 120),
    ("timur", "Ответить хостингу про копии базы", -1, None),
    ("timur", "Попробовать новый сборщик на одном из старых сайтов", None, None),
    ("mira", "Собрать примеры вывесок для музея", 2, 180),
    ("vera", "Позвать Нино на съёмку двора", 0, None),
    ("anton", "Прочитать договор с типографией", 3, 60),
)
# What everybody does each day beside sold work, and for how long.
DAILY = (
    ("timur", "Планёрки и почта", 30),
    ("mira", "Планёрки и почта", 45),
    ("anton", "Планёрки и почта", 30),
)
NOTES = {0: "Планёрка недели", 2: "Разбор работ", 4: "Итоги недели"}
WEEKS = 3


def show(studio: Studio) -> None:
    """On the day of the demo, by the verbs of the product."""
    today = in_zone(studio.now, studio.agency.zone).date()
    began = studio.now - WEEKS * 7 * DAY
    for who, title, in_days, minutes in OWN:
        due_on = today + in_days * DAY if in_days is not None else None
        member = studio.members[who]
        adding.add_own(member, title=title, due_on=due_on, minutes=minutes, at=studio.now - 2 * DAY)
    for who, title, minutes in DAILY:
        task = adding.add_own(studio.members[who], title=title, due_on=None, minutes=None, at=began)
        _log_daily(studio, task, minutes, today)
    _close_a_month(studio, today)
    started = studio.now - timedelta(minutes=47)
    timing.start(_in_work(studio.timur), studio.timur, at=started)


def _log_daily(studio: Studio, task: Task, minutes: int, today: date) -> None:
    assert task.owner is not None
    for back in range(WEEKS * 7, 0, -1):
        day = today - back * DAY
        if day.weekday() < 5:
            note, at = NOTES.get(day.weekday(), ""), studio.now - (back - 1) * DAY
            task.log(member=task.owner, minutes=minutes, on=day, note=note, at=at)


def _close_a_month(studio: Studio, today: date) -> None:
    """The one before the last: what was worked for the demo's project stays open."""
    until = (today.replace(day=1) - DAY).replace(day=1) - DAY
    closing.close(until, by=studio.nora, at=studio.now - 5 * DAY, today=today)


def _in_work(member: Member) -> Task:
    found = (
        sa.select(Task)
        .join(BoardColumn, BoardColumn.id == Task.column_id)
        .join(TaskPlan, TaskPlan.task_id == Task.id)
        .where(BoardColumn.kind == ColumnKind.work, TaskPlan.member_id == member.id)
        .order_by(TaskPlan.minutes.desc(), Task.id)
    )
    return db.session.scalars(found.limit(1)).one()
