"""The first page comes in: a brief begins, under an address of its own."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from agency.briefs.answers import Answer
from agency.briefs.doubting import Doubt
from agency.briefs.filling import Start
from agency.briefs.models import Brief, BriefState
from agency.demo.studio import Studio
from agency.kernel import clock
from agency.kernel.auth import GuestLink
from agency.kernel.db import db
from agency.leads.models import Lead
from tests.briefs.support import Kind, a_minute_ago, asked, begin, begun, said, the_brief, who
from tests.support import HouseClient, everything, forms_of


@pytest.fixture
def database() -> str:
    """How a brief begins does not depend on it: one database is enough."""
    return "sqlite"


def test_it_goes_on_to_the_second_page_at_an_address_of_its_own(
    client: HouseClient, studio: Studio
) -> None:
    response = begin(client)
    assert response.status_code == 303
    assert response.location.startswith("/brief/f/")
    assert response.location.endswith("/2")
    assert "Set-Cookie" not in response.headers
    assert client.get(response.location).status_code == 200
    assert the_brief().state is BriefState.started
    assert said(Kind.name, 1) == "Inês Carvalho"


def test_the_secret_of_the_address_is_kept_only_as_a_digest(
    client: HouseClient, studio: Studio
) -> None:
    token = begun(client).rpartition("/")[2]
    (link,) = [each for each in everything(GuestLink) if each.kind == "brief"]
    assert token not in link.token_hash
    assert link.expires_at == the_brief().started_at + timedelta(days=60)


def test_an_empty_page_begins_nothing_and_says_what_is_missing(
    client: HouseClient, studio: Studio
) -> None:
    response = client.fill("/brief/website")
    assert response.status_code == 422
    assert "Write your name." in response.text
    assert f'href="#{asked(Kind.email, 1).field}"' in response.text
    assert not everything(Brief)


def test_a_half_filled_page_is_kept_and_asked_for_again(
    client: HouseClient, studio: Studio
) -> None:
    response = client.fill("/brief/website", **who(email="ines at azulejo", long=""))
    assert response.status_code == 303
    page = client.get(response.location).text
    assert said(Kind.name, 1) == "Inês Carvalho"
    assert "ines at azulejo" in page
    assert "Look at the address again" in page
    assert "Write a few words here." in page
    assert page.count('aria-invalid="true"') == 2


@pytest.mark.parametrize("seal", [None, "", "not-a-seal", "ImJyaWVmOndlYnNpdGUi.YQ.abc"])
def test_a_form_without_our_seal_is_refused_and_nothing_typed_is_lost(
    client: HouseClient, studio: Studio, seal: str | None
) -> None:
    fields = {**who(), **({"csrf_token": seal} if seal is not None else {})}
    response = client.post("/brief/website", data=fields)
    assert response.status_code == 422
    assert "Nothing is lost: press the button again." in response.text
    assert "ines@azulejonorte.example" in response.text
    assert not everything(Brief)
    (form,) = forms_of(response.text)
    again = client.post(form.action, data=form.fields)
    assert again.status_code == 303
    assert said(Kind.organisation, 1) == "Azulejo Norte"


def test_a_page_that_was_open_for_weeks_is_kept_too(client: HouseClient, studio: Studio) -> None:
    (form,) = forms_of(client.get("/brief/website").text)
    old = {**form.fields.to_dict(), **who(), "csrf_token": "run out"}
    response = client.post(form.action, data=old)
    assert response.status_code == 303
    assert said(Kind.name, 1) == "Inês Carvalho"
    assert "Inês Carvalho" in client.get(response.location).text


def test_the_seal_of_another_brief_does_not_fit(client: HouseClient, studio: Studio) -> None:
    (other,) = forms_of(client.get("/brief/identity").text)
    fields = {**who(), "csrf_token": other.fields["csrf_token"]}
    assert client.post("/brief/website", data=fields).status_code == 422


def test_the_same_page_sent_twice_begins_one_brief(client: HouseClient, studio: Studio) -> None:
    (form,) = forms_of(client.get("/brief/website").text)
    data = form.fields.to_dict() | who()
    first, second = (client.post(form.action, data=data) for _ in range(2))
    assert first.location == second.location
    assert len(everything(Brief)) == 1


def test_the_same_page_sent_twice_in_the_same_moment_begins_one_brief(
    app: Flask, client: HouseClient, studio: Studio
) -> None:
    (form,) = forms_of(client.get("/brief/website").text)
    data = form.fields.to_dict() | who()
    db.session.commit()

    def send(_: int) -> str:
        return str(FlaskClient(app, app.response_class).post(form.action, data=data).location)

    with ThreadPoolExecutor(4) as pool:
        addresses = set(pool.map(send, range(4)))
    assert len(addresses) == 1
    assert len(everything(Brief)) == 1
    assert len(everything(Answer)) == 4


def test_going_back_in_the_browser_and_sending_again_changes_that_brief(
    client: HouseClient, studio: Studio
) -> None:
    (form,) = forms_of(client.get("/brief/website").text)
    client.post(form.action, data=form.fields.to_dict() | who())
    client.post(form.action, data=form.fields.to_dict() | who(name="Inês C."))
    assert said(Kind.name, 1) == "Inês C."
    assert len(everything(Brief)) == 1


def test_the_browser_may_keep_the_page_for_going_back(client: HouseClient, studio: Studio) -> None:
    assert client.get("/brief/website").headers["Cache-Control"] == "private, no-cache"


def test_the_zone_of_the_browser_comes_along(client: HouseClient, studio: Studio) -> None:
    begun(client, zone="Europe/Lisbon")
    assert the_brief().zone == "Europe/Lisbon"


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd", "x" * 5000, "Europe"])
def test_a_zone_that_there_is_not_is_no_error(
    client: HouseClient, studio: Studio, zone: str
) -> None:
    begun(client, zone=zone)
    assert the_brief().zone is None


def test_a_person_raises_no_doubt(client: HouseClient, studio: Studio) -> None:
    begun(client, start=a_minute_ago())
    assert not the_brief().is_suspect


def test_a_filled_trap_is_marked_and_goes_on(client: HouseClient, studio: Studio) -> None:
    begun(client, start=a_minute_ago(), trap="https://casino.example")
    assert Doubt.trap.value in the_brief().doubts
    assert the_brief().grave is Doubt.trap


def test_great_haste_is_marked_and_goes_on(client: HouseClient, studio: Studio) -> None:
    # Handed out a minute from now, so that a slow machine is hasty too.
    begun(client, start=Start.seal(clock.now() + timedelta(minutes=1)))
    assert Doubt.haste.value in the_brief().doubts


@pytest.mark.parametrize("start", ["", "forged", "WyJhIiwiYiJd.c2ln"])
def test_a_forged_start_is_marked_and_goes_on(
    client: HouseClient, studio: Studio, start: str
) -> None:
    address = begun(client, start=start)
    assert len(address.rpartition("/")[2]) == 32
    assert the_brief().grave is Doubt.unsealed


def test_a_begun_brief_is_no_lead_yet(client: HouseClient, studio: Studio) -> None:
    leads = len(everything(Lead))
    begun(client)
    assert len(everything(Lead)) == leads


def test_russian_visitors_are_told_in_russian(client: HouseClient, studio: Studio) -> None:
    response = client.fill("/brief/website?lang=ru", **who(email="инеш"))
    assert response.status_code == 303
    assert the_brief().language == "ru"
    assert "Проверьте адрес" in client.get(response.location).text
    answer = the_brief().answer_to(asked(Kind.long, 1))
    assert answer is not None
    assert answer.wording == "Чем вы занимаетесь и для кого?"


def test_changing_the_language_loses_nothing(client: HouseClient, studio: Studio) -> None:
    response = client.fill("/brief/website?lang=en", speak="ru", **who(email=""))
    page = client.get(response.location).text
    assert '<html lang="ru">' in page
    assert "Inês Carvalho" in page
    empty = client.fill("/brief/website?lang=en", speak="ru")
    assert empty.location == "/brief/website?lang=ru"
