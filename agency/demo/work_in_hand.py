"""One task of the demo with all that a task can have: words, pieces, talk, a file, links, a reminder."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.kernel.files import store
from agency.kernel.timeline import Actor
from agency.people.models import Member
from agency.tasks import clouds, mentions, reminders
from agency.tasks.labels import Label
from agency.tasks.models import Priority, Task
from agency.tasks.projects import BoardColumn, ColumnKind, Project

LABELS = (("тексты", 3), ("до запуска", 5), ("идея", 2))
DETAILS = """\
Одиннадцать шаблонов, и все живут от **двора**: он меняется вместе с часами в Тбилиси.

- главная: утро, день, вечер, ночь
- номер: одна большая картинка, три детали, свободные даты сразу
- страница ошибки ведёт к календарю, а не в тупик

> «Гость выбирает не отель, а двор, в котором будет пить кофе».
"""
# What, who after the owner, in how many days, whether it is done.
SUBTASKS = (
    ("Главная, четыре времени дня", "timur", -4, True),
    ("Страница номера", "timur", 1, False),
    ("Картинки на телефоне", "mira", 3, False),
)
CHECKS = (
    ("Подписи к картинкам на трёх языках", True),
    ("Даты по местному времени", True),
    ("Страница ошибки", False),
)
LINKS = (
    ("https://www.figma.com/design/Kv4rtA/Lunara-yard", "", True),
    ("https://disk.yandex.ru/d/lunara-photos", "Съёмка, второй день", False),
    ("https://cloud.lunara.example/index.php/s/AbCdEf123456", "Тексты от Нино", False),
)


def show(studio: Studio) -> None:
    """On the task of Timur's that is most under way."""
    task, first = _task(ColumnKind.work, studio.timur), _task(ColumnKind.checking, None)
    days = timedelta(days=1)
    _say_what_it_is(studio, task, studio.now - 9 * days)
    task.wait_for([first], by=_by(studio.timur), at=studio.now - 8 * days)
    _divide(studio, task, studio.now - 7 * days)
    _attach(studio, task, studio.now - 5 * days)
    _talk(studio, task, studio.now - 2 * days)
    _remind(studio, task)


def _task(kind: ColumnKind, owner: Member | None) -> Task:
    found = (
        sa.select(Task)
        .join(BoardColumn, BoardColumn.id == Task.column_id)
        .join(Project, Project.id == Task.project_id)
        .where(BoardColumn.kind == kind)
        .order_by(Task.id)
    )
    tasks = db.session.scalars(found).all()
    theirs = (
        each
        for each in tasks
        if owner is None or owner.id in {plan.member_id for plan in each.plans}
    )
    return max(theirs, key=lambda each: each.planned_minutes)


def _say_what_it_is(studio: Studio, task: Task, at: datetime) -> None:
    by = _by(studio.vera)
    labels = [Label(name=name, category=category) for name, category in LABELS]
    db.session.add_all(labels)
    task.reword(task.title, DETAILS, seen=task.words_version, by=by, at=at)
    task.hand_to(studio.timur, by=by, at=at)
    task.press(Priority.high, by=by, at=at)
    task.bear(labels[:2], by=by, at=at)
    task.show_to_client(True, by=by, at=at)
    task.fall_due((studio.now + timedelta(days=4)).date(), by=by, at=at)
    task.plan_for(studio.mira, 180, by=by, at=at)


def _divide(studio: Studio, task: Task, at: datetime) -> None:
    by = _by(studio.timur)
    for title, who, in_days, is_done in SUBTASKS:
        due_on = (studio.now + timedelta(days=in_days)).date()
        part = task.divide(title, studio.members[who], due_on, by=by, at=at)
        db.session.flush()
        task.tick(part, is_done, by=by, at=at + timedelta(days=3))
    for words, is_done in CHECKS:
        item = task.check(words, by=by, at=at)
        db.session.flush()
        task.tick(item, is_done, by=by, at=at + timedelta(days=4))


def _attach(studio: Studio, task: Task, at: datetime) -> None:
    picture = studio.pictures["opening"]
    kept = store(picture.read(), name="двор-8-утра.jpg", content_type=picture.content_type, at=at)
    task.let_see(task.attach(kept, by=studio.mira, at=at), True, by=_by(studio.mira), at=at)
    for url, title, is_shown in LINKS:
        name = title or clouds.name_in(url)
        link = task.link(url, clouds.recognised(url), name, by=studio.timur, at=at)
        db.session.flush()
        task.let_see(link, is_shown, by=_by(studio.timur), at=at)


def _talk(studio: Studio, task: Task, at: datetime) -> None:
    minute = timedelta(minutes=1)
    words = f"@{studio.mira.first_name}, вечер готов. На телефоне двор режется *слева*, посмотришь?"
    said = [
        task.comment(words, member=studio.timur, at=at),
        task.comment(
            "Посмотрю после обеда. Утро у клиента в среду.", member=studio.mira, at=at + 50 * minute
        ),
        task.comment(
            "Нино, вечерний двор готов, посмотрите на телефоне.",
            member=studio.vera,
            is_client_visible=True,
            at=at + 300 * minute,
        ),
        task.hear(
            "Очень красиво! Можно чуть теплее свет в окнах?",
            name="Нино Беридзе",
            by=Actor.contact(task.of_lead.contact_id) if task.of_lead else Actor.machine(),
            at=at + 420 * minute,
        ),
    ]
    db.session.flush()
    for comment in said:
        mentions.tell_of(comment, at=comment.said_at)


def _remind(studio: Studio, task: Task) -> None:
    zone = studio.agency.zone
    reminders.remind(task, studio.timur, zone=zone, now=studio.now, days_before=1)


def _by(member: Member) -> Actor:
    return Actor.member(member.id)
