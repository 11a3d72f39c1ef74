"""What the client of the demo sees of the work: two tasks that wait for their word, a round used, and a report."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from agency.demo.studio import Studio
from agency.flows.card_moved import card_moved
from agency.flows.said_on_page import said_on_page
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.tasks import client_mails, collecting, report_content, reporting
from agency.tasks.heard_on_page import Word
from agency.tasks.models import Task
from agency.tasks.moving import Drop
from agency.tasks.projects import BoardColumn, ColumnKind, Project
from agency.tasks.reports import Said

ROUNDS = 3
WISH = "В календаре не видно занятых дней. Пусть они будут серыми, а цена стоит прямо в клетке."
ASKED = "Нино, предлагаем снимать во вторник и в среду, с восьми утра, пока двор пустой. Подойдёт?"
SUMMARY = (
    "Сетка и шрифты согласованы, главная и страница номера нарисованы. Начали собирать шаблоны: двор на главной "
    "меняется вместе с часами в Тбилиси. Идём по плану."
)
NEXT = "Снимаем двор и номера, как только вы подтвердите дни. Ждём вашего слова о календаре."


def report_at(studio: Studio) -> datetime:
    """When the report went out."""
    return studio.now - timedelta(hours=16)


def show(studio: Studio) -> None:
    """On the work for the hotel."""
    lead = studio.leads["lunara"]
    project = db.session.scalars(sa.select(Project).where(Project.lead_id == lead.id)).one()
    project.rounds_sold, project.reports_hours = ROUNDS, True
    lies, checked = _first(project, ColumnKind.waiting), _first(project, ColumnKind.checking)
    for task in (lies, checked, *_all(project, ColumnKind.done)):
        task.show_to_client(True, by=_by(studio), at=studio.now - timedelta(days=5))
    _use_a_round(studio, checked, studio.now - timedelta(days=3))
    at = studio.now - timedelta(hours=20)
    lies.comment(ASKED, member=studio.mira, is_client_visible=True, at=at)
    client_mails.send_link(project, by=studio.vera, at=studio.now - timedelta(days=5))
    _report(studio, project)


def _use_a_round(studio: Studio, task: Task, at: datetime) -> None:
    """They wanted it otherwise; it was done, and lies there again."""
    assert task.project is not None
    task.moved_at = min(task.moved_at, at - timedelta(hours=1))
    contact = task.project.lead.contact
    said_on_page(task, Word(Said.change, WISH, contact.name, contact), at=at)
    db.session.flush()
    back = Drop(version=task.version, column_id=task.project.column(ColumnKind.checking).id)
    card_moved(task.id, back, by=studio.timur, at=at + timedelta(days=1))


def _report(studio: Studio, project: Project) -> None:
    until = studio.now.date() - timedelta(days=1)
    at = report_at(studio)
    first = until - timedelta(days=20)
    report = collecting.begin(project, first, until, by=studio.vera, at=at)
    shown = {f"show-{each['key']}": "y" for each in _lines(report.content) if each["shown"]}
    report.edit(
        report_content.edited(report.content, shown | {"summary": SUMMARY, "next_step": NEXT})
    )
    reporting.send(report, by=studio.vera, at=at)


def _lines(content: dict[str, list[dict[str, str]]]) -> list[dict[str, str]]:
    return [*content["done"], *content["next"], *content["hours"]]


def _first(project: Project, kind: ColumnKind) -> Task:
    return _all(project, kind)[0]


def _all(project: Project, kind: ColumnKind) -> list[Task]:
    wanted = (
        sa.select(Task)
        .join(BoardColumn, BoardColumn.id == Task.column_id)
        .where(Task.project_id == project.id, BoardColumn.kind == kind)
        .order_by(Task.order_key)
    )
    return list(db.session.scalars(wanted))


def _by(studio: Studio) -> Actor:
    return Actor.member(studio.vera.id)
