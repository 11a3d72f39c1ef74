"""Changing the facts of a task: each wish becomes its verb."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from agency.kernel.timeline import Actor
from agency.people import queries as people
from agency.tasks import labels
from agency.tasks.models import Priority, Task
from agency.tasks.projects import Stage


def settle(task: Task, wishes: Mapping[str, Any], *, by: Actor, at: datetime) -> None:
    """Do what is wished for, by the names of the form's fields. Raises NobodysTask, OtherBoard."""
    who: dict[str, Any] = {"by": by, "at": at}
    if "owner" in wishes:
        task.hand_to(people.member(wishes["owner"]) if wishes["owner"] else None, **who)
    if "due_on" in wishes:
        task.fall_due(wishes["due_on"], **who)
    if "priority" in wishes:
        task.press(Priority(wishes["priority"]), **who)
    if "stage" in wishes:
        task.belong_to(_stage(task, wishes["stage"]), **who)
    if "labels" in wishes:
        chosen: Sequence[int] = wishes["labels"]
        task.bear([each for each in labels.everything() if each.id in chosen], **who)
    if "shown" in wishes:
        task.show_to_client(wishes["shown"], **who)
    if "extra" in wishes:
        task.call_extra(wishes["extra"], **who)


def _stage(task: Task, id: int) -> Stage | None:
    stages = task.project.stages if task.project is not None else []
    return next((each for each in stages if each.id == id), None)
