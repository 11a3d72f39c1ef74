"""Before anything goes out one sees on which days it would, what is jumped over and why, and how each letter looks."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agency.demo.studio import Studio
from agency.followups import plan_rows, queries
from agency.followups.foresight import Wait, Why, foresee
from agency.kernel.worktime import Cadence as Delays
from agency.kernel.worktime import Delay, steps
from agency.kernel.worktime.calendar import WorkingCalendar
from agency.kernel.worktime.defaults import SENDING_WINDOW, client_calendar
from tests.followups.conftest import send
from tests.support import HouseClient, at, forms_of

PROPOSAL = "/settings/follow-ups/proposal"
STANDARD = [Delay.parse(each) for each in ("240m", "3d", "1w", "2w", "1M", "3M")]
HALF_DAYS = {"mon": [("09:00", "13:00")], "thu": [("08:00", "20:00")], "sat": [("10:00", "16:00")]}


@pytest.fixture
def database() -> str:
    return "sqlite"


@given(
    start=st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),
    zone=st.sampled_from(("Europe/Lisbon", "America/New_York", "Asia/Yekaterinburg")),
    odd=st.booleans(),
    delays=st.lists(st.sampled_from(STANDARD), min_size=1, max_size=6),
    from_start=st.booleans(),
)
@settings(max_examples=40, deadline=None)
def test_the_preview_says_what_the_rules_of_time_say_and_explains_each_day(
    start: datetime, zone: str, odd: bool, delays: list[Delay], from_start: bool
) -> None:
    country = {"Europe/Lisbon": "PT", "America/New_York": "US"}.get(zone, "RU")
    client = WorkingCalendar(HALF_DAYS, zone, country) if odd else client_calendar(zone, country)
    counted = "start" if from_start else "previous"
    typed = {"counted_from": counted, "steps": [str(each) for each in delays]}
    expected = steps(start, Delays.from_dict(typed), client, SENDING_WINDOW)
    seen = foresee([Wait(each) for each in delays], client, start, from_start=from_start)
    assert [each.at for each in seen] == [each.due_at for each in expected]
    taken: set[date] = set()
    for each in seen:
        assert each.there is not None
        for jump in each.jumps:
            for day in _days(jump.first, jump.last):
                if jump.why is Why.taken:
                    assert day in taken
                elif jump.why in (Why.weekend, Why.holiday, Why.closed):
                    assert not client.is_working_day(day)
                assert day <= each.there.date()
        taken.add(each.there.date())


def test_a_call_takes_no_day_and_nobody_counts_past_a_missing_delay() -> None:
    client, start = client_calendar("Europe/Lisbon", "PT"), at("2026-03-19T09:00")
    day = Delay.parse("1d")
    letters = foresee([Wait(day), Wait(day)], client, start, from_start=True)
    assert [each.there and each.there.day for each in letters] == [20, 23]
    assert [jump.why for jump in letters[1].jumps] == [Why.taken, Why.weekend]
    call = foresee([Wait(day), Wait(day, is_call=True)], client, start, from_start=True)
    assert call[0].at == call[1].at
    gap = foresee([Wait(day), Wait(None), Wait(day)], client, start, from_start=False)
    assert [each.at is None for each in gap] == [False, True, True]


def test_the_days_stand_there_by_both_clocks_with_the_holidays_by_name(vera: HouseClient) -> None:
    def look(**asked: str) -> str:
        page = vera.post(f"{PROPOSAL}/foresight", data={**_fields(vera), **asked})
        assert page.status_code == 200
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))

    # Three days after a Tuesday is Good Friday there.
    lisbon = look(**{"for": "lisbon", "starts": "2026-03-31T14:00", "2-count": "3"})
    assert "Tue 31 Mar, 11:00 14:00" in lisbon
    assert "Mon 6 Apr, 15:00" in lisbon
    assert "not on Fri 3 Apr: Good Friday" in lisbon
    assert "not on Sat 4 Apr – Sun 5 Apr: weekend" in lisbon
    night = look(**{"for": "new_york", "starts": "2026-03-19T05:00", "1-unit": "h"})
    assert "Thu 19 Mar, 13:00 21:00" in night
    ural = look(**{"for": "yekaterinburg", "starts": "2026-05-07T12:00", "2-count": "2"})
    assert "not on Mon 11 May" in ural
    own = look(**{"for": "other", "zone": "Asia/Tbilisi", "country": "ge", "1-count": "x"})
    assert "Tbilisi" in own
    assert "give it a delay" in own and "To mend before it is published" in own


def test_where_nobody_knows_the_place_the_page_says_so(vera: HouseClient) -> None:
    asked = {**_fields(vera), "for": "other", "zone": "Atlantis", "do": "look"}
    page = vera.post(PROPOSAL, data=asked)
    assert page.status_code == 200
    assert 'id="zone-error">No such zone' in page.text
    page = vera.post(PROPOSAL, data={**asked, "zone": "Asia/Tbilisi", "country": "QQ"})
    assert 'id="country-error">We know no holidays' in page.text


def test_a_letter_is_shown_as_it_is_typed_and_as_it_will_look(
    vera: HouseClient, studio: Studio
) -> None:
    typed = {
        "2-opened-subject-en": "{title}: <b>you</b> read on",
        "2-opened-words-en": "Hello {name},\n\n{sections} and {nmae}\n\n{link}\n\n{manager}",
        "read": "2",
        "case": "opened",
        "lang": "en",
    }
    answer = vera.post(f"{PROPOSAL}/letter", data={**_fields(vera), **typed})
    policy = answer.headers["Content-Security-Policy"]
    assert "sandbox" in policy and "default-src 'none'" in policy and "allow-scripts" not in policy
    for words in (
        "A new web site: &lt;b&gt;you&lt;/b&gt; read on",
        "Hello Maria,",
        "Our work",
        "{nmae}",
        "Open the proposal",
        "Vera Lindt",
        'target="_blank"',
    ):
        assert words in answer.text
    assert "%(" not in answer.text
    lead = studio.leads["olaria"]
    mine = {**_fields(vera), **typed, "for": f"lead-{lead.id}"}
    assert "Hello Inês," in vera.post(f"{PROPOSAL}/letter", data=mine).text
    russian = vera.get(f"{PROPOSAL}/letter?shown=1&lang=ru").text
    assert "Здравствуйте, Мария!" in russian and 'lang="ru"' in russian
    assert vera.get(f"{PROPOSAL}/letter?shown=99").status_code == 200


def test_before_a_proposal_goes_one_sees_what_will_follow_it(
    vera: HouseClient, studio: Studio
) -> None:
    proposal = studio.proposal
    page = vera.get(f"/proposals/{proposal.id}/sending").text
    told = re.findall(r'plan__day" datetime="([^"]+)"', page)
    assert "Thu 13:00 there, 17:00 here" in page
    assert "not on Sun 22 Mar: weekend" in page
    ahead = vera.get(f"/proposals/{proposal.id}/followups?case=expired").text
    assert ahead.count('class="letter-ahead"') == 6
    letter = vera.get(f"/proposals/{proposal.id}/followups/2?case=expired").text
    assert "Hello Inês," in letter and "its day has passed" in letter
    assert vera.get(f"/proposals/{proposal.id}/followups/9").status_code == 404
    assert not queries.enrollments_of(proposal.lead), "looking began something"
    enrollment = send(studio, proposal)
    plan = [row.at.isoformat(timespec="minutes") for row in plan_rows.rows_of(enrollment)]
    assert told == plan


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _fields(vera: HouseClient) -> dict[str, str | list[str]]:
    form = next(each for each in forms_of(vera.get(PROPOSAL).text) if each.id == "cadence")
    found = {name: form.fields.getlist(name) for name in form.fields}
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}
