"""The list of all leads: words, stages, pages."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from agency.demo.studio import Studio
from agency.kernel.timeline import Actor
from agency.leads import queries
from agency.leads.models import Stage
from tests.leads.conftest import MakeLead
from tests.support import NOW, HouseClient, Statements


def found(words: str, stage: Stage | None = None) -> set[str]:
    return {lead.client.name for lead in queries.find(words, stage).leads}


def test_every_lead_is_listed_the_latest_first(vera: HouseClient, studio: Studio) -> None:
    page = vera.get("/leads").text
    assert page.count('class="row lead') == 7
    assert page.index(">Areni Hills Winery</a>") < page.index(">Lunara Hotel</a>")


@pytest.mark.parametrize(
    ("words", "clients"),
    [
        ("olaria", {"Olaria Nova"}),
        ("CERAMICS house", {"Olaria Nova"}),
        ("house olaria", {"Olaria Nova"}),
        ("inês", {"Olaria Nova"}),
        ("peter@harbour", {"Harbour Line Ferries"}),
        ("этикетки", {"Areni Hills Winery"}),
        ("акопян", {"Areni Hills Winery"}),
        ("АКОПЯН Давид", {"Areni Hills Winery"}),
        ("olaria feldhaus", set()),
        ("%", set()),
        ("_", set()),
        ("'; drop table lead", set()),
    ],
)
def test_a_lead_is_found_by_words_of_title_client_and_contact(
    studio: Studio, words: str, clients: set[str]
) -> None:
    assert found(words) == clients


def test_a_stage_narrows_the_list(vera: HouseClient, studio: Studio) -> None:
    assert found("", Stage.new) == {"Harbour Line Ferries", "Feldhaus Bakery", "Areni Hills Winery"}
    page = vera.get("/leads?stage=new&words=bakery").text
    assert ">Feldhaus Bakery</a>" in page
    assert ">Harbour Line Ferries</a>" not in page


def test_an_unknown_stage_narrows_nothing(vera: HouseClient, studio: Studio) -> None:
    assert vera.get("/leads?stage=nonsense").text.count('class="row lead') == 7


def test_the_reason_of_a_loss_stands_in_the_list(vera: HouseClient, studio: Studio) -> None:
    studio.leads["kantor"].lose(reason="The board said no", by=Actor.machine(), at=NOW)
    page = vera.get("/leads?stage=lost").text
    assert "The board said no" in page
    assert ">Kantor Museum</a>" in page


def test_what_fits_nothing_says_what_to_do(vera: HouseClient, studio: Studio) -> None:
    page = vera.get("/leads?words=zebra").text
    assert "No lead fits" in page
    assert 'value="zebra"' in page


def test_searched_words_are_shown_as_words(vera: HouseClient, studio: Studio) -> None:
    page = vera.get('/leads?words="><script>alert(1)</script>').text
    assert "<script>alert" not in page


def test_a_long_list_has_pages(vera: HouseClient, a_lead: MakeLead) -> None:
    for number in range(60):
        a_lead(f"Client {number}")
    first, second = vera.get("/leads").text, vera.get("/leads?page=2").text
    assert first.count('class="row lead') == 50
    assert second.count('class="row lead') == 17
    assert "Page 1 of 2" in first
    assert vera.get("/leads?page=99").text.count('class="row lead') == 17
    assert vera.get("/leads?page=-3").text.count('class="row lead') == 50


def test_the_number_of_statements_does_not_depend_on_the_number_of_leads(
    vera: HouseClient,
    a_lead: MakeLead,
    count_statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    with count_statements() as few:
        vera.get("/leads")
    for number in range(40):
        a_lead(f"Client {number}")
    with count_statements() as many:
        vera.get("/leads")
    assert many.count == few.count
