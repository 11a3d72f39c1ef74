"""What goes out if they stay silent, shown before it goes: when, and word for word."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from email.message import EmailMessage

import pytest

from agency.demo.studio import Studio
from agency.followups import queries, standard
from agency.followups.models import Cadence, Enrollment, Step, StopReason
from agency.kernel.db import db
from agency.kernel.mail import suppression
from agency.kernel.worktime.defaults import CADENCE
from tests.followups.conftest import FIRST, RunDue, plan_of, send, text_of, went_out
from tests.support import NOW, HouseClient, Statements, at, everything


@pytest.fixture
def database() -> str:
    """What a page shows does not depend on it: one database is enough."""
    return "sqlite"


def test_the_plan_shows_all_six_with_the_days_that_were_moved(sent: Enrollment) -> None:
    rows = plan_of(sent.lead)
    assert [row.n for row in rows] == [1, 2, 3, 4, 5, 6]
    assert [row.state for row in rows] == ["planned"] + ["to_come"] * 5
    assert [row.at for row in rows] == [
        FIRST,
        at("2026-03-23T13:00"),
        at("2026-03-30T12:00"),
        at("2026-04-13T12:00"),
        at("2026-05-13T12:00"),
        at("2026-08-13T12:00"),
    ]
    assert [row.moved_from for row in rows] == [None, date(2026, 3, 22), None, None, None, None]
    assert rows[2].there.strftime("%H:%M") == "13:00"


def test_what_comes_true_is_what_was_shown(sent: Enrollment, run_due: RunDue) -> None:
    shown = [row.at for row in plan_of(sent.lead)]
    for moment in shown:
        run_due(moment)
    assert [(row.state, row.at) for row in plan_of(sent.lead)] == [
        ("sent", moment) for moment in shown
    ]


def test_two_steps_counted_from_the_start_are_never_shown_on_one_day(sent: Enrollment) -> None:
    sent.cadence.counted_from = "start"
    sent.cadence.steps[1].delay = "240m"
    days = [row.there.date() for row in plan_of(sent.lead)]
    assert days[:2] == [date(2026, 3, 19), date(2026, 3, 20)]


def test_what_follows_a_step_that_was_left_out_was_not_moved(
    vera: HouseClient, sent: Enrollment
) -> None:
    vera.post(f"/followups/{sent.touches[0].id}/omission")
    skipped, planned = plan_of(sent.lead)[:2]
    assert (skipped.state, planned.state, planned.moved_from) == ("skipped", "planned", None)


def test_what_was_called_off_stays_in_the_plan_crossed_out(
    vera: HouseClient, sent: Enrollment, run_due: RunDue
) -> None:
    run_due(FIRST)
    vera.fill(f"/leads/{sent.lead_id}", form="stop-followups")
    rows = plan_of(sent.lead)
    assert [(row.n, row.state) for row in rows] == [(1, "sent"), (2, "stopped")]
    page = vera.get(f"/leads/{sent.lead_id}").text
    assert "<s>After three days</s>" in page
    assert "Nothing more goes out by itself." in page


def test_the_lead_shows_the_plan_in_both_places_times(vera: HouseClient, sent: Enrollment) -> None:
    page = vera.get(f"/leads/{sent.lead_id}").text
    assert "If they stay silent" in page
    assert "Thu 13:00" in page
    assert "there, 17:00 here" in page
    assert "moved from Sun 22 Mar" in page


def test_before_a_proposal_the_lead_says_what_will_be_here(
    vera: HouseClient, studio: Studio
) -> None:
    page = vera.get(f"/leads/{studio.leads['harbour'].id}").text
    assert "six short letters ask after it by themselves" in page


def test_the_letters_can_be_read_before_they_go(
    vera: HouseClient, sent: Enrollment, run_due: RunDue, letters: Callable[[], list[EmailMessage]]
) -> None:
    page = vera.get(f"/leads/{sent.lead_id}/followups").text
    assert page.count('class="letter-ahead"') == 6
    shown = vera.get(f"/followups/enrollments/{sent.id}/letters/1")
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert "Hello Inês," in shown.text
    assert "Open the proposal" in shown.text
    assert "%(" not in shown.text
    assert vera.get(f"/followups/enrollments/{sent.id}/letters/7").status_code == 404
    run_due(FIRST)
    first = text_of(letters()[-1])
    assert first.partition("http")[0].splitlines()[2] in shown.text


def test_without_letters_ahead_the_page_says_so(vera: HouseClient, studio: Studio) -> None:
    page = vera.get(f"/leads/{studio.leads['harbour'].id}/followups")
    assert "No letters ahead" in page.text
    assert vera.get("/leads/987654/followups").status_code == 404


def test_the_plan_is_for_the_house_alone(client: HouseClient, sent: Enrollment) -> None:
    assert "/login" in client.get(f"/leads/{sent.lead_id}/followups").location


def test_lists_can_show_the_next_letter_of_many_leads(studio: Studio, sent: Enrollment) -> None:
    ids = [lead.id for lead in studio.leads.values()]
    assert queries.next_touches(ids) == {sent.lead_id: FIRST}


def test_the_page_of_a_lead_asks_no_more_with_more_letters(
    vera: HouseClient,
    sent: Enrollment,
    run_due: RunDue,
    count_statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    page = f"/leads/{sent.lead_id}"
    run_due(FIRST)
    vera.get(page)
    with count_statements() as one:
        vera.get(page)
    for moment in ("2026-03-23T13:00", "2026-03-30T12:00", "2026-04-13T12:00"):
        run_due(at(moment))
    with count_statements() as four:
        vera.get(page)
    assert len(went_out()) == 4
    assert one.count == four.count


def test_the_standard_letters_are_there_once_and_whole(studio: Studio) -> None:
    again = standard.install()
    assert [cadence.id for cadence in everything(Cadence)] == [again.id]
    steps = everything(Step)
    assert [step.wait for step in steps] == list(CADENCE.delays)
    for lang in ("en", "ru"):
        for texts in (
            [step.name[lang] for step in steps],
            [step.subject[lang] for step in steps],
            [step.words[lang] for step in steps],
        ):
            assert len(set(texts)) == len(texts)
        assert all("%(link)s" in step.words[lang] for step in steps)
        assert all("%(name)s" in step.words[lang] for step in steps)


def test_words_of_ones_own_may_hold_a_percent_sign(
    studio: Studio, run_due: RunDue, letters: Callable[[], list[EmailMessage]]
) -> None:
    step = everything(Step)[0]
    step.words = {"en": "Hello %(name)s, 10 % off and %(nothing)s more: %(link)s"}
    step.subject = {"en": "10 %"}
    db.session.commit()
    send(studio, studio.proposal)
    run_due(FIRST)
    words = text_of(letters()[-1])
    assert words.startswith("Hello Inês, 10 % off and %(nothing)s more: http")


def test_before_it_is_sent_the_page_says_what_stands_in_the_letters_way(
    vera: HouseClient, studio: Studio
) -> None:
    proposal, contact = studio.proposal, studio.proposal.lead.contact
    pages = (f"/proposals/{proposal.id}/sending", f"/proposals/{proposal.id}/followups")
    assert not any("None of these letters goes out" in vera.get(each).text for each in pages)
    suppression.suppress(contact.email, suppression.Why.unsubscribed, at=NOW)
    db.session.commit()
    assert all("they want no more reminders" in vera.get(each).text for each in pages)
    enrollment = send(studio, proposal)
    assert enrollment.reason is StopReason.unsubscribed
    assert not [row for row in plan_of(enrollment.lead) if row.state == "planned"]
    contact.email = None
    db.session.commit()
    letters = vera.get(f"/proposals/{proposal.id}/followups").text
    assert "each step is a reminder to call" in letters
