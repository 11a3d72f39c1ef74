"""The owner settles hours and people: what is typed is understood or refused; leave and dismissal hand leads over."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from agency.demo import cast
from agency.demo.studio import Studio
from agency.desk.typed_hours import NotHours, windows, written
from agency.kernel import timeline
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.mail.models import Letter
from agency.kernel.timeline import Actor
from agency.leads import reminders
from agency.people.absences import Absence
from agency.people.models import Member, Sharing
from tests.people.conftest import Arrive
from tests.support import NOW, HouseClient, at, everything

pytestmark = pytest.mark.usefixtures("at_now")

RunDue = Callable[[datetime], int]


@pytest.fixture
def database() -> str:
    """What it asks of the database is asked elsewhere of both kinds."""
    return "sqlite"


@pytest.fixture
def nora(client: HouseClient, studio: Studio) -> HouseClient:
    return client.login(studio.nora)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("9-13, 14:30–18", [["09:00", "13:00"], ["14:30", "18:00"]]),
        ("22:00 — 24:00", [["22:00", "24:00"]]),
        ("9.30 to 12", [["09:30", "12:00"]]),
        ("", []),
    ],
)
def test_hours_are_understood_as_people_write_them(typed: str, found: list[list[str]]) -> None:
    assert windows(typed) == found
    assert windows(written(found)) == found


@pytest.mark.parametrize("typed", ["9", "18-9", "9-25", "nine to five", "9:70-10", "9-12-14"])
def test_what_are_no_hours_is_refused(typed: str) -> None:
    with pytest.raises(NotHours):
        windows(typed)


def test_the_hours_of_the_house_are_settled_and_shown_before(
    nora: HouseClient, studio: Studio
) -> None:
    closed = dict.fromkeys(("tue", "wed", "fri", "sat", "sun"), "")
    page = nora.fill("/settings/hours", "hours", _press="look", thu="12-14", mon="9-18", **closed)
    assert "We are closed now." in page.text and "What that means, if saved" in page.text
    assert "Thu 19 Mar, 12:15" in page.text
    assert studio.agency.hours["thu"] == [["09:00", "21:00"]]
    typed = {"country": "AM", "days_off": "2026-12-31\n2026-03-23"}
    nora.fill("/settings/hours", "hours", thu="12-14", mon="9-18", **closed, **typed)
    assert studio.agency.hours == {"thu": [["12:00", "14:00"]], "mon": [["09:00", "18:00"]]}
    assert (studio.agency.country, studio.agency.days_off) == ("AM", ["2026-03-23", "2026-12-31"])
    assert not studio.agency.answering.is_working_day(date(2026, 3, 23))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"mon": "tomorrow"}, "Write hours like 09:00–13:00"),
        ({"mon": "9-12, 11-14"}, "overlap"),
        (dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), ""), "never opens"),
        ({"days_off": "New Year"}, "one date a line"),
    ],
)
def test_hours_that_cannot_be_are_refused_and_stay_typed(
    nora: HouseClient, studio: Studio, typed: dict[str, str], said: str
) -> None:
    page = nora.fill("/settings/hours", "hours", **typed)
    assert page.status_code == 422 and said in page.text
    assert studio.agency.hours["mon"] == [["09:00", "21:00"]]


def test_only_the_owner_settles_these(client: HouseClient, studio: Studio) -> None:
    browser = client.login(studio.vera)
    id = studio.timur.id
    for path in ("/settings/hours", "/settings/people", f"/settings/people/{id}"):
        assert browser.get(path).status_code == 403
    for path in ("", "/sharing", f"/{id}", f"/{id}/absences", f"/{id}/dismissal"):
        assert browser.post(f"/settings/people{path}").status_code == 403


def test_somebody_new_gets_a_letter_and_chooses_a_password(
    nora: HouseClient, studio: Studio, client: HouseClient
) -> None:
    fields = {"name": "Lena Koch", "access": "manager"}
    assert nora.fill("/settings/people", "invitation", email="lena", **fields).status_code == 422
    again = nora.fill("/settings/people", "invitation", email="vera@kvarta.example", **fields)
    assert again.status_code == 422 and "has a login already" in again.text
    nora.fill("/settings/people", "invitation", email="lena@kvarta.example", **fields)
    lena = everything(Member)[-1]
    assert lena.access is Access.manager
    letter = everything(Letter)[-1].message
    words = letter.get_body(("plain",)).get_content()
    link = next(line for line in words.split() if "/password/" in line)
    client.delete_cookie("session")
    assert client.get(link.removeprefix("http://localhost")).status_code == 200


def test_hours_zone_access_and_services_of_somebody(nora: HouseClient, studio: Studio) -> None:
    website, path = studio.services["website"], f"/settings/people/{studio.vera.id}"
    own = {"own_hours": "y", "mon": "10-16", "zone": "Europe/Lisbon", "services": [str(website.id)]}
    nora.fill(path, "person", **own)
    assert studio.vera.hours == {"mon": [["10:00", "16:00"]]}
    assert studio.vera.zone == "Europe/Lisbon" and website.members == [studio.vera]
    assert "Give at least one day hours" in nora.fill(path, "person", mon="").text
    assert "Choose a zone" in nora.fill(path, "person", zone="Here").text
    last = nora.fill(f"/settings/people/{studio.nora.id}", "person", access="member")
    assert last.status_code == 422 and "A house needs an owner" in last.text
    nora.fill("/settings/people", "sharing", sharing="load")
    assert studio.agency.sharing is Sharing.load


def test_on_the_first_day_of_leave_what_is_owed_today_goes_to_whoever_stands_in(
    nora: HouseClient, studio: Studio, arrive: Arrive, run_due: RunDue
) -> None:
    owed, later = arrive("Owed"), arrive("Later")
    by = Actor.member(studio.vera.id)
    for lead, hours in ((owed, 30), (later, 200)):
        lead.answered(by=by, at=NOW)
        lead.promise(NOW + timedelta(hours=hours), by=by, at=NOW)
    days = {"from_on": "2026-03-20", "until_on": "2026-03-19", "stand_in": str(studio.nora.id)}
    path = f"/settings/people/{studio.vera.id}"
    assert nora.fill(path, "absence", **days).status_code == 422
    nora.fill(path, "absence", **{**days, "until_on": "2026-03-27"})
    assert "Nora Petrosyan stands in" in nora.get(path).text
    run_due(at("2026-03-19T19:59"))
    assert owed.owner is studio.vera
    run_due(at("2026-03-19T20:00"))  # midnight in Yerevan
    assert owed.owner is studio.nora and later.owner is studio.vera
    [absence] = everything(Absence)
    nora.post(f"/settings/people/absences/{absence.id}/cancellation")
    assert everything(Absence) == []


def test_whoever_leaves_hands_everything_over_and_is_out_at_once(
    client: HouseClient, studio: Studio, arrive: Arrive
) -> None:
    lead = arrive()
    made = reminders.remind(
        lead, studio.vera, NOW + timedelta(days=1), "Ring", by=Actor.machine(), now=NOW
    )
    mine = [each.id for each in studio.leads.values() if each.owner is studio.vera]
    seen = client.application.test_client().login(studio.vera)  # type: ignore[attr-defined]
    assert seen.get("/inbox").status_code == 200
    nora = client.login(studio.nora)
    path = f"/settings/people/{studio.vera.id}"
    assert nora.fill(path, "dismissal", to=str(studio.nora.id)).status_code == 422
    nora.fill(path, "dismissal", to=str(studio.nora.id), sure="y")
    assert lead.owner is studio.nora and made.member is studio.nora and mine
    assert "leads.assigned" in [entry.kind for entry in timeline.entries(lead.stream)]
    assert seen.get("/inbox").status_code == 302
    client.delete_cookie("session")
    out = client.fill("/login", email="vera@kvarta.example", password=cast.PASSWORD)
    assert out.status_code == 200
    client.login(studio.nora)
    last = client.fill(f"/settings/people/{studio.nora.id}", "dismissal", sure="y")
    assert last.status_code == 422 and "A house needs an owner" in last.text
    assert db.session.get_one(Member, studio.nora.id).active
