"""Who is meant by an @ in a comment, and who is told of it."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime

from agency.kernel import written
from agency.people import notices
from agency.people import queries as people
from agency.people.models import Member
from agency.tasks.talk import Comment


def names() -> dict[str, Member]:
    """By what one can be called: the whole name, and the first one where nobody else has it."""
    members = people.members()
    firsts = Counter(each.first_name for each in members)
    short = {each.first_name: each for each in members if firsts[each.first_name] == 1}
    return {**short, **{each.name: each for each in members}}


def meant(words: str) -> set[Member]:
    """Those who are called in these words."""
    called = names()
    return {called[name] for name in written.mentioned(words, called)}


def tell_of(comment: Comment, *, at: datetime) -> None:
    """Those who are called are told, and the owner of the task is; not whoever wrote it, and nobody twice."""
    called = meant(comment.words)
    _tell(called, "tasks.mentioned", comment, at)
    owner = comment.task.owner
    if owner is not None:
        _tell({owner} - called, "tasks.commented", comment, at)


def tell_again(comment: Comment, *, told: Collection[Member], at: datetime) -> None:
    """The words were changed: those are told whom they did not call before."""
    _tell(meant(comment.words) - set(told), "tasks.mentioned", comment, at)


def _tell(members: Collection[Member], kind: str, comment: Comment, at: datetime) -> None:
    for member in sorted(members, key=lambda each: each.id):
        if member.id != comment.member_id:
            notices.tell(member, kind, at=at, task=comment.task_id, comment=comment.id)
