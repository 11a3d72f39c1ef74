"""The owner of a demo moves its clock forward, sees what goes out on the way, and reads it."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from agency.demo import days
from agency.demo.studio import Studio
from agency.flows.proposal_sent import proposal_sent
from agency.followups.models import Touch
from agency.kernel import clock, due
from agency.kernel.db import db
from agency.kernel.due import Due, DueState
from agency.kernel.mail.models import Letter, LetterState
from agency.leads import mails
from agency.leads.models import Lead
from tests.relays import relay
from tests.support import HouseClient, Statements, at, everything

PAGE, MOVES = "/demo/clock", "/demo/clock/moves"
# A Thursday, 10:42 in the house, which is in Yerevan, and 06:42 in Porto.
THAT_DAY = at("2037-03-19T06:42")
MINUTE = timedelta(minutes=1)
WEEK = timedelta(weeks=1)


@pytest.fixture
def database() -> str:
    """How claims are made is tested on both elsewhere: one is enough."""
    return "sqlite"


@pytest.fixture
def nora(app: Flask, studio: Studio, client: HouseClient) -> HouseClient:
    """The owner at her desk in a demo on that day, when nothing is due."""
    db.session.execute(sa.delete(Due))
    (app.config["SETTINGS"].data / "demo").touch()
    clock.move_on(THAT_DAY)
    return client.login(studio.nora)


def send_the_proposal(studio: Studio) -> None:
    """Olaria's proposal goes out on that day: the first letter after it falls due four of their hours later."""
    proposal, on = studio.proposal, THAT_DAY.date()
    proposal.paper = proposal.cover
    proposal.paper_revision, proposal.paper_dated_on = proposal.revision, on
    proposal_sent(proposal, words="Here it is.", by=studio.vera, at=THAT_DAY, on=on)
    db.session.commit()


def write(studio: Studio, subject: str = "Good morning") -> Letter:
    """One of us writes to Olaria on that day; the letter waits to be sent."""
    message = mails.write(
        studio.leads["olaria"],
        words="Here is an answer.",
        subject=subject,
        by=studio.vera,
        automatic=False,
        at=THAT_DAY,
    )
    db.session.commit()
    assert message.letter is not None
    return message.letter


def words_of(page: str) -> str:
    """A page as it is read."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def part(page: str, id: str) -> str:
    """A group of the page as it is read, `gone` or `coming`."""
    return words_of(page.partition(f'aria-labelledby="{id}"')[2].partition("</section>")[0])


def test_the_next_letter_is_announced_goes_out_at_its_hour_and_can_be_read(
    studio: Studio, nora: HouseClient
) -> None:
    send_the_proposal(studio)
    nora.post(MOVES, data={"way": "next"})
    coming = part(nora.get(PAGE).text, "coming")
    (touch,) = everything(Touch)
    assert "to Inês Carvalho, letter 1 of 6" in coming
    assert "17:00 13:00 there" in coming
    assert nora.post(MOVES, data={"way": "next"}).status_code == 303
    assert touch.sent_at == at("2037-03-19T13:00")
    assert clock.now() >= at("2037-03-19T13:00")
    page = nora.get(PAGE).text
    gone = part(page, "gone")
    assert "17:00 13:00 there" in gone and "to ines@olarianova.example" in gone
    assert "went out by itself, step 1 of 6" in gone
    assert "letter 2 of 6" in part(page, "coming")
    (letter,) = re.findall(r'href="(/dev/mail/\d+)"', page.partition('id="gone"')[2])
    assert nora.get(letter).status_code == 200
    assert f'href="/leads/{studio.leads["olaria"].id}"' in page


def test_somebody_writes_in_and_the_holding_letter_is_the_next_thing(nora: HouseClient) -> None:
    nora.fill(
        "/dev/mail/letters",
        name="Anna Moroz",
        address="anna@moroz.example",
        subject="A site for a workshop",
        words="Good morning, we make chairs and want a site.",
    )
    lead = everything(Lead)[-1]
    assert "The holding letter to Anna Moroz" in part(nora.get(PAGE).text, "coming")
    nora.fill(PAGE, form="steps", _press="next")
    assert clock.now() >= lead.received_at + 10 * MINUTE and lead.held_at is None
    assert "was reminded of the first answer" in part(nora.get(PAGE).text, "gone")
    nora.fill(PAGE, form="steps", _press="next")
    assert lead.held_at == lead.received_at + 15 * MINUTE
    page = nora.get(PAGE).text
    assert "to anna@moroz.example" in part(page, "gone")
    assert "By now Anna Moroz has our answer" in part(page, "coming")
    (letter,) = [each for each in everything(Letter) if each.recipients == ["anna@moroz.example"]]
    assert f'href="/dev/mail/{letter.id}"' in page.partition('id="gone"')[2]
    assert "thank you for your letter" in nora.get(f"/dev/mail/{letter.id}?as=text").text
    for _ in ("the reminder", "the promise"):
        nora.fill(PAGE, form="steps", _press="next")
    assert clock.now() >= lead.promised_at
    assert "nobody has answered" in part(nora.get(PAGE).text, "gone")


def test_in_one_long_jump_everything_happens_at_its_own_hour(
    studio: Studio, nora: HouseClient
) -> None:
    send_the_proposal(studio)
    nora.post(MOVES, data={"way": "chosen", "moment": "2037-04-10T12:00"})
    touches = everything(Touch)
    assert [touch.sent_at for touch in touches] == [
        at("2037-03-19T13:00"),
        at("2037-03-23T13:00"),
        at("2037-03-30T12:00"),  # summer time has begun in Porto
        None,
    ]
    assert clock.now() >= at("2037-04-10T08:00")
    for touch in touches[:3]:
        assert touch.letter is not None and touch.letter.sent_at == touch.sent_at


def test_the_steps_go_as_far_as_they_say(nora: HouseClient) -> None:
    for way, target in (
        ("quarter", THAT_DAY + 15 * MINUTE),
        ("hour", THAT_DAY + 75 * MINUTE),
        ("morning", at("2037-03-20T06:00")),
        ("week", at("2037-03-27T06:00")),
    ):
        assert nora.post(MOVES, data={"way": way}).status_code == 303
        assert target <= clock.now() < target + MINUTE, way
    page = nora.get(PAGE).text
    assert "Friday, 27 March 2037, 10:0" in page
    assert "Nothing went out" in part(page, "gone")
    assert "Nothing is planned" in part(page, "coming")


WRONG = {
    "2037-03-19T10:00": "its clock never goes back: enter a later one",
    "1999-12-31T23:59": "its clock never goes back: enter a later one",
    "0001-01-01T00:00": "its clock never goes back: enter a later one",
    "2038-06-01T10:00": "enter a time within a year",
    "9999-12-31T23:59": "enter a time within a year",
    "next Tuesday": "Enter a day and a time, like 24.03.2026 10:00",
    "": "Enter a day and a time, like 24.03.2026 10:00",
}


def test_a_time_that_does_not_do_is_kept_as_typed_with_what_to_do(nora: HouseClient) -> None:
    for typed, told in WRONG.items():
        answer = nora.fill(PAGE, form="choice", moment=typed)
        assert answer.status_code == 422, typed
        assert told in answer.text, typed
        assert f'value="{typed}"' in answer.text
    assert clock.now() < THAT_DAY + MINUTE


def test_with_nothing_due_there_is_no_next_thing(nora: HouseClient) -> None:
    assert 'value="next"' not in nora.get(PAGE).text
    for way in ("next", "onward", "back", ""):
        assert nora.post(MOVES, data={"way": way}).status_code == 422, way
    assert clock.now() < THAT_DAY + MINUTE


def test_more_than_one_step_takes_is_said_and_gone_on_with(
    studio: Studio, nora: HouseClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(days, "MOST_THINGS", 3)
    monkeypatch.setattr(days, "AT_ONCE", 2)
    for number in range(7):
        write(studio, f"Letter {number}")
    nora.post(MOVES, data={"way": "week"})
    assert sum(letter.state is LetterState.sent for letter in everything(Letter)) == 4
    assert clock.now() < THAT_DAY + WEEK
    page = nora.get(PAGE).text
    assert "There is more on the way" in page
    assert part(page, "gone").count("to ines@olarianova.example") == 4
    nora.fill(PAGE, form="steps", _press="onward")
    assert clock.now() >= THAT_DAY + WEEK
    page = nora.get(PAGE).text
    assert "There is more on the way" not in page
    assert part(page, "gone").count("to ines@olarianova.example") == 7


def test_letters_that_leave_are_warned_of_and_one_that_fails_stops_nothing(
    app: Flask, studio: Studio, nora: HouseClient
) -> None:
    letter = write(studio)
    with relay() as server:
        server.after_the_dot = "550 no such user"
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], smtp_url=server.url)
        assert "Letters leave this demo." in nora.get(PAGE).text
        nora.post(MOVES, data={"way": "week"})
    assert clock.now() >= THAT_DAY + WEEK
    assert letter.state is LetterState.failed
    assert "did not work out" in nora.get(PAGE).text


def test_a_server_that_takes_no_letters_is_not_asked_at_every_hour_that_is_skipped(
    app: Flask, studio: Studio, nora: HouseClient
) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], smtp_url="smtp://127.0.0.1:1")
    letter = write(studio)
    assert "is tried again" not in part(nora.get(PAGE).text, "coming")
    nora.post(MOVES, data={"way": "week"})
    assert clock.now() >= THAT_DAY + WEEK
    assert letter.state is LetterState.queued and letter.tries == 2
    assert "is tried again" in part(nora.get(PAGE).text, "coming")
    with relay() as server:
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], smtp_url=server.url)
        nora.post(MOVES, data={"way": "quarter"})
    assert server.ids == [letter.message_id]


def test_what_a_worker_has_in_hand_stays_in_its_hands(
    studio: Studio, nora: HouseClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(days, "PATIENCE", 0.0)
    letter = write(studio)
    (held,) = due.claim(clock.now())
    assert letter.start()
    db.session.commit()
    nora.post(MOVES, data={"way": "week"})
    assert clock.now() >= THAT_DAY + WEEK
    assert letter.state is LetterState.sending
    assert due.settle(held)


def test_whoever_comes_while_it_is_moved_is_asked_to_wait(
    nora: HouseClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "PATIENCE", 0.0)
    with clock.moving():
        answer = nora.post(MOVES, data={"way": "week"})
    assert answer.status_code == 303
    assert clock.now() < THAT_DAY + WEEK
    assert "The clock is being moved at this moment" in nora.get(PAGE).text
    assert days.last_move() is None


def test_only_the_owner_of_a_demo_moves_time(
    app: Flask, studio: Studio, client: HouseClient
) -> None:
    client.login(studio.nora)
    assert client.get(PAGE).status_code == 404
    assert client.post(MOVES, data={"way": "week"}).status_code == 404
    assert PAGE not in client.get("/settings").text
    (app.config["SETTINGS"].data / "demo").touch()
    assert f'href="{PAGE}"' in client.get("/settings").text
    client.login(studio.vera)
    assert client.get(PAGE).status_code == 403
    assert client.post(MOVES, data={"way": "week"}).status_code == 403
    assert PAGE not in client.get("/inbox").text
    assert clock.ahead() == timedelta(0)


def test_the_page_costs_the_same_however_much_is_planned(
    studio: Studio,
    nora: HouseClient,
    count_statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    send_the_proposal(studio)
    write(studio)
    leads = everything(Lead)
    plan_for(leads[:1])
    nora.post(MOVES, data={"way": "hour"})
    write(studio)
    with count_statements() as few:
        assert nora.get(PAGE).status_code == 200
    plan_for(leads[1:])
    for number in range(5):
        write(studio, f"Letter {number}")
    with count_statements() as many:
        page = nora.get(PAGE)
    assert many.count <= few.count <= 20
    assert len(page.data) < 26 * 1024


def plan_for(leads: list[Lead]) -> None:
    later = clock.now() + 2 * WEEK
    db.session.add_all(
        Due(kind=kind, subject=lead.id, due_at=later, state=DueState.scheduled)
        for lead in leads
        for kind in ("leads.holding", "leads.promise")
    )
    db.session.commit()
