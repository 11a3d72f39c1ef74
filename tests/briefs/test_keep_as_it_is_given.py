"""Each answer is kept as it is given, by the page's script; nothing is lost on the way."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from agency.briefs.answers import Giver
from agency.briefs.doubting import Doubt
from agency.briefs.filling import Start
from agency.briefs.models import Brief
from agency.briefs.questionnaire import Question
from agency.demo.studio import Studio
from agency.kernel import clock
from agency.kernel.auth import limiter
from tests.briefs.support import (
    Kind,
    asked,
    begun,
    filled,
    hand_in,
    said,
    the_brief,
    website,
    who,
)
from tests.support import HouseClient, everything, forms_of


@pytest.fixture
def database() -> str:
    """No statement here is of one database only."""
    return "sqlite"


def keep(client: HouseClient, path: str, **fields: Any) -> TestResponse:
    """What the script sends: the page's form with an order to keep it."""
    form = next(each for each in forms_of(client.get(path).text) if each.id == "brief")
    data = form.fields.to_dict() | fields | {"go": "keep"}
    return client.post(form.action, data=data, headers={"Accept": "application/json"})


def test_the_first_answer_begins_the_brief_and_tells_its_address(
    client: HouseClient, studio: Studio
) -> None:
    name = asked(Kind.name, 1).field
    told = keep(client, "/brief/website", **{name: "Inês"}, load="a", seq=1).json
    assert said(Kind.name, 1) == "Inês"
    assert not told["errors"]
    assert told["words"].startswith("Kept at ")
    page = client.get(told["address"])
    assert forms_of(page.text)[0].fields[name] == "Inês"
    # The seal and the action that came along fit the brief's own address from now on.
    more = {**who(email="nowhere"), "csrf_token": told["seal"], "go": "keep", "load": "a", "seq": 2}
    again = client.post(told["action"], data=more, headers={"Accept": "application/json"})
    assert len(everything(Brief)) == 1
    assert said(Kind.organisation, 1) == "Azulejo Norte"
    assert list(again.json["errors"]) == [asked(Kind.email, 1).field]
    assert "Go on later" in told["later"]


def test_an_empty_page_begins_nothing_by_itself(client: HouseClient, studio: Studio) -> None:
    assert keep(client, "/brief/website").status_code == 422
    assert not everything(Brief)


def test_an_older_save_writes_over_nothing_newer(client: HouseClient, studio: Studio) -> None:
    address, site = begun(client), asked(Kind.link, 2).field
    keep(client, f"{address}/2", **{site: "https://new.example"}, load="a", seq=5)
    late = keep(client, f"{address}/2", **{site: "https://old.example"}, load="a", seq=4)
    assert late.status_code == 200
    assert said(Kind.link, 2) == "https://new.example"
    # Another window, or the same one loaded again, begins to count anew.
    keep(client, f"{address}/2", **{site: "https://other.example"}, load="b", seq=1)
    assert said(Kind.link, 2) == "https://other.example"
    keep(client, f"{address}/2", **{site: "https://late.example"}, load="a", seq=5)
    assert said(Kind.link, 2) == "https://other.example"


def test_two_who_have_a_page_open_write_over_nothing_of_each_other(
    client: HouseClient, studio: Studio
) -> None:
    address, site, task = begun(client), asked(Kind.link, 2).field, asked(Kind.long, 2).field
    mine, theirs = (forms_of(client.get(f"{address}/2").text) for _tab in range(2))
    one, other = (next(each for each in tab if each.id == "brief") for tab in (mine, theirs))
    as_script = {"Accept": "application/json"}
    first = one.fields.to_dict() | {task: "Sell tiles.", "go": "keep"}
    assert client.post(one.action, data=first, headers=as_script).status_code == 200
    second = other.fields.to_dict() | {site: "https://new.example", "go": "keep"}
    told = client.post(other.action, data=second, headers=as_script).json
    assert (said(Kind.long, 2), said(Kind.link, 2)) == ("Sell tiles.", "https://new.example")
    # The page that knows nothing of the other's answer goes on, by its script and then by its button.
    third = second | {"had": told["had"], site: ""}
    assert client.post(other.action, data=third, headers=as_script).status_code == 200
    assert (said(Kind.long, 2), said(Kind.link, 2)) == ("Sell tiles.", None)
    client.post(one.action, data=first | {task: "Sell old tiles.", "go": "next"})
    assert (said(Kind.long, 2), said(Kind.link, 2)) == ("Sell old tiles.", None)


def test_what_is_kept_after_it_was_sent_is_refused_in_words(
    client: HouseClient, studio: Studio
) -> None:
    address, name = filled(client), asked(Kind.name, 1).field
    (form,) = (each for each in forms_of(client.get(f"{address}/1").text) if each.id == "brief")
    hand_in(client, address)
    late = form.fields.to_dict() | {name: "Somebody", "go": "keep"}
    answer = client.post(form.action, data=late, headers={"Accept": "application/json"})
    assert answer.status_code == 409
    assert answer.json["words"] == "It has been sent already."
    assert said(Kind.name, 1) == "Inês Carvalho"


@pytest.mark.own_app
def test_who_writes_is_not_asked_to_wait(app: Flask, client: HouseClient, studio: Studio) -> None:
    app.config["RATELIMIT_ENABLED"] = True
    limiter.init_app(app)
    try:
        address, site = begun(client), asked(Kind.link, 2).field
        script = {"Accept": "application/json"}
        data = {site: "https://new.example", "go": "keep"}
        kept = [client.post(f"{address}/2", data=data, headers=script) for _ in range(90)]
        assert {each.status_code for each in kept} == {200}
    finally:
        limiter.reset()
        limiter.enabled = False


def test_a_browser_that_fills_in_a_name_at_once_is_no_machine(
    client: HouseClient, studio: Studio
) -> None:
    soon = Start.seal(clock.now() + timedelta(minutes=1))
    told = keep(client, "/brief/website", **who(), start=soon).json
    assert Doubt.haste.value not in the_brief().doubts
    # Whoever presses the button as fast as that is one, under whatever address.
    sent = {**who(), "csrf_token": told["seal"], "start": soon, "go": "next"}
    client.post(told["action"], data=sent)
    assert Doubt.haste.value in the_brief().doubts


def test_the_address_brings_answers_and_where_they_came_from(
    client: HouseClient, studio: Studio
) -> None:
    site = asked(Kind.link, 2)
    query = (
        f"?email=ines@azulejonorte.example&name=In%C3%AAs&{site.field}=azulejonorte.example"
        "&utm_source=fair&utm_term=ines@azulejonorte.example&q-nothing=1"
    )
    came = {"Referer": "https://tiles.example/list?who=ines"}
    (form,) = forms_of(client.get(f"/brief/website{query}", headers=came).text)
    assert form.fields[asked(Kind.name, 1).field] == "Inês"
    assert "ines" not in form.action
    client.post(form.action, data=form.fields.to_dict() | {asked(Kind.long, 1).field: "Tiles."})
    brief = the_brief()
    assert brief.origin == {"utm_source": "fair", "site": "tiles.example"}
    assert said(Kind.email, 1) == "ines@azulejonorte.example"
    known = brief.answer_to(site)
    assert known is not None
    assert (known.value, known.given_by) == ("https://azulejonorte.example", Giver.known)


def test_what_an_address_brought_is_looked_over_before_it_is_sent(
    client: HouseClient, studio: Studio
) -> None:
    query = "&".join(f"{each.field}={_an_answer(each)}" for each in website().pages[1].questions)
    (form,) = forms_of(client.get(f"/brief/website?{query}").text)
    first = client.post(form.action, data=form.fields.to_dict() | who())
    # All that the second page asks came by address: it is passed over neither now nor by who comes back.
    assert first.location.endswith("/2")
    address = first.location.rpartition("/")[0]
    assert client.get(address).location == f"{address}/2"
    page = client.get(first.location).text
    (form,) = [each for each in forms_of(page) if each.id == "brief"]
    assert "We know already" not in page
    assert "Buy cheap links" in page
    assert client.post(form.action, data=form.fields | {"go": "next"}).location == f"{address}/3"
    answer = the_brief().answer_to(asked(Kind.long, 2))
    assert answer is not None
    assert (answer.value, answer.given_by) == ("Buy cheap links", Giver.client)


def _an_answer(question: Question) -> str:
    if question.choices:
        return question.choices[0].key
    return {Kind.long: "Buy cheap links", Kind.link: "azulejonorte.example"}.get(question.kind, "")
