"""What comes again in the demo: the monthly care of the hotel's site; and a set of tasks that the studio took over."""

from datetime import timedelta

import sqlalchemy as sa

from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.people import queries as people
from agency.tasks import adding, coming_again, sets
from agency.tasks.pieces import CheckItem
from agency.tasks.projects import ColumnKind, Project
from agency.tasks.repeating import Every, TaskTemplate
from agency.tasks.sets_ready import READY

CARE, HOURS = "Обновления и проверка сайта", 3 * 60
TICKS = ("Копия сделана", "Обновления поставлены", "Форма брони отправляет письмо")
DAYS = 18


def let_come(studio: Studio) -> None:
    """A retainer on the board of the hotel, and the ready set for a web site."""
    project = db.session.scalars(
        sa.select(Project).where(Project.lead_id == studio.leads["lunara"].id)
    ).one()
    by, due_on = Actor.member(studio.vera.id), studio.now.date() + timedelta(days=DAYS)
    care = adding.add(
        project,
        title=CARE,
        column_id=project.column(ColumnKind.next).id,
        member_id=studio.timur.id,
        minutes=HOURS,
        due_on=due_on,
        by=by,
        at=studio.now,
    )
    care.hand_to(studio.timur, by=by, at=studio.now)
    care.checklist = [CheckItem(words=words, position=n) for n, words in enumerate(TICKS)]
    coming_again.repeat(
        care,
        every=Every.month,
        count=1,
        next_on=due_on + timedelta(days=30),
        until_on=None,
        zone=people.agency().zone,
        by=by,
        at=studio.now,
    )
    ready = READY["site"]
    tasks = sets.of_lines(ready.lines["ru"], sets.roles_by_name(), strictly=False)
    db.session.add(TaskTemplate(name=dict(ready.name), tasks=sets.told(tasks)))
