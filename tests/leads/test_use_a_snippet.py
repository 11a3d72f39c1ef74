"""Snippets: written once by a manager, filled when they are put into a letter."""

import pytest

from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.leads import snippets
from agency.leads.snippets import Snippet
from tests.support import HouseClient, everything

WORDS = "Dear {first_name} of {client}, see {link_brief}\n\n{me}, {agency}"


@pytest.fixture
def database() -> str:
    return "sqlite"


@pytest.fixture
def brief(studio: Studio) -> Snippet:
    db.session.add(Snippet(name="Бриф", language="ru", subject="", words="{first_name}, бриф"))
    found = Snippet(name="The brief", language="en", subject="About {title}", words=WORDS)
    db.session.add(found)
    db.session.flush()
    return found


def test_a_manager_writes_changes_and_removes_one(vera: HouseClient, studio: Studio) -> None:
    typed = {"name": "Thanks", "language": "en", "words": "Thank you, {first_name}!"}
    assert vera.fill("/settings/snippets", form="snippet", **typed).status_code == 303
    [made] = everything(Snippet)
    path = f"/settings/snippets/{made.id}"
    assert vera.fill(path, form="snippet", words="Thanks!").status_code == 303
    assert (made.words, made.name) == ("Thanks!", "Thanks")
    assert vera.fill("/settings/snippets", form="snippet", **typed).status_code == 422
    vera.post(f"{path}/removal")
    assert everything(Snippet) == []


def test_a_gap_that_nothing_fills_is_refused_with_those_that_can(vera: HouseClient) -> None:
    typed = {"name": "N", "language": "en", "words": "Hi {frist_name}, {client}"}
    answer = vera.fill("/settings/snippets", form="snippet", **typed)
    assert answer.status_code == 422
    assert "Nothing fills {frist_name}." in answer.text
    assert "{first_name}, {name}, {client}" in answer.text
    assert "Hi {frist_name}, {client}</textarea>" in answer.text
    assert snippets.unknown_in("{x} {x} {me}", "no gaps { here }") == ["x", "here"]


def test_the_list_is_filled_and_begins_with_the_clients_language(
    vera: HouseClient, studio: Studio, brief: Snippet
) -> None:
    page = vera.get(f"/leads/{studio.leads['harbour'].id}/snippets?alone=1").text
    assert page.index("The brief") < page.index("Бриф")
    assert "Dear Peter of Harbour Line Ferries, see http" in page
    assert "/brief/website" in page
    assert "Vera Lindt, Kvarta" in page
    russian = vera.get(f"/leads/{studio.leads['areni'].id}/snippets").text
    assert russian.index("Бриф") < russian.index("The brief")


def test_without_a_script_it_comes_by_the_address(
    vera: HouseClient, studio: Studio, brief: Snippet
) -> None:
    lead = studio.leads["harbour"]
    page = vera.get(f"/leads/{lead.id}?snippet={brief.id}").text
    assert "Dear Peter of Harbour Line Ferries" in page[page.index("<textarea") :]
    assert f'value="About {lead.title}"' in page
    assert vera.get(f"/leads/{lead.id}?snippet=4711").status_code == 200


def test_a_team_member_writes_none(client: HouseClient, studio: Studio, brief: Snippet) -> None:
    client.login(studio.timur)
    for path in ("/settings/snippets", f"/settings/snippets/{brief.id}"):
        assert client.get(path).status_code == 403
        assert client.post(path).status_code == 403
