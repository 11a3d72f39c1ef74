"""A person promises an answer: in one press, at another time, on the phone; withdraws it; and the page explains."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agency.demo.studio import Studio
from agency.kernel import due, timeline
from agency.kernel.timeline import Actor
from agency.kernel.worktime import WorkingCalendar, first_response_due_at, promise_at
from agency.leads.arithmetic import Step, explain_first_response, explain_promise
from agency.leads.models import Lead, Turn
from agency.leads.promises import PROMISE
from tests.people.conftest import Arrive
from tests.support import NOW, HouseClient, at, forms_of

pytestmark = pytest.mark.usefixtures("at_now")


@pytest.fixture
def database() -> str:
    """What is decided in one transaction is asked of both kinds elsewhere."""
    return "sqlite"


@pytest.fixture
def vera(client: HouseClient, studio: Studio) -> HouseClient:
    return client.login(studio.vera)


def kinds(lead: Lead) -> list[str]:
    return [entry.kind for entry in timeline.entries(lead.stream)]


def test_one_press_promises_tells_them_and_stops_the_first_clock(
    vera: HouseClient, studio: Studio, arrive: Arrive
) -> None:
    lead = arrive(at=NOW - timedelta(minutes=5))
    lead.client.language = "ru"
    # 10:42 in Yerevan and four hours: 14:42 and 10:42 in Lisbon, so 11:00 there.
    promised = at("2026-03-19T11:00")
    vera.fill(f"/leads/{lead.id}", "promise", _press=promised.isoformat())
    assert lead.promised_at == promised and lead.first_response_at == NOW
    assert due.planned_for(PROMISE, lead.id) == promised
    assert lead.turn is Turn.ours
    letter = next(message for message in lead.messages if not message.is_theirs)
    assert letter.member is studio.vera
    assert "в четверг, 19 марта, до 11:00 по лиссабонскому времени" in letter.body
    assert {"leads.first_response", "leads.promised"} <= set(kinds(lead))


def test_a_time_and_words_of_ones_own_go_to_them(vera: HouseClient, arrive: Arrive) -> None:
    lead = arrive()
    words = "Dear Ana, my answer comes by […]. Vera"
    # Whoever types a time means it, also where another one is still ticked.
    own = {"own": "2026-03-20T15:30", "words": words}
    vera.fill(f"/leads/{lead.id}", "promise-own", _press="letter", **own)
    assert lead.promised_at == at("2026-03-20T11:30")
    assert "comes by Friday, 20 March, 11:30, Lisbon time. Vera" in lead.messages[0].body


@pytest.mark.parametrize("own", ["2026-03-19T10:41", "2026-02-30T10:00", "soon", ""])
def test_a_time_that_is_none_or_over_promises_nothing_and_keeps_the_words(
    vera: HouseClient, arrive: Arrive, own: str
) -> None:
    lead = arrive()
    typed = {"at": "own", "own": own, "words": "Dear Ana, […]!"}
    page = vera.fill(f"/leads/{lead.id}", "promise-own", _press="letter", **typed)
    assert page.status_code == 422 and "Choose a time that is still to come" in page.text
    assert "Dear Ana, […]!" in page.text
    assert lead.promised_at is None and lead.first_response_at is None


def test_what_was_said_on_the_phone_counts_and_writes_to_nobody(
    vera: HouseClient, arrive: Arrive
) -> None:
    lead = arrive()
    lead.contact.email = None
    assert (
        'value="letter"'
        not in vera.get(f"/leads/{lead.id}").text.partition("promise-own")[2][:4000]
    )
    vera.fill(f"/leads/{lead.id}", "promise-own", _press="voice")
    assert lead.promised_at is not None and lead.first_response_at == NOW
    assert len(lead.messages) == 1


def test_to_promise_again_is_not_to_have_kept_the_promise(
    vera: HouseClient, studio: Studio, arrive: Arrive
) -> None:
    lead = arrive(at=NOW - timedelta(minutes=20))
    lead.hold(promised_at=NOW + timedelta(hours=2), at=NOW - timedelta(minutes=5))
    vera.fill(f"/leads/{lead.id}", "promise-own", _press="letter", at="own", own="2026-03-20T15:30")
    assert "leads.promise_kept" not in kinds(lead)
    assert lead.promised_at == at("2026-03-20T11:30")
    lead.answered(by=Actor.member(studio.vera.id), at=NOW + timedelta(hours=3))
    assert kinds(lead).count("leads.promise_kept") == 1


def test_a_promise_can_be_withdrawn_once(vera: HouseClient, arrive: Arrive) -> None:
    lead = arrive()
    lead.promise(NOW + timedelta(hours=2), by=Actor.machine(), at=NOW)
    vera.fill(f"/leads/{lead.id}", "withdrawal")
    assert lead.promised_at is None and due.planned_for(PROMISE, lead.id) is None
    vera.post(f"/leads/{lead.id}/promises/withdrawal")
    assert kinds(lead).count("leads.promise_withdrawn") == 1
    assert "There is no promise any more" in vera.get("/inbox").text


def test_only_who_may_write_to_clients_promises(
    client: HouseClient, studio: Studio, arrive: Arrive
) -> None:
    lead = arrive()
    browser = client.login(studio.timur)
    for place in ("promises", "promises/withdrawal", "rest", "waking", "place"):
        assert browser.post(f"/leads/{lead.id}/{place}").status_code == 403
    forms = {form.id for form in forms_of(browser.get(f"/leads/{lead.id}").text)}
    assert not forms & {"promise", "promise-own", "resting", "place"}


def test_the_page_explains_how_both_times_were_counted(
    vera: HouseClient, studio: Studio, arrive: Arrive
) -> None:
    lead = arrive(at=at("2026-03-18T16:55"))  # 20:55 in Yerevan
    promised = promise_at(lead.received_at, studio.agency.answering, lead.client.calendar)
    lead.hold(promised_at=promised, at=NOW)
    page = " ".join(vera.get(f"/leads/{lead.id}").text.split())
    assert "They wrote at Wed 20:55 by our clock." in page
    assert "Wed 20:55–21:00</span>: 5 minutes" in page
    assert "We open on Thu 19 Mar, 09:00." in page
    assert "So: Thu 19 Mar, 09:10 by our clock." in page
    assert "So: Thu 19 Mar, 13:00 by our clock." in page


WINDOWS = st.dictionaries(
    st.sampled_from(("mon", "tue", "wed", "thu", "fri", "sat", "sun")),
    st.sampled_from(
        ([("09:00", "13:00"), ("14:00", "18:00")], [("00:00", "24:00")], [("22:10", "22:17")])
    ),
    min_size=1,
)
ZONES = st.sampled_from(("Europe/Berlin", "America/New_York", "Asia/Kathmandu"))


@settings(max_examples=25)
@given(WINDOWS, WINDOWS, ZONES, ZONES, st.integers(0, 400 * 24 * 60))
def test_an_explanation_ends_where_the_clock_does(
    ours: dict[str, list[tuple[str, str]]],
    theirs: dict[str, list[tuple[str, str]]],
    here: str,
    there: str,
    minutes: int,
) -> None:
    received = datetime.fromisoformat("2026-01-01T00:00:30+00:00") + timedelta(minutes=minutes)
    answering, client = WorkingCalendar(ours, here), WorkingCalendar(theirs, there)
    first = explain_first_response(received, answering)
    assert first[-1].until == first_response_due_at(received, answering)
    counted = [line.until - line.at for line in first if line.step is Step.counts]
    assert sum(counted, timedelta()) == timedelta(minutes=15)
    promise = explain_promise(received, answering, client)
    assert promise[-1].until == promise_at(received, answering, client)


def test_where_they_are_is_set_by_hand_and_what_was_promised_stays(
    vera: HouseClient, arrive: Arrive
) -> None:
    lead = arrive()
    lead.promise(NOW + timedelta(hours=2), by=Actor.machine(), at=NOW)
    wrong = vera.fill(f"/leads/{lead.id}", "place", zone="Atlantis", country="XX")
    assert wrong.status_code == 422
    assert "Choose a zone from the list" in wrong.text and "two letters, like PT" in wrong.text
    vera.fill(f"/leads/{lead.id}", "place", zone="Asia/Tokyo", city="Kyoto", country="jp")
    assert (lead.client.zone, lead.client.city, lead.client.country) == (
        "Asia/Tokyo",
        "Kyoto",
        "JP",
    )
    assert lead.promised_at == NOW + timedelta(hours=2)
    assert "Their zone was set by hand" in vera.get(f"/leads/{lead.id}").text
