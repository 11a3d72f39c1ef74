"""What a page may cost: so many SQL statements, however much there is to show, and so many bytes."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

import pytest
import sqlalchemy as sa

from agency.demo.studio import Studio
from agency.kernel import clock
from agency.kernel.db import db
from agency.leads.arrivals import Arrival
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
    Ceiling("/login", 3, 5, who=None),
    Ceiling("/", 16, 14),
    Ceiling("/inbox", 15, 37),
    Ceiling("/search?q=number", 30, 48),
    Ceiling("/arrivals", 10, 23),
    Ceiling("/arrivals/{arrival}", 12, 13),
    Ceiling("/leads", 11, 30),
    Ceiling("/leads/new", 7, 13),
    Ceiling("/leads/{lead}", 25, 34),
    Ceiling("/leads/{lead}/snippets", 11, 14),
    Ceiling("/leads/{lead}/followups", 16, 14),
    Ceiling("/partners", 9, 16),
    Ceiling("/partners/new", 8, 18),
    Ceiling("/proposals", 11, 18),
    Ceiling("/proposals/{proposal}", 12, 82),
    Ceiling("/proposals/{proposal}/words", 20, 35),
    Ceiling("/proposals/{proposal}/sending", 10, 12),
    Ceiling("/proposals/{proposal}/preview", 12, 48),
    Ceiling("/boards", 11, 10),
    Ceiling("/boards/{board}", 14, 62, who="timur"),
    Ceiling("/tasks", 12, 21, who="timur"),
    Ceiling("/tasks/{task}", 11, 13, who="timur"),
    Ceiling("/settings", 7, 39, who="nora"),
    Ceiling("/notices", 11, 14),
    Ceiling("/settings/notices", 11, 25),
    Ceiling("/settings/hours", 8, 32, who="nora"),
    Ceiling("/settings/people", 12, 26, who="nora"),
    Ceiling("/settings/sorting", 8, 15),
    Ceiling("/settings/snippets", 10, 14),
    Ceiling("/settings/me", 9, 14),
    Ceiling("/settings/mailboxes", 11, 20, who="nora"),
    Ceiling("/settings/mailboxes/new", 9, 17, who="nora"),
    Ceiling("/dev/mail", 8, 18),
    Ceiling("/brief/website", 8, 9, who=None),
    Ceiling("/contact", 4, 8, who=None),
    Ceiling("/deliveries", 8, 15),
    Ceiling("/leads/import", 8, 14),
    Ceiling("/calls/new", 6, 15),
    Ceiling("/settings/api", 8, 17, who="nora"),
    Ceiling("/settings/hooks", 7, 15, who="nora"),
    Ceiling("/settings/telegram", 7, 15, who="nora"),
)


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages, too, believe that it is NOW."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


@dataclass(frozen=True)
class Cost:
    """What a page took."""

    statements: Statements
    bytes: int


@pytest.fixture
def look(
    studio: Studio,
    client: HouseClient,
    count_statements: Callable[[], AbstractContextManager[Statements]],
) -> Callable[[], dict[Ceiling, Cost]]:
    """Opens every page and tells what each took."""

    def open_all() -> dict[Ceiling, Cost]:
        ids, costs = _ids(studio), {}
        for page in PAGES:
            client.delete_cookie("session")
            if page.who:
                client.login(studio.members[page.who])
            with count_statements() as seen:
                answer = client.get(page.path.format(**ids))
            assert answer.status_code == 200, page.path
            costs[page] = Cost(seen, len(answer.data))
        return costs

    return open_all


def test_no_page_costs_more_than_its_ceiling_however_much_there_is(
    studio: Studio, look: Callable[[], dict[Ceiling, Cost]]
) -> None:
    crowd(studio, FEW)
    look()  # what is made once, like small copies of pictures, is made now
    few = look()
    crowd(studio, MANY - FEW)
    many = look()
    growing = {
        page.path: _more(few[page].statements, many[page].statements)
        for page in PAGES
        if many[page].statements.count > few[page].statements.count
    }
    assert not growing, "asked again for every row"
    dear = {
        page.path: (cost.statements.count, f"{cost.bytes / 1024:.1f} KB")
        for page, cost in few.items()
        if cost.statements.count > page.statements or cost.bytes > page.kilobytes * 1024
    }
    assert not dear, "think again, or raise the ceiling with a reason"


def _ids(studio: Studio) -> dict[str, int]:
    proposal = studio.proposals["olaria"]
    project = db.session.scalars(sa.select(Project).filter_by(proposal_id=proposal.id)).one()
    task = db.session.scalars(sa.select(Task).filter_by(project_id=project.id)).first()
    arrival = db.session.scalars(sa.select(Arrival)).first()
    assert task is not None and arrival is not None
    return {
        "lead": proposal.lead_id,
        "proposal": proposal.id,
        "board": project.id,
        "task": task.id,
        "arrival": arrival.id,
    }


def _more(few: Statements, many: Statements) -> list[str]:
    """The statements that came on top."""
    more = list(many.texts)
    for text in few.texts:
        if text in more:
            more.remove(text)
    return sorted(set(more))
