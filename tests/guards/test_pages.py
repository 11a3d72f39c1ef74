"""What a page may cost: so many SQL statements, however much there is to show, and so many bytes."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

import pytest
import sqlalchemy as sa

from agency.demo.studio import Studio
from agency.kernel import clock
from agency.kernel.db import db
from agency.tasks.models import Project, Task
from tests.crowd import crowd
from tests.support import NOW, HouseClient, Statements

FEW, MANY = 10, 100


@dataclass(frozen=True)
class Ceiling:
    """A page with what it may cost at FEW rows: the figures are what it takes, and a little air."""

    path: str
    statements: int
    kilobytes: int
    who: str | None = "vera"

    def __str__(self) -> str:
        return self.path


PAGES = (
    Ceiling("/login", 0, 0, who=None),
    Ceiling("/", 0, 0),
    Ceiling("/inbox", 0, 0),
    Ceiling("/leads", 0, 0),
    Ceiling("/leads/new", 0, 0),
    Ceiling("/leads/{lead}", 0, 0),
    Ceiling("/proposals", 0, 0),
    Ceiling("/proposals/{proposal}", 0, 0),
    Ceiling("/proposals/{proposal}/words", 0, 0),
    Ceiling("/proposals/{proposal}/sending", 0, 0),
    Ceiling("/proposals/{proposal}/preview", 0, 0),
    Ceiling("/boards", 0, 0),
    Ceiling("/boards/{board}", 0, 0, who="timur"),
    Ceiling("/tasks", 0, 0, who="timur"),
    Ceiling("/tasks/{task}", 0, 0, who="timur"),
    Ceiling("/settings", 0, 0, who="nora"),
    Ceiling("/dev/mail", 0, 0),
    Ceiling("/brief/website", 0, 0, who=None),
)


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages, too, believe that it is NOW."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_a_page_keeps_below_its_ceilings_however_much_there_is(
    page: Ceiling,
    studio: Studio,
    client: HouseClient,
    count_statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    if page.who:
        client.login(studio.members[page.who])
    crowd(studio, FEW)
    path = page.path.format(**_ids(studio))
    client.get(path)  # what is made once, like small copies of pictures, is made now
    with count_statements() as few:
        answer = client.get(path)
    assert answer.status_code == 200
    crowd(studio, MANY - FEW)
    with count_statements() as many:
        client.get(path)
    assert many.count == few.count, _difference(few, many)
    print(f"MEASURED {page.path} {few.count} {len(answer.data) / 1024:.1f}")
    assert few.count <= page.statements, few.texts
    assert len(answer.data) <= page.kilobytes * 1024


def _ids(studio: Studio) -> dict[str, int]:
    proposal = studio.proposals["olaria"]
    project = db.session.scalars(sa.select(Project).filter_by(proposal_id=proposal.id)).one()
    task = db.session.scalars(sa.select(Task).filter_by(project_id=project.id)).first()
    assert task is not None
    return {
        "lead": proposal.lead_id,
        "proposal": proposal.id,
        "board": project.id,
        "task": task.id,
    }


def _difference(few: Statements, many: Statements) -> str:
    more = list(many.texts)
    for text in few.texts:
        if text in more:
            more.remove(text)
    return "asked again for every row: " + "\n".join(sorted(set(more)))
