"""How somebody looks at boards: the filter, the groups and the whole of it, all as they stand in the address."""

from typing import Any

from flask import request

from agency.people import queries as people
from agency.people.at_the_desk import member_here
from agency.tasks import filtering
from agency.tasks.filtering import Asked, Asker
from agency.tasks.grouping import By
from agency.tasks.laying_out import Look
from agency.tasks.views.blueprint import today


def asked_here() -> Asked:
    """The filter in the address, read; nobody is asked for where there is none."""
    words = request.args.get("q", "")
    if not words.strip():
        return Asked()
    return filtering.read(words, Asker(member_here().id, today(), people.members()))


def look_here(asked: Asked, by: By | None = None) -> Look:
    """With this filter, and with what else the address says."""
    said = request.args.get("by", "")
    return Look(
        today=today(),
        where=asked.where,
        by=By(said) if said in {each.value for each in By} else by,
        only=request.args.get("who", type=int),
        is_whole=request.args.get("all") == "1",
    )


def kept_args(**other: Any) -> dict[str, Any]:
    """What the address says of it, for links that lead elsewhere with the same look."""
    said = {name: request.args.get(name) for name in ("q", "by", "who", "all")}
    return {name: value for name, value in (said | other).items() if value}
