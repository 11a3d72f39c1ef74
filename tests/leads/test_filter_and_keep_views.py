"""Filters in the address, as chips; and filters kept under a name."""

import html
import re
from datetime import timedelta

import pytest

from agency.demo.studio import Studio
from agency.leads.filters import Filter
from agency.leads.models import Channel, Stage, Turn
from agency.leads.saved_views import MOST, SavedView
from agency.leads.undo import Undoable
from tests.leads.conftest import MakeLead
from tests.support import NOW, HouseClient, everything


def names(page: str) -> set[str]:
    return {
        html.unescape(name) for name in re.findall(r'<h3><a href="/leads/\d+">([^<]+)</a>', page)
    }


def test_an_address_says_what_is_shown(
    vera: HouseClient, studio: Studio, a_lead: MakeLead, now: object
) -> None:
    site = studio.services["website"]
    rung, old = a_lead("Rung"), a_lead("Old", answered=True)
    rung.source, rung.service_id, rung.owner = Channel.phone, site.id, None
    old.turn_since = NOW - timedelta(days=4)
    old.owner = studio.nora
    cases = {
        "whose=nobody": {"Rung"},
        f"whose={studio.nora.id}": {"Old"},
        "waiting=3d": {"Old"},
        "words=rung": {"Rung"},
        f"service={site.id}&source=phone&unanswered=1": {"Rung"},
        "words=rung&turn=theirs": set(),
    }
    for query, expected in cases.items():
        found = names(vera.get(f"/inbox?{query}").text)
        assert expected <= found, query
        assert ({"Rung", "Old"} - expected).isdisjoint(found), query
        listed = names(vera.get(f"/leads?{query}").text)
        assert expected <= listed, query
        assert ({"Rung", "Old"} - expected).isdisjoint(listed), query


def test_each_condition_is_a_chip_that_takes_it_away(vera: HouseClient, studio: Studio) -> None:
    page = vera.get("/inbox?source=phone&waiting=1d").text
    chips = dict(re.findall(r'<a class="chip" href="([^"]*)">([^<]*)<', page))
    assert set(chips.values()) == {"How it came: On the phone", "They wait for us: over a day"}
    assert set(map(html.unescape, chips)) == {"/inbox?source=phone", "/inbox?waiting=1d"}
    assert "No open lead fits" in vera.get("/inbox?source=telegram").text


@pytest.mark.parametrize(
    "query",
    [
        "whose=99999999999999999999&service=x&source=pigeon&stage=gone&turn=both&waiting=0h",
        "whose=%00&words=%00%00&unanswered=yes&service=-1&peek=x",
        "service=²&words=" + "x" * 5000,
    ],
)
def test_nonsense_in_an_address_asks_for_nothing(vera: HouseClient, query: str) -> None:
    assert vera.get(f"/inbox?{query}").status_code == 200
    assert vera.get(f"/leads?{query}").status_code == 200


def test_a_filter_and_its_address_say_the_same() -> None:
    asked = Filter("nobody", 3, Channel.mail, Stage.new, Turn.ours, "1d", True, "a b", 4)
    assert Filter.from_args(asked.args) == asked
    assert Filter.from_args({}) == Filter()
    assert asked.without("words", "unanswered").args.keys() == asked.args.keys() - {
        "words",
        "unanswered",
    }


def test_a_view_is_kept_renamed_put_in_order_and_thrown_away(
    vera: HouseClient, studio: Studio
) -> None:
    for name, query in (("Phones", "source=phone"), ("Mine, late", "whose=mine&waiting=1d")):
        answer = vera.post("/views", data={"name": name, "query": query, "place": "inbox"})
        assert answer.status_code == 303
        assert answer.location.startswith("/inbox?")
    phones, late = everything(SavedView)
    page = vera.get("/inbox?source=phone").text
    assert 'href="/inbox?source=phone" aria-current="true">Phones' in page
    vera.post(f"/views/{late.id}/position", data={"to": "up"})
    assert late.position < phones.position
    answer = vera.fill("/views", form=f"rename-{phones.id}", name="By phone", shared="1")
    assert (answer.status_code, phones.name, phones.shared) == (303, "By phone", True)
    refused = vera.fill("/views", form=f"rename-{phones.id}", name=" ")
    assert refused.status_code == 422
    assert "Give the view a name" in refused.text
    vera.post(f"/views/{late.id}/removal")
    assert everything(SavedView) == [phones]
    [act] = everything(Undoable)
    vera.post(f"/undo/{act.id}", data={"back": "/views"})
    assert [(view.name, view.query) for view in everything(SavedView)][-1] == (
        "Mine, late",
        "whose=mine&waiting=1d",
    )


def test_others_see_what_is_shared_and_change_nothing(client: HouseClient, studio: Studio) -> None:
    vera = client.login(studio.vera)
    vera.post("/views", data={"name": "For all", "query": "turn=ours", "shared": "1"})
    vera.post("/views", data={"name": "My own", "query": "turn=theirs"})
    shared, own = everything(SavedView)
    nora = client.login(studio.nora)
    page = nora.get("/inbox").text
    assert "For all" in page
    assert "My own" not in page
    for path in (f"/views/{shared.id}", f"/views/{own.id}/removal", f"/views/{own.id}/position"):
        assert nora.post(path, data={"name": "Taken"}).status_code == 404
    assert shared.name == "For all"


def test_twenty_views_are_enough(vera: HouseClient, studio: Studio) -> None:
    for number in range(MOST + 1):
        answer = vera.post("/views", data={"name": f"View {number}", "query": "turn=ours"})
    assert len(everything(SavedView)) == MOST
    assert "Twenty views are enough" in vera.get(answer.location).text
