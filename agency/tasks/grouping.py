"""Cards in groups: by who answers for them, by section of what was sold, or by when they are due."""

import enum
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from agency.clients.models import Client
from agency.leads.models import Lead
from agency.tasks.cards import Face
from agency.tasks.models import Task
from agency.tasks.projects import Project


class By(enum.Enum):
    """What the cards of a board are put together by."""

    person = "person"
    section = "section"
    due = "due"
    # Where boards stand beside each other.
    client = "client"


@dataclass(frozen=True)
class Grouping:
    """How tasks fall into groups: their key in the database, and what a key is called."""

    key: sa.ColumnElement[str]
    name: Callable[[str], str]
    place: Callable[[str], Any]

    def in_order(self, keys: Iterable[str]) -> Sequence[str]:
        """The groups as they follow each other."""
        return sorted(keys, key=self.place)


def grouping(by: By | None, today: date, faces: Mapping[int, Face]) -> Grouping:
    """For one of these ways, or all in one group without a name."""
    if by is By.person:
        return Grouping(
            _text(Task.owner_id), lambda key: _person(key, faces), lambda key: _place_of(key, faces)
        )
    if by is By.section:
        return Grouping(
            _text(Task.section),
            lambda key: key or _("Beside what was sold"),
            lambda key: (not key, key.casefold()),
        )
    if by is By.client:
        return Grouping(_CLIENT, lambda key: key, lambda key: key.casefold())
    if by is By.due:
        return Grouping(_due_key(today), _due_name, lambda key: key)
    return Grouping(sa.literal(""), lambda key: "", lambda key: key)


# A group comes from an address, which anybody may write.
_LONGEST = 12
_CLIENT = (
    sa.select(Client.name)
    .join(Lead, Lead.client_id == Client.id)
    .join(Project, Project.lead_id == Lead.id)
    .where(Project.id == Task.project_id)
    .correlate(Task)
    .scalar_subquery()
)


def _text(column: Any) -> sa.ColumnElement[str]:
    return sa.func.coalesce(sa.cast(column, sa.String), "")


def _person(key: str, faces: Mapping[int, Face]) -> str:
    face = faces.get(int(key)) if key.isdecimal() and len(key) < _LONGEST else None
    return face.name if face is not None else str(_("Nobody answers for it"))


def _place_of(key: str, faces: Mapping[int, Face]) -> tuple[bool, str]:
    return (not key, faces[int(key)].name.casefold() if key else "")


def _due_key(today: date) -> sa.ColumnElement[str]:
    sunday = today + timedelta(days=6 - today.weekday())
    return sa.case(
        (Task.due_on.is_(None), "6"),
        (Task.due_on < today, "1"),
        (Task.due_on == today, "2"),
        (Task.due_on <= sunday, "3"),
        (Task.due_on <= sunday + timedelta(days=7), "4"),
        else_="5",
    )


def _due_name(key: str) -> str:
    return str(
        {
            "1": _("Before today"),
            "2": _("Today"),
            "3": _("This week"),
            "4": _("Next week"),
            "5": _("Later"),
            "6": _("No day"),
        }.get(key, "")
    )
