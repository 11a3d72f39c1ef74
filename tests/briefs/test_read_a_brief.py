"""The staff read a brief as it was asked and answered."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from agency.briefs import queries
from agency.briefs.questionnaire import Choice
from agency.demo.studio import Studio
from agency.kernel import timeline
from agency.leads.models import Lead
from tests.briefs.support import Kind, asked, begun, change, filled, hand_in, the_brief
from tests.support import HouseClient, Statements


@pytest.fixture
def database() -> str:
    """What a page shows does not depend on it: one database is enough."""
    return "sqlite"


def handed_in(client: HouseClient) -> Lead:
    """A lead with a brief that holds a choice, a day, a link and a file."""
    address = filled(client)
    client.fill(
        f"{address}/3",
        **{
            asked(Kind.choice, 3).field: "logo",
            asked(Kind.long, 3).field: "The menu at https://ramiro.example/menu?a=1&b=2",
            asked(Kind.file, 3).field: (io.BytesIO(b"%PDF-1.4 x"), "book.pdf"),
        },
    )
    client.fill(f"{address}/4", _press="back", **{asked(Kind.day, 4).field: "2099-05-01"})
    hand_in(client, address)
    lead = the_brief().lead
    assert lead is not None
    return lead


def read(client: HouseClient, studio: Studio) -> str:
    client.login(studio.vera)
    return client.get(f"/briefs/{the_brief().id}").text


def test_every_answer_stands_under_its_question(client: HouseClient, studio: Studio) -> None:
    handed_in(client)
    page = read(client, studio)
    for words in (
        "Where does its look come from?",
        "A logo, and little else",
        "1 May 2099",
        "€\u00a010,000 – 20,000",
        "Sell to people who cannot walk in.",
    ):
        assert words in page
    assert page.index("Your name") < page.index("What have you set aside for it?")


def test_its_files_can_be_fetched_by_the_staff_alone(client: HouseClient, studio: Studio) -> None:
    handed_in(client)
    (file,) = the_brief().files
    assert client.get(f"/files/{file.id}").status_code == 302
    assert f'href="/files/{file.id}"' in read(client, studio)
    fetched = client.get(f"/files/{file.id}")
    assert fetched.data == b"%PDF-1.4 x"
    assert fetched.headers["Content-Disposition"].startswith("attachment")


def test_links_in_an_answer_can_be_followed_safely(client: HouseClient, studio: Studio) -> None:
    handed_in(client)
    page = read(client, studio)
    assert 'href="https://ramiro.example/menu?a=1&amp;b=2"' in page
    assert "noopener" in page


def test_what_was_left_open_is_named(client: HouseClient, studio: Studio) -> None:
    handed_in(client)
    page = read(client, studio)
    open_from = page.index("Left open")
    assert page.index("Who says yes in the end?") > open_from
    assert page.index("Your name") < open_from


def test_an_old_brief_reads_as_it_was_asked(client: HouseClient, studio: Studio) -> None:
    handed_in(client)
    look, name = asked(Kind.choice, 3), asked(Kind.name, 1)
    change(look.key, choices=(Choice("logo", {"en": "Now worded otherwise"}),))
    change(name.key, text={"en": "And you are?"})
    page = read(client, studio)
    assert "A logo, and little else" in page
    assert "Your name" in page
    assert "Now worded otherwise" not in page
    assert "And you are?" not in page


def test_an_answer_in_another_language_keeps_its_own(client: HouseClient, studio: Studio) -> None:
    address = filled(client)
    client.fill(f"{address}/4?lang=ru", **{asked(Kind.budget, 4).field: "open"})
    page = read(client, studio)
    assert "Сколько вы на это отложили?" in page
    assert "Не решено: покажите, что возможно" in page


def test_a_doubtful_brief_says_why(client: HouseClient, studio: Studio) -> None:
    address = begun(client, trap="buy now")
    client.fill(f"{address}/2", **{asked(Kind.long, 2).field: "Links."})
    hand_in(client, address)
    page = read(client, studio)
    assert "This brief may come from a machine:" in page
    assert "a field that people do not see was filled in" in page


def test_a_brief_that_is_under_way_can_be_read_too(client: HouseClient, studio: Studio) -> None:
    begun(client)
    page = read(client, studio)
    assert "and not handed in yet." in page
    assert "We make tiles by hand." in page


def test_it_is_not_for_strangers(client: HouseClient, studio: Studio) -> None:
    handed_in(client)
    response = client.get(f"/briefs/{the_brief().id}")
    assert response.status_code == 302
    assert response.location.startswith("/login")


def test_a_member_of_the_team_may_read_it(client: HouseClient, studio: Studio) -> None:
    handed_in(client)
    client.login(studio.mira)
    assert client.get(f"/briefs/{the_brief().id}").status_code == 200


def test_a_brief_that_there_is_not_is_not_there(client: HouseClient, studio: Studio) -> None:
    client.login(studio.vera)
    assert client.get("/briefs/999").status_code == 404


def test_reading_it_asks_the_database_little(
    client: HouseClient,
    studio: Studio,
    count_statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    handed_in(client)
    client.login(studio.vera)
    with count_statements() as seen:
        client.get(f"/briefs/{the_brief().id}")
    assert seen.count <= 16, "\n".join(seen.texts)


def test_the_lead_knows_its_brief(client: HouseClient, studio: Studio) -> None:
    lead = handed_in(client)
    assert queries.brief_of(lead) == the_brief()
    assert queries.brief_of(studio.leads["northgate"]) is None


def test_the_timeline_loads_its_briefs_at_once(
    client: HouseClient,
    studio: Studio,
    count_statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    lead = handed_in(client)
    entries = timeline.entries(lead.stream)
    with count_statements() as seen:
        briefs = queries.for_timeline(entries)["briefs"]
        (brief,) = briefs.values()
        assert len(brief.answered) == 10
        assert len(brief.files) == 1
        assert brief.asks.by_key[brief.answers[0].question_key].kind is brief.answers[0].kind
    assert seen.count <= 5, "\n".join(seen.texts)
    assert queries.for_timeline([]) == {"briefs": {}}


def test_the_leads_page_tells_of_it(client: HouseClient, studio: Studio) -> None:
    lead = handed_in(client)
    client.login(studio.vera)
    page = client.get(f"/leads/{lead.id}").text
    assert "Brief “Web site” filled in:" in page
    assert f'href="/briefs/{the_brief().id}"' in page
    assert "and one file" in page
