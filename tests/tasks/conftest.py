"""What the tests of tasks share: a project from the studio's estimate, and its columns as lists of titles."""

from collections.abc import Callable
from datetime import datetime

import pytest
import sqlalchemy as sa

from agency.demo.studio import Studio
from agency.kernel import clock
from agency.kernel.db import db
from agency.tasks.models import Task
from agency.tasks.projects import BoardColumn, ColumnKind, Project
from agency.tasks.sold import start_project
from tests.support import NOW, HouseClient

Titles = Callable[[ColumnKind], list[str]]


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The pages, too, believe that it is NOW."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return NOW


@pytest.fixture
def project(studio: Studio) -> Project:
    """Olaria's shop: 18 lines of an estimate, all in the first column."""
    started = start_project(studio.proposal, at=NOW)
    db.session.commit()
    return started


@pytest.fixture
def timur(client: HouseClient, studio: Studio) -> HouseClient:
    """The browser of a team member."""
    return client.login(studio.timur)


@pytest.fixture
def titles(project: Project) -> Titles:
    """The titles in a column, in their order."""

    def titles_in(kind: ColumnKind) -> list[str]:
        return [task.title for task in tasks_in(project, kind)]

    return titles_in


def tasks_in(project: Project, kind: ColumnKind) -> list[Task]:
    """The tasks of a column, in their order."""
    return list(
        db.session.scalars(
            sa.select(Task)
            .join(BoardColumn, BoardColumn.id == Task.column_id)
            .where(Task.project_id == project.id, BoardColumn.kind == kind)
            .order_by(Task.order_key)
        )
    )


def told(client: HouseClient, path: str, **data: object) -> str:
    """Send this, and read the page that it leads to."""
    answer = client.post(path, data=data)
    assert answer.status_code == 303
    return client.get(answer.location).text
