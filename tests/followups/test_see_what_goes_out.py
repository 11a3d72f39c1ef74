"""The calendar of everything that will go out, and what one of us may do about it right there."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest

from agency.demo.studio import Studio
from agency.followups import machine, mails
from agency.followups.models import Enrollment, EnrollmentState, Touch, TouchState, WhyAsks
from agency.kernel.db import db
from agency.kernel.mail import hold
from agency.kernel.timeline import Actor
from agency.leads.models import Lead
from agency.leads.unsent import Unsent, UnsentState
from tests.crowd import crowd
from tests.followups.conftest import FIRST, RunDue, touches, went_out
from tests.support import NOW, HouseClient, Statements, everything, forms_of

DAY = timedelta(days=1)
Clock = Callable[[datetime], None]


@pytest.fixture
def database() -> str:
    return "sqlite"


def rows(page: str) -> list[str]:
    """What stands in the list, row by row."""
    return [each.split("</li>")[0] for each in page.split('<li class="row row--plain out')[1:]]


def press(vera: HouseClient, action: str, page: str = "/outgoing", **fields: str) -> None:
    """Send the form of a page that goes there."""
    found = next(form for form in forms_of(vera.get(page).text) if form.action == action)
    answer = vera.post(action, data={**found.fields, **fields})
    assert answer.status_code == 303, answer.status
    assert answer.location.startswith("/outgoing")


def test_a_week_shows_what_is_planned_and_what_would_follow_with_both_clocks(
    vera: HouseClient, studio: Studio, sent: Enrollment
) -> None:
    page = vera.get("/outgoing?whose=all").text
    [first, second] = [row for row in rows(page) if "Olaria" in row]
    assert "17:00" in first and "13:00 in Porto" in first
    assert "goes by itself" in first and "step 1 of 6" in first
    assert "once the one before it has gone" in second and "step 2 of 6" in second
    assert "followups/" in first and "followups/" not in second  # nothing to be done about it yet
    month = vera.get("/outgoing?view=month&from=2026-04-01&whose=all").text
    assert "April 2026" in month and "Olaria" in month
    assert vera.get("/outgoing?from=2199-12-31").status_code == 200
    assert vera.get("/outgoing?from=nonsense&whose=x&client=zzz&for=no").status_code == 200


def test_the_filters_leave_what_is_wanted(
    vera: HouseClient, studio: Studio, sent: Enrollment
) -> None:
    client, nora = sent.lead.client_id, studio.nora.id
    for query, is_there in (
        ("whose=mine", True),
        (f"whose={nora}", False),
        ("for=proposal", True),
        ("for=payment", False),
        (f"client={client}", True),
        (f"client={client + 999}", False),
    ):
        page = vera.get(f"/outgoing?{query}").text
        assert ("once the one before it has gone" in page) is is_there, query


def test_letters_with_an_hour_and_promises_stand_there_too(
    vera: HouseClient, studio: Studio, sent: Enrollment
) -> None:
    waits = {"state": UnsentState.waiting, "leaves_at": NOW + DAY, "pressed_at": NOW}
    later = Unsent(lead=sent.lead, member=studio.vera, began_at=NOW, saved_at=NOW, **waits)
    later.subject, later.words = "The drawings", "Here they are."
    db.session.add(later)
    sent.lead.promised_at = NOW + 2 * DAY
    page = vera.get("/outgoing").text
    assert "The drawings" in page and "written by Vera Lindt" in page and "Here they are." in page
    assert "By now they have our answer: so we promised" in page


def test_the_words_of_a_letter_are_a_press_away(vera: HouseClient, sent: Enrollment) -> None:
    address = f"/outgoing/letters/{sent.id}/2"
    assert address in vera.get("/outgoing").text
    subject = mails.shown(sent, 2, now=NOW)[0]
    page = vera.get(address).text
    assert subject in page and "<html" in page
    piece = vera.get(address, headers={"HX-Request": "true"}).text
    assert subject in piece and "<html" not in piece
    assert vera.get(f"/outgoing/letters/{sent.id}/99").status_code == 404
    assert vera.get("/outgoing/letters/987654/1").status_code == 404


def test_a_letter_is_sent_now_or_left_out_and_one_comes_back_to_the_calendar(
    vera: HouseClient, sent: Enrollment, run_due: RunDue
) -> None:
    first = sent.touches[0].id
    press(vera, f"/followups/{first}/release")
    assert len(went_out()) == 1
    second = next(touch for touch in sent.touches if touch.n == 2)
    press(vera, f"/followups/{second.id}/omission")
    assert [state for _, state, _ in touches(sent)] == ["sent", "skipped", "planned"]
    assert len(went_out()) == 1


def test_a_pause_lasts_until_its_day_and_what_fell_into_it_goes_after_it(
    vera: HouseClient, sent: Enrollment, run_due: RunDue, now: Clock
) -> None:
    page = vera.get("/outgoing").text
    assert "Thu 26 Mar, 10:00 there, 14:00 here" in page  # in a week
    press(vera, f"/enrollments/{sent.id}/pause", until="day", day="2026-03-28")
    assert sent.state is EnrollmentState.paused
    # A Saturday: their Monday morning, by summer time.
    monday = NOW.replace(day=30, hour=9, minute=0)
    assert sent.paused_until == monday
    run_due(FIRST)
    assert went_out() == []
    now(NOW + DAY)
    assert "rests until" in vera.get("/outgoing?from=2026-03-28").text
    run_due(monday)
    run_due(monday + DAY)
    assert len(went_out()) == 1
    story = vera.get(f"/leads/{sent.lead_id}").text
    assert "let the letters rest until 30 March 2026" in story
    assert "The letters have rested, and go on" in story


def test_what_rests_without_an_end_is_woken_by_hand(
    vera: HouseClient, sent: Enrollment, run_due: RunDue, now: Clock
) -> None:
    press(vera, f"/enrollments/{sent.id}/pause", until="")
    now(FIRST + DAY)
    page = vera.get("/outgoing").text
    assert "Resting" in page
    run_due(FIRST + DAY)
    assert went_out() == []
    press(vera, f"/enrollments/{sent.id}/waking")
    run_due(FIRST + DAY)
    assert len(went_out()) == 1


@pytest.mark.parametrize("day", ["2026-03-18", "2027-12-01", "nonsense", ""])
def test_a_day_that_is_none_is_refused_and_changes_nothing(
    vera: HouseClient, sent: Enrollment, day: str
) -> None:
    press(vera, f"/enrollments/{sent.id}/pause", until="day", day=day)
    assert sent.state is EnrollmentState.active
    assert "Choose a day from tomorrow on" in vera.get("/outgoing").text


def test_what_waits_for_us_stands_on_top_and_goes_by_the_rules_when_we_say_so(
    vera: HouseClient, sent: Enrollment, run_due: RunDue, now: Clock
) -> None:
    touch = sent.touches[0]
    touch.ask(WhyAsks.approval, at=NOW)
    night = FIRST + timedelta(hours=8)
    now(night)
    page = vera.get("/outgoing").text
    assert "1 waits for you." in page and "Waits for you" in page
    assert page.index("Waits for you") < page.index('class="week"')
    press(vera, f"/followups/{touch.id}/approval")
    run_due(night)
    assert went_out() == []
    run_due(NOW + DAY + timedelta(hours=4))
    assert len(went_out()) == 1
    again = vera.post(f"/followups/{touch.id}/approval")
    assert again.status_code == 303
    assert len(went_out()) == 1


def test_all_letters_to_one_client_stop_after_a_question_that_says_how_many(
    vera: HouseClient, sent: Enrollment, run_due: RunDue
) -> None:
    client = sent.lead.client_id
    question = f"/clients/{client}/followups/end"
    assert question in vera.get("/outgoing").text
    page = vera.get(f"{question}?back=/outgoing").text
    assert "6 letters and calls would not come any more" in page and "Stop all 6" in page
    press(vera, question, page=question)
    assert sent.state is EnrollmentState.stopped
    assert [each.state for each in sent.touches] == [TouchState.stopped]
    run_due(FIRST)
    assert went_out() == []
    assert "Nothing to stop" in vera.get(question).text
    assert vera.get("/clients/987654/followups/end").status_code == 404


def test_a_press_that_comes_too_late_says_so(vera: HouseClient, sent: Enrollment) -> None:
    machine.stop(sent.lead, machine.StopReason.by_hand, at=NOW, by=Actor.machine())
    for act, fields in (("pause", {"until": ""}), ("waking", {})):
        assert vera.post(f"/enrollments/{sent.id}/{act}", data=fields).status_code == 303
        assert "have come to their end already" in vera.get("/outgoing").text
    assert vera.post("/enrollments/987654/pause").status_code == 404


def test_a_team_member_reads_and_may_do_nothing(
    client: HouseClient, studio: Studio, sent: Enrollment
) -> None:
    client.login(studio.timur)
    page = client.get("/outgoing").text
    assert "Olaria" in page
    assert "/enrollments/" not in page and "/outgoing/hold" not in page
    assert client.post(f"/enrollments/{sent.id}/pause").status_code == 403
    assert client.post(f"/clients/{sent.lead.client_id}/followups/end").status_code == 403
    client.delete_cookie("session")
    assert "/login" in client.get("/outgoing").location


def test_more_letters_ask_the_database_no_more_often(
    vera: HouseClient,
    studio: Studio,
    sent: Enrollment,
    count_statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    def more(count: int) -> None:
        crowd(studio, count)
        for lead in everything(Lead)[-count:]:
            again = Enrollment(
                lead=lead, cadence=sent.cadence, proposal=sent.proposal, started_at=NOW
            )
            again.touches = [Touch(n=1, due_at=FIRST)]
            db.session.add(again)
        db.session.flush()

    def cost(page: str) -> int:
        vera.get(page)
        with count_statements() as seen:
            assert vera.get(page).status_code == 200
        return seen.count

    pages = ("/outgoing?whose=all", "/outgoing?view=month&whose=all", "/outgoing/hold")
    more(4)
    hold.put(None, at=NOW)
    few = [cost(page) for page in pages]
    more(12)
    assert [cost(page) for page in pages] == few
    assert max(few) <= 15


def test_a_full_day_shows_its_first_rows_until_somebody_wants_all(
    vera: HouseClient, studio: Studio, sent: Enrollment
) -> None:
    for minute in range(35):
        waits = {"state": UnsentState.waiting, "leaves_at": NOW + timedelta(minutes=minute)}
        letter = Unsent(lead=sent.lead, member=studio.vera, began_at=NOW, saved_at=NOW, **waits)
        db.session.add(letter)
    page = vera.get("/outgoing").text
    assert "and 6 more" in page  # with the follow-up of that day
    assert "and 6 more" not in vera.get("/outgoing?day=2026-03-19").text
