"""A letter that was sent leaves in ten seconds, or at its hour; until then one press takes it back."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from io import BytesIO
from typing import Any

import pytest

from agency.clients.models import Contact
from agency.demo.studio import Studio
from agency.flows.client_replied import client_replied
from agency.kernel import clock, due, timeline
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.leads import handing_over, mails
from agency.leads.models import Lead, Message, Stage, Turn
from agency.leads.promises import HOLDING
from agency.leads.unsent import GRACE, HeldBack, Unsent, UnsentState
from agency.people.notices import Notice
from tests.support import NOW, HouseClient, at, everything, their_word

Letters = Callable[[], list[EmailMessage]]
RunDue = Callable[[datetime], int]


@pytest.fixture
def database() -> str:
    """The same is done on both in test_answer_by_mail."""
    return "sqlite"


@pytest.fixture
def harbour(studio: Studio) -> Lead:
    return studio.leads["harbour"]


@pytest.fixture(autouse=True)
def at_now(now: datetime) -> datetime:
    return now


def send(browser: HouseClient, lead: Lead, words: str = "Good morning!", **more: Any) -> Any:
    response = browser.fill(f"/leads/{lead.id}", form="letter", words=words, **more)
    assert response.status_code == 303, response.text
    return response


def press(browser: HouseClient, lead: Lead, verb: str) -> str:
    [waiting] = everything(Unsent)
    return follow(browser, lead, f"unsent/{waiting.id}/{verb}")


def follow(browser: HouseClient, lead: Lead, path: str) -> str:
    assert browser.post(f"/leads/{lead.id}/{path}").location == f"/leads/{lead.id}"
    return browser.get(f"/leads/{lead.id}").text


def they_say(lead: Lead, moment: datetime, words: str = "One thing more.") -> None:
    client_replied(their_word(lead, words, at=moment))
    db.session.commit()


def test_a_letter_leaves_after_ten_seconds_and_counts_from_the_press(
    vera: HouseClient, harbour: Lead, letters: Letters, run_due: RunDue
) -> None:
    send(vera, harbour)
    assert "Your letter leaves in a moment" in vera.get(f"/leads/{harbour.id}").text
    run_due(NOW + GRACE - timedelta(seconds=1))
    assert letters() == []
    assert harbour.waits_for_first_response
    run_due(NOW + GRACE)
    assert len(letters()) == 1
    assert harbour.first_response_at == NOW
    assert (harbour.stage, harbour.turn) == (Stage.talking, Turn.theirs)
    assert everything(Unsent) == []
    assert "leaves in a moment" not in vera.get(f"/leads/{harbour.id}").text


def test_a_button_pressed_twice_sends_one_letter(
    vera: HouseClient, harbour: Lead, run_due: RunDue, letters: Letters
) -> None:
    data = {"subject": "S", "words": "Once."}
    for _ in range(2):
        assert vera.post(f"/leads/{harbour.id}/letters", data=data).status_code == 303
    run_due(NOW + GRACE)
    assert len(letters()) == 1


def test_undo_takes_it_back_as_it_was_and_nothing_has_happened(
    vera: HouseClient, harbour: Lead, letters: Letters, run_due: RunDue
) -> None:
    files = [(BytesIO(b"%PDF-1.7"), "plan.pdf")]
    send(vera, harbour, "Wait, not so.", subject="My subject", files=files)
    page = press(vera, harbour, "recall")
    assert "Wait, not so.</textarea>" in page
    assert 'value="My subject"' in page
    assert "plan.pdf" in page
    run_due(NOW + timedelta(minutes=1))
    assert letters() == []
    assert harbour.waits_for_first_response
    assert [entry.kind for entry in timeline.entries(harbour.stream)].count("leads.answered") == 0
    send(vera, harbour, "So.")
    run_due(NOW + timedelta(minutes=2))
    [letter] = letters()
    assert [each.get_filename() for each in letter.iter_attachments()] == ["plan.pdf"]


def test_undo_after_it_has_left_says_so(
    vera: HouseClient, harbour: Lead, run_due: RunDue, letters: Letters
) -> None:
    send(vera, harbour)
    id = everything(Unsent)[0].id
    run_due(NOW + GRACE)
    assert "the letter has left" in follow(vera, harbour, f"unsent/{id}/recall")
    assert len(letters()) == 1


def test_what_was_typed_meanwhile_stands_below_what_was_taken_back(
    vera: HouseClient, harbour: Lead
) -> None:
    send(vera, harbour, "The first")
    vera.fill(f"/leads/{harbour.id}", form="letter", words="")  # refused: the page stays
    save(vera, harbour, words="The second")
    [waiting] = [each for each in everything(Unsent) if each.state is UnsentState.waiting]
    vera.post(f"/leads/{harbour.id}/unsent/{waiting.id}/recall")
    [draft] = everything(Unsent)
    assert (draft.state, draft.words) == (UnsentState.typing, "The first\n\nThe second")


def test_the_machine_does_not_promise_an_answer_that_leaves_right_now(
    vera: HouseClient, harbour: Lead, run_due: RunDue, letters: Letters
) -> None:
    due.plan(HOLDING, harbour.id, NOW + timedelta(seconds=5))
    send(vera, harbour)
    run_due(NOW + timedelta(seconds=6))
    assert letters() == []
    run_due(NOW + timedelta(seconds=30))
    assert [str(each["Auto-Submitted"]) for each in letters()] == ["None"]


def test_a_word_of_theirs_in_those_seconds_is_still_to_be_answered(
    vera: HouseClient, harbour: Lead, run_due: RunDue, letters: Letters
) -> None:
    send(vera, harbour)
    they_say(harbour, NOW + timedelta(seconds=4))
    run_due(NOW + GRACE)
    assert len(letters()) == 1
    assert harbour.turn is Turn.ours
    assert harbour.first_response_at == NOW


LATER = "2026-03-20T09:30"


def schedule(browser: HouseClient, lead: Lead, **more: Any) -> Any:
    typed = {"leave_at": "own", "own_time": LATER, "own_clock": "theirs", **more}
    return browser.fill(f"/leads/{lead.id}", form="letter", words="Later.", **typed)


def test_a_letter_for_later_shows_its_time_on_both_clocks_and_leaves_then(
    vera: HouseClient, harbour: Lead, run_due: RunDue, letters: Letters
) -> None:
    schedule(vera, harbour)
    page = vera.get(f"/leads/{harbour.id}").text.replace("\u202f", " ")
    assert "Leaves Fri 20 Mar, 09:30" in page
    assert "there, 16:30 here" in page
    leaves_at = at("2026-03-20T12:30")
    run_due(leaves_at - timedelta(minutes=1))
    assert letters() == []
    run_due(leaves_at)
    assert len(letters()) == 1
    assert harbour.messages[0].at == leaves_at
    assert harbour.first_response_at == leaves_at


def test_one_press_schedules_at_an_offered_time(
    vera: HouseClient, harbour: Lead, letters: Letters
) -> None:
    page = vera.get(f"/leads/{harbour.id}").text
    assert "Their next working morning" in page
    response = vera.fill(
        f"/leads/{harbour.id}", form="letter", words="L", _press="2026-03-20T13:00+00:00"
    )
    assert response.status_code == 303
    [waiting] = everything(Unsent)
    assert waiting.leaves_at == at("2026-03-20T13:00")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"own_time": ""}, "Choose the day and the time"),
        ({"own_time": "tomorrow"}, "Choose the day and the time"),
        ({"own_time": "2026-03-18T09:30"}, "That time is over"),
        ({"own_time": "2031-03-18T09:30"}, "within a year"),
        ({"leave_at": "2026-03-19T06:00+00:00"}, "That time is over"),
        ({"leave_at": "2026-03-20T06:00"}, "Choose the day and the time"),
    ],
)
def test_a_time_that_cannot_be_is_refused_and_keeps_the_words(
    vera: HouseClient, harbour: Lead, typed: dict[str, str], says: str
) -> None:
    response = schedule(vera, harbour, **typed)
    assert response.status_code == 422
    assert says in response.text
    assert "Later.</textarea>" in response.text
    assert not [each for each in everything(Unsent) if each.state is UnsentState.waiting]


def test_their_word_holds_a_letter_for_later_and_its_writer_is_told(
    vera: HouseClient, harbour: Lead, run_due: RunDue, letters: Letters, studio: Studio
) -> None:
    schedule(vera, harbour)
    they_say(harbour, NOW + timedelta(hours=3))
    run_due(at("2026-03-20T12:30"))
    assert letters() == []
    [held] = everything(Unsent)
    assert (held.state, held.reason) == (UnsentState.held, HeldBack.heard)
    told = [each for each in everything(Notice) if each.kind == "leads.letter_held_back"]
    assert [each.member for each in told] == [studio.vera]
    page = vera.get(f"/leads/{harbour.id}").text
    assert "they wrote meanwhile" in page
    press(vera, harbour, "departure")
    run_due(clock.now() + GRACE)
    assert len(letters()) == 1


@pytest.mark.parametrize("reason", ["closed", "answered", "no_address"])
def test_what_else_holds_a_letter_for_later(
    vera: HouseClient,
    harbour: Lead,
    studio: Studio,
    run_due: RunDue,
    letters: Letters,
    reason: str,
) -> None:
    schedule(vera, harbour)
    if reason == "closed":
        harbour.closed_at = NOW + timedelta(hours=1)
    elif reason == "answered":
        later = NOW + timedelta(hours=1)
        mails.answer(harbour, words="I took it.", subject="S", by=studio.nora, at=later)
    else:
        contact: Contact = harbour.contact
        contact.email = None
    run_due(at("2026-03-20T12:30"))
    assert "Later." not in "".join(str(letter) for letter in letters())
    [held] = everything(Unsent)
    assert held.reason is HeldBack(reason)


def test_a_letter_of_somebody_who_has_left_us_waits_for_whoever_has_the_lead(
    vera: HouseClient,
    client: HouseClient,
    harbour: Lead,
    studio: Studio,
    run_due: RunDue,
    letters: Letters,
) -> None:
    schedule(vera, harbour)
    handing_over.dismiss(studio.vera, to=studio.nora, by=Actor.member(studio.nora.id), at=NOW)
    db.session.commit()
    run_due(at("2026-03-20T12:30"))
    [held] = everything(Unsent)
    assert held.reason is HeldBack.writer_gone
    told = [each.member for each in everything(Notice) if each.kind == "leads.letter_held_back"]
    assert told == [studio.nora]
    client.login(studio.nora)
    assert "has left the agency" in client.get(f"/leads/{harbour.id}").text
    press(client, harbour, "departure")
    run_due(NOW + GRACE)
    assert [each.member for each in everything(Message) if each.body == "Later."] == [studio.nora]


def test_a_scheduled_letter_can_be_changed_or_sent_now_and_that_is_written_down(
    vera: HouseClient, harbour: Lead, run_due: RunDue, letters: Letters
) -> None:
    schedule(vera, harbour)
    assert "Later.</textarea>" in press(vera, harbour, "recall")
    schedule(vera, harbour)
    press(vera, harbour, "departure")
    run_due(NOW + GRACE)
    assert len(letters()) == 1
    facts = [entry.kind for entry in timeline.entries(harbour.stream)]
    assert facts.count("leads.letter_scheduled") == 2
    assert facts.count("leads.letter_called_off") == 1


def save(browser: HouseClient, lead: Lead, **typed: Any) -> Any:
    data = {"subject": "S", "words": "", "revision": "", **typed}
    return browser.post(f"/leads/{lead.id}/draft", data=data, content_type="multipart/form-data")


def test_a_draft_is_kept_as_it_is_typed_and_comes_back_on_any_device(
    vera: HouseClient, harbour: Lead, studio: Studio
) -> None:
    first = save(vera, harbour, words="Good mor")
    assert first.json["words"] == "Saved 10:42"
    files = [(BytesIO(b"abc"), "notes.txt")]
    again = save(vera, harbour, words="Good morning", revision=first.json["revision"], files=files)
    assert "notes.txt" in again.json["files"]
    page = vera.get(f"/leads/{harbour.id}").text
    assert "Good morning</textarea>" in page
    assert "Saved 10:42" in page
    assert "notes.txt" in page
    vera.login(studio.nora)
    hers = vera.get(f"/leads/{harbour.id}").text
    assert "Good morning" not in hers.split("timeline")[0]
    assert "Vera Lindt is writing an answer since 10:42" in hers


def test_a_draft_that_went_on_elsewhere_is_not_written_over(
    vera: HouseClient, harbour: Lead, letters: Letters, run_due: RunDue
) -> None:
    first = save(vera, harbour, words="On the phone")
    save(vera, harbour, words="On the phone, and more", revision=first.json["revision"])
    late = save(vera, harbour, words="At the desk", revision=first.json["revision"])
    assert late.status_code == 409
    assert "changed on another page" in late.json["words"]
    [draft] = everything(Unsent)
    assert draft.words == "On the phone, and more"
    data = {"subject": "S", "words": "At the desk", "revision": str(first.json["revision"])}
    vera.post(f"/leads/{harbour.id}/letters", data=data)
    run_due(NOW + GRACE)
    assert len(letters()) == 1
    assert [each.words for each in everything(Unsent)] == ["On the phone, and more"]


def test_an_emptied_draft_is_gone_and_a_late_word_of_a_sent_one_makes_none(
    vera: HouseClient, harbour: Lead
) -> None:
    first = save(vera, harbour, words="x")
    assert save(vera, harbour, revision=first.json["revision"]).json["revision"] == 0
    assert everything(Unsent) == []
    send(vera, harbour, "Sent words")
    save(vera, harbour, words="Sent words")
    assert [each.state for each in everything(Unsent)] == [UnsentState.waiting]


def test_a_draft_is_thrown_away_and_had_back(vera: HouseClient, harbour: Lead) -> None:
    save(vera, harbour, words="Perhaps")
    page = follow(vera, harbour, "draft/removal")
    assert "The draft is discarded." in page
    assert "Perhaps</textarea>" not in page
    assert "Perhaps</textarea>" in press(vera, harbour, "recall")


def test_files_of_a_refused_letter_are_kept(vera: HouseClient, harbour: Lead) -> None:
    files = [(BytesIO(b"%PDF-1.7"), "plan.pdf")]
    response = vera.fill(f"/leads/{harbour.id}", form="letter", words="", files=files)
    assert response.status_code == 422
    assert "plan.pdf" in response.text


def test_a_file_of_the_lead_goes_along_and_one_of_another_lead_does_not(
    vera: HouseClient, harbour: Lead, studio: Studio, letters: Letters, run_due: RunDue
) -> None:
    send(vera, harbour, files=[(BytesIO(b"one"), "one.txt")])
    run_due(NOW + GRACE)
    [mine] = harbour.messages[0].files
    other = studio.references[0].picture
    assert "Take along a file of this lead" in vera.get(f"/leads/{harbour.id}").text
    send(vera, harbour, "Again", kept=[str(mine.id), str(other.id), "4711"])
    run_due(NOW + 3 * GRACE)
    assert [file.name for file in harbour.messages[0].files] == ["one.txt"]


def test_a_signature_stands_under_the_letter_in_the_clients_language(
    vera: HouseClient, harbour: Lead, studio: Studio, letters: Letters, run_due: RunDue
) -> None:
    studio.vera.signature = {"en": "Vera Lindt\nKvarta, +374 00", "ru": "Вера"}
    studio.vera.signs_as = {"ru": "Вера Линдт"}
    assert "Kvarta, +374 00" in vera.get(f"/leads/{harbour.id}").text
    send(vera, harbour, "Yes.")
    send(vera, studio.leads["areni"], "Да.")
    run_due(NOW + GRACE)
    texts = {str(each["To"]): each for each in letters()}
    english = next(each for to, each in texts.items() if "harbour" in to)
    russian = next(each for to, each in texts.items() if "harbour" not in to)
    body = english.get_body(("plain",))
    html = english.get_body(("html",))
    assert body is not None
    assert html is not None
    assert (
        body.get_content()
        .replace("\r\n", "\n")
        .strip()
        .endswith("Yes.\n\n-- \nVera Lindt\nKvarta, +374 00")
    )
    assert "Kvarta, +374 00" in html.get_content()
    assert russian["From"].addresses[0].display_name == "Вера Линдт"
    assert harbour.messages[0].body == "Yes."


def test_who_may_not_write_may_do_none_of_it(
    client: HouseClient, harbour: Lead, studio: Studio, vera: HouseClient
) -> None:
    schedule(vera, harbour)
    [waiting] = everything(Unsent)
    browser = client.login(studio.timur)
    for path in ("draft", "draft/removal", f"unsent/{waiting.id}/recall"):
        assert browser.post(f"/leads/{harbour.id}/{path}").status_code == 403
    browser.login(studio.vera)
    other = studio.leads["northgate"]
    assert "the letter has left" in follow(browser, other, f"unsent/{waiting.id}/recall")
    assert everything(Unsent)[0].state is UnsentState.waiting
