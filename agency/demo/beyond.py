"""What somebody of the demo asked for beyond what was sold: a page, and another round; and what an hour costs us."""

from datetime import timedelta

import sqlalchemy as sa

from agency.demo.studio import Studio
from agency.followups import awaiting
from agency.kernel.db import db
from agency.kernel.money import Money
from agency.kernel.timeline import Actor
from agency.people import costs
from agency.tasks import adding
from agency.tasks.models import Task
from agency.tasks.projects import ColumnKind, Project

PAGE, HOURS = "Страница для свадеб и конференций", 5 * 60
NOTE, ROUND = "третий вариант шапки", 90
COSTS = {"mira": "34", "timur": "38", "ilya": "36", "daria": "25", "anton": "30", "vera": "35"}


def ask_for(studio: Studio) -> None:
    """On the board of the hotel; nobody has offered it yet. And what lies with the client is asked for."""
    lead = studio.leads["lunara"]
    project = db.session.scalars(sa.select(Project).where(Project.lead_id == lead.id)).one()
    ilya = studio.members["ilya"]
    page = adding.add(
        project,
        title=PAGE,
        column_id=project.column(ColumnKind.next).id,
        member_id=ilya.id,
        minutes=HOURS,
        due_on=None,
        by=Actor.member(studio.vera.id),
        at=studio.now,
    )
    page.hand_to(ilya, by=Actor.member(studio.vera.id), at=studio.now)
    page.call_extra(True, by=Actor.member(studio.vera.id), at=studio.now)
    checked = project.column(ColumnKind.checking).id
    task = db.session.scalars(sa.select(Task).where(Task.column_id == checked)).first()
    if task is not None:
        entry = task.log(
            member=studio.timur, minutes=ROUND, on=studio.now.date(), note=NOTE, at=studio.now
        )
        entry.is_out_of_scope = True
    with_client = sa.select(Task).where(
        Task.project_id == project.id, Task.waiting_since <= studio.now
    )
    for lying in db.session.scalars(with_client).all():
        awaiting.follow(lying, by=studio.vera, at=studio.now)
    for name, cost in COSTS.items():
        rate = Money.of(cost, project.currency)
        costs.settle(studio.members[name], rate, from_on=studio.now.date() - timedelta(days=365))
