"""What a page may cost: so many SQL statements, however much there is to show, and so many bytes."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

import pytest
import sqlalchemy as sa

from agency.clients.partners import Partner
from agency.demo.studio import Studio
from agency.kernel import clock
from agency.kernel.db import db
from agency.leads.arrivals import Arrival
from agency.proposals.models import Proposal
from agency.tasks.models import Task
from agency.tasks.projects import Project
from tests.crowd import crowd
from tests.crowd_around import BUSY
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
    Ceiling("/login", 2, 4, who=None),
    # One of them: what clients agreed to while work goes on.
    Ceiling("/", 17, 29),
    Ceiling("/inbox", 19, 56),
    # Each word that was typed is looked up with its likenesses, and each kind of find is fetched.
    Ceiling("/search?q=number", 17, 28),
    # With what waits by other ways, and its two buttons.
    Ceiling("/arrivals", 11, 26),
    Ceiling("/arrivals/{arrival}", 11, 13),
    Ceiling("/leads", 14, 45),
    Ceiling("/leads/new", 5, 15),
    # With ten each of reminders, letters that leave later, tasks, overlaps and people, all with their forms; and with
    # what moves the letters that are planned, what we wait for, and briefs that were sent.
    Ceiling("/leads/{lead}", 44, 94),
    Ceiling("/leads/{lead}/snippets", 10, 14),
    Ceiling("/leads/{lead}/followups", 9, 12),
    Ceiling("/outgoing?whose=all", 12, 30),
    Ceiling("/outgoing?view=month", 12, 30),
    Ceiling("/outgoing/hold", 8, 16),
    Ceiling("/outgoing/letters", 5, 13),
    Ceiling("/partners", 7, 15),
    Ceiling("/partners/{partner}", 10, 17),
    Ceiling("/partners/new", 6, 15),
    Ceiling("/contacts", 12, 26),
    Ceiling("/contacts/doubles", 9, 30),
    Ceiling("/contacts/{contact}", 17, 22),
    Ceiling("/contacts/{contact}/joining?with={twin}", 17, 14),
    Ceiling("/views", 6, 33),
    Ceiling("/undo", 7, 17),
    Ceiling("/inbox/peek/{lead}", 8, 3),
    Ceiling("/notices/latest", 8, 4),
    Ceiling("/search/suggestions?q=number", 7, 2),
    Ceiling("/proposals", 9, 19),
    # Each line of it can be typed into: two statements say who can do it and what they cost today.
    # Five say who is how busy in its weeks, two what of it is in the library, and how long lines like these took.
    Ceiling("/proposals/{proposal}", 24, 106),
    Ceiling("/proposals/{proposal}/figures", 19, 9),
    Ceiling("/proposals/{proposal}/pasting", 11, 16),
    Ceiling("/proposals/{proposal}/library", 12, 17),
    Ceiling("/proposals/{proposal}/earlier", 11, 30),
    Ceiling("/proposals/{proposal}/earlier?from={other}", 18, 20),
    Ceiling("/proposals/{proposal}/words", 18, 34),
    Ceiling("/proposals/{proposal}/pages", 12, 42),
    Ceiling("/proposals/{proposal}/references", 13, 24),
    Ceiling("/settings/texts", 7, 20),
    Ceiling("/settings/lines", 10, 20),
    Ceiling("/settings/costs", 8, 20, who="nora"),
    Ceiling("/settings/references", 8, 26),
    Ceiling("/settings/brand", 7, 28, who="nora"),
    # One of them: whether anything stands in the way of the letters that would follow.
    # And what an owner said of it.
    # And who is how busy: it is said again before anything is promised.
    Ceiling("/proposals/{proposal}/sending", 26, 17),
    Ceiling("/proposals/{proposal}/changes", 10, 13),
    # With the terms of the house.
    Ceiling("/proposals/{proposal}/preview", 14, 41),
    Ceiling("/boards", 9, 12),
    # What can be ticked off, labels, and what tasks wait for are one statement each.
    Ceiling("/boards/{board}", 17, 60, who="timur"),
    Ceiling("/boards/all", 18, 60, who="timur"),
    Ceiling("/boards/{board}/archive", 10, 14, who="timur"),
    Ceiling("/boards/{board}/plan", 10, 45),
    # What is shown to the client, and for managers its link, rounds and reports.
    Ceiling("/boards/{board}/client", 25, 22),
    # For owners: with what the work has cost, what nobody has offered yet, and a gauge for each person and section.
    Ceiling("/boards/{board}/sold", 22, 22, who="nora"),
    # With the parts of others' tasks, and a button each for the timer and for what is done.
    Ceiling("/tasks", 16, 40, who="timur"),
    Ceiling("/hours", 9, 30, who="timur"),
    Ceiling("/hours?who=all", 9, 40, who="nora"),
    Ceiling("/workload", 11, 60, who="timur"),
    Ceiling("/workload/{member}/2026-W13", 11, 40, who="timur"),
    Ceiling("/timer", 6, 14, who="timur"),
    Ceiling("/settings/closed-months", 7, 16, who="nora"),
    Ceiling("/settings/calendar", 6, 14, who="timur"),
    # With ten each of subtasks, things to tick, comments, files, links, labels and reminders, all with their forms.
    # Its facts and its plan are read first; the forms that change them stand folded behind them.
    Ceiling("/tasks/{task}", 23, 113, who="timur"),
    Ceiling("/settings/labels", 6, 20, who="timur"),
    Ceiling("/boards/{board}/template", 8, 20),
    Ceiling("/boards/{board}/export", 6, 18),
    Ceiling("/boards/export/tasks.csv", 9, 60, who="nora"),
    Ceiling("/boards/import", 9, 18),
    Ceiling("/settings/task-templates", 8, 24),
    Ceiling("/settings", 5, 38, who="nora"),
    Ceiling("/notices", 9, 20),
    Ceiling("/settings/notices", 7, 22),
    Ceiling("/settings/hours", 5, 25, who="nora"),
    Ceiling("/settings/approval", 5, 14, who="nora"),
    Ceiling("/settings/people", 7, 17, who="nora"),
    Ceiling("/settings/people/{member}", 12, 22, who="nora"),
    Ceiling("/settings/pipeline", 7, 22, who="nora"),
    Ceiling("/settings/sorting", 7, 19),
    Ceiling("/settings/no-letters", 6, 14),
    Ceiling("/settings/snippets", 6, 15),
    # Every kind of question can be added to each page.
    Ceiling("/settings/briefs", 8, 30),
    Ceiling("/settings/briefs/1", 8, 60),
    Ceiling("/settings/briefs/1/versions", 8, 20),
    Ceiling("/settings/briefs/1/suggestions", 8, 20),
    Ceiling("/settings/briefs/1/suggestions/shop", 8, 26),
    Ceiling("/settings/briefs/1/sites", 6, 14),
    Ceiling("/settings/briefs/1/trial", 12, 20),
    Ceiling("/settings/briefs/1/preview", 12, 20),
    Ceiling("/settings/follow-ups", 7, 21),
    # Six steps with their words in two languages, for each thing that may have happened.
    Ceiling("/settings/follow-ups/proposal", 8, 83),
    Ceiling("/settings/follow-ups/proposal/letter", 6, 7),
    Ceiling("/proposals/{proposal}/followups", 13, 15),
    Ceiling("/proposals/{proposal}/followups/2", 15, 8),
    Ceiling("/settings/me", 5, 14),
    Ceiling("/settings/mailboxes", 8, 25, who="nora"),
    Ceiling("/settings/mailboxes/new", 5, 14, who="nora"),
    Ceiling("/dev/mail", 6, 16),
    # With the small work that its browser does meanwhile.
    Ceiling("/brief/website", 8, 8, who=None),
    Ceiling("/contact", 3, 7, who=None),
    Ceiling("/briefs/begun", 6, 14),
    Ceiling("/briefs/figures?period=all", 8, 30),
    Ceiling("/deliveries", 7, 19),
    Ceiling("/leads/import", 7, 15),
    Ceiling("/calls/new", 5, 14),
    Ceiling("/settings/api", 7, 24, who="nora"),
    Ceiling("/settings/hooks", 6, 20, who="nora"),
    Ceiling("/settings/telegram", 6, 14, who="nora"),
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


@pytest.mark.long
@pytest.mark.parametrize("database", ["sqlite"])
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


@pytest.mark.long
@pytest.mark.parametrize("database", ["postgresql"])
def test_postgresql_is_asked_no_more_where_there_is_much(
    studio: Studio, look: Callable[[], dict[Ceiling, Cost]]
) -> None:
    crowd(studio, MANY)
    dear = {
        page.path: cost.statements.count
        for page, cost in look().items()
        if cost.statements.count > page.statements
    }
    assert not dear, "a page that asks for every row is far above its ceiling"


def _ids(studio: Studio) -> dict[str, int]:
    proposal = studio.proposals["olaria"]
    project = db.session.scalars(sa.select(Project).filter_by(proposal_id=proposal.id)).one()
    task = db.session.scalars(sa.select(Task).filter_by(project_id=project.id)).first()
    arrival = db.session.scalars(sa.select(Arrival)).first()
    partner = db.session.scalars(sa.select(Partner).filter_by(name=BUSY)).one()
    contact = proposal.lead.contact
    twin = max(each.id for each in contact.client.contacts)
    assert task is not None and arrival is not None
    return {
        "lead": proposal.lead_id,
        "proposal": proposal.id,
        "other": max(each.id for each in db.session.scalars(sa.select(Proposal))),
        "board": project.id,
        "task": task.id,
        "arrival": arrival.id,
        "partner": partner.id,
        "contact": contact.id,
        "twin": twin,
        "member": studio.timur.id,
    }


def _more(few: Statements, many: Statements) -> list[str]:
    """The statements that came on top."""
    more = list(many.texts)
    for text in few.texts:
        if text in more:
            more.remove(text)
    return sorted(set(more))
