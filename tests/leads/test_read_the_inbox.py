"""The inbox: who may read it, in which order, in how many statements."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest

from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.leads.models import Lead, Turn
from agency.tasks import adding
from tests.leads.conftest import MakeLead
from tests.support import NOW, HouseClient, Statements, everything


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """One, unless a test asks for both: between them, those that do say to PostgreSQL all that is said here."""
    return str(getattr(request, "param", "sqlite"))


both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


def test_a_stranger_is_sent_to_the_login(client: HouseClient, studio: Studio) -> None:
    for address in ("/inbox", "/leads", f"/leads/{studio.leads['olaria'].id}", "/leads/new"):
        response = client.get(address)
        assert response.status_code == 302
        assert response.location.startswith("/login")


@both
def test_the_most_urgent_lead_stands_first_and_is_shown_beside_the_list(
    vera: HouseClient, studio: Studio, now: datetime
) -> None:
    page = vera.get("/inbox").text
    names = ("Lunara Hotel", "Harbour Line Ferries", "Feldhaus Bakery", "Areni Hills Winery")
    places = [page.index(f">{name}</a>") for name in names]
    assert places == sorted(places)
    margin = page[page.index("The chosen lead") :]
    assert "A booking site before the summer timetable" in margin
    assert "Our timetable for the summer goes live on 1 June" in margin


@both
def test_a_lead_on_which_nothing_comes_next_stands_on_top_until_something_does(
    vera: HouseClient, studio: Studio
) -> None:
    lead = studio.leads["lunara"]
    page = vera.get("/inbox").text
    assert (
        page.index("Nothing comes next")
        < page.index(">Lunara Hotel</a>")
        < page.index("Answer now")
    )
    assert "Nothing comes next: answer, plan a task" in vera.get(f"/leads/{lead.id}").text
    by = Actor.machine()
    adding.add_to_lead(lead, title="Ring Gohar", member_id=None, due_on=None, by=by, at=NOW)
    page = vera.get("/inbox").text
    assert page.index("Answer now") < page.index(">Lunara Hotel</a>") < page.index("Ring Gohar")
    assert "Next: Ring Gohar." in vera.get(f"/leads/{lead.id}").text


@both
def test_only_a_few_of_those_hide_the_clocks_that_run_and_all_are_one_press_away(
    vera: HouseClient, a_lead: MakeLead
) -> None:
    for number in range(5):
        a_lead(f"Adrift {number}", answered=True)
    page = vera.get("/inbox").text
    shown = page[page.index("Nothing comes next") : page.index("Answer now")]
    assert shown.count('class="row lead') == 3
    assert "more on which nothing comes next" in shown
    assert vera.get("/inbox?adrift=1").text.count('class="row lead') > 5


def test_the_page_opens_with_its_state_in_words(
    vera: HouseClient, studio: Studio, now: datetime
) -> None:
    page = vera.get("/inbox").text
    assert '<b class="red">One answer is late</b>, two clocks are running.' in page
    assert "Of 6 leads this month 1 came as a filled brief." in page


@both
def test_the_late_one_says_how_late_and_the_others_how_long_is_left(
    vera: HouseClient, studio: Studio, now: datetime
) -> None:
    page = vera.get("/inbox").text.replace("\u00a0", " ")
    assert "6 min late" in page
    assert "was due 10:36" in page
    assert "6 min left" in page
    assert "11 min left" in page
    assert "due 10:53" in page


def test_another_lead_can_be_looked_at(vera: HouseClient, studio: Studio) -> None:
    lead = studio.leads["areni"]
    page = vera.get(f"/inbox?peek={lead.id}").text
    assert "Нужны этикетки" in page[page.index("The chosen lead") :]


@pytest.mark.parametrize("peek", ["4711", "x", "-1", "99999999999999999999"])
@both
def test_looking_at_nothing_shows_the_most_urgent_one(
    vera: HouseClient, studio: Studio, peek: str
) -> None:
    page = vera.get(f"/inbox?peek={peek}")
    assert page.status_code == 200
    assert "A booking site" in page.text[page.text.index("The chosen lead") :]


@both
def test_mine_are_mine_and_nobodys(vera: HouseClient, studio: Studio) -> None:
    studio.leads["harbour"].assign(studio.nora, by=Actor.machine(), at=NOW)
    studio.leads["feldhaus"].owner = None
    page = vera.get("/inbox?whose=mine").text
    assert ">Harbour Line Ferries</a>" not in page
    assert ">Feldhaus Bakery</a>" in page
    assert ">Harbour Line Ferries</a>" in vera.get("/inbox").text


@both
def test_a_team_member_may_read_but_finds_nothing_to_press(
    client: HouseClient, studio: Studio
) -> None:
    page = client.login(studio.timur).get("/inbox")
    assert page.status_code == 200
    assert "Harbour Line Ferries" in page.text
    for word in ("Log a call", "New lead", "Answer it"):
        assert word not in page.text


def test_closed_leads_are_not_in_the_inbox(vera: HouseClient, studio: Studio) -> None:
    studio.leads["kantor"].lose(reason="no money", by=Actor.machine(), at=NOW)
    assert "Kantor Museum" not in vera.get("/inbox").text


@both
def test_our_turn_is_shown_longest_waiting_first(vera: HouseClient, studio: Studio) -> None:
    for key, hours in (("kantor", 1), ("olaria", 30)):
        lead = studio.leads[key]
        lead.turn, lead.turn_since = Turn.ours, NOW - timedelta(hours=hours)
    page = vera.get("/inbox").text
    assert "Our turn" in page
    assert page.index(">Olaria Nova</a>") < page.index(">Kantor Museum</a>")


def test_an_empty_inbox_says_what_will_be_here(vera: HouseClient, studio: Studio) -> None:
    for lead in everything(Lead):
        lead.lose(reason="closed", by=Actor.machine(), at=NOW)
    page = vera.get("/inbox").text
    assert "Every lead is answered and closed" in page
    assert "Nobody waits for a first answer." in page
    assert "The chosen lead" not in page


def test_a_hundred_rows_of_a_group_are_shown_and_the_rest_is_counted(
    vera: HouseClient, a_lead: MakeLead
) -> None:
    for number in range(104):
        a_lead(f"Client {number}")
    page = vera.get("/inbox").text
    assert page.count('class="row lead') == 100 + 3
    assert "and 7 more among all leads" in page


@both
def test_the_number_of_statements_does_not_depend_on_the_number_of_leads(
    vera: HouseClient,
    a_lead: MakeLead,
    count_statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    a_lead("First", answered=True)
    db.session.commit()
    with count_statements() as few:
        vera.get("/inbox")
    for number in range(40):
        a_lead(f"Unanswered {number}")
        a_lead(f"Answered {number}", answered=True)
    db.session.commit()
    with count_statements() as many:
        vera.get("/inbox")
    assert many.count == few.count
    assert many.count <= 26


@both
def test_a_long_name_and_foreign_words_break_nothing(vera: HouseClient, a_lead: MakeLead) -> None:
    name = "Отделение-по-связям-с-общественностью " * 4
    a_lead(name, title="<script>alert('title')</script>", words="<img src=x onerror=alert(1)>")
    page = vera.get("/inbox").text
    assert name.strip() in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(&#39;title&#39;)" in page


def test_russian_readers_get_russian(vera: HouseClient, studio: Studio) -> None:
    assert '<html lang="ru">' in vera.get("/inbox?lang=ru").text
