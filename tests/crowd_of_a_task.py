"""A task with much to show: the first one of a board, with as many more of everything as one asks for."""

from datetime import timedelta

import sqlalchemy as sa

from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.kernel.files import StoredFile
from agency.kernel.timeline import Actor
from agency.tasks.attached import Cloud, CloudLink, TaskFile
from agency.tasks.labels import Label
from agency.tasks.models import Task
from agency.tasks.pieces import CheckItem, Subtask
from agency.tasks.projects import Project
from agency.tasks.reminders import TaskReminder
from agency.tasks.talk import Comment


def fill_a_task(studio: Studio, project: Project, others: list[Task]) -> None:
    """One of each for every other task, which it waits for."""
    first = sa.select(Task).where(Task.project_id == project.id).order_by(Task.id)
    task = db.session.scalars(first).first()
    assert task is not None
    before, now = len(task.comments), studio.now
    members = list(studio.members.values())
    for number, other in enumerate(others, start=before):
        member = members[number % len(members)]
        file = StoredFile(sha256=f"{number:064x}", name=f"{number}.pdf", size=9, created_at=now)
        file.content_type = "application/pdf"
        task.files.append(TaskFile(file=file, name=file.name, member=member, added_at=now))
        link = CloudLink(url=f"https://yadi.sk/d/{number}", cloud=Cloud.yandex_disk, member=member)
        link.added_at = now
        task.links.append(link)
        task.subtasks.append(Subtask(title=f"Part {number}", position=number, owner=member))
        task.checklist.append(CheckItem(words=f"Check {number}", position=number))
        task.comments.append(Comment(words=f"@Vera, **{number}**?", member=member, said_at=now))
        at = now + timedelta(days=number + 1)
        task.reminders.append(TaskReminder(member=studio.timur, at=at, hour="09:00", zone="UTC"))
        task.labels.append(Label(name=f"Label {number}", category=1 + number % 5))
        task.blockers.append(other)
        task.note_down("tasks.commented", at=now, by=Actor.member(member.id))
    db.session.flush()
