"""The contact form: whoever writes becomes a lead at once, or waits for a look when it may be a robot."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from agency.demo.studio import Studio
from agency.kernel import clock, work
from agency.leads.models import Channel, Lead
from agency.leads.ways_in import contact_form
from agency.leads.ways_in.contact_form import Start
from agency.leads.ways_in.deliveries import Delivery, Standing
from agency.leads.ways_in.reasons import Why
from tests import small_work
from tests.support import NOW, HouseClient, everything, forms_of

WORDS = {
    "name": "Ana Prado",
    "address": "ana@prado.example",
    "words": "We sell chairs.\nCould you build us a shop?",
    "service": "website",
    "zone": "Europe/Lisbon",
}


@pytest.fixture
def database() -> str:
    """One database is enough: the API asks both."""
    return "sqlite"


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch, studio: Studio) -> None:
    """The page was opened a minute ago."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    seal = Start.seal
    monkeypatch.setattr(Start, "seal", staticmethod(lambda at: seal(at - timedelta(minutes=1))))


def _lead() -> Lead:
    (found,) = [lead for lead in everything(Lead) if lead.source is Channel.form]
    return found


def test_a_visitor_becomes_a_lead_and_learns_by_when_they_hear(
    client: HouseClient, studio: Studio
) -> None:
    file = (io.BytesIO(b"%PDF-1.7 chairs"), "chairs.pdf")
    sent = client.fill("/contact?lang=en", **WORDS, phone="220 001 122", files=file)
    assert sent.status_code == 303, sent.text
    lead = _lead()
    assert lead.contact.phone == "+351220001122", "read as one of Portugal, where the browser is"
    assert lead.messages[0].body == WORDS["words"]
    assert [each.name for each in lead.messages[0].files] == ["chairs.pdf"]
    assert (lead.client.zone, lead.client.country) == ("Europe/Lisbon", "PT")
    thanks = client.get(sent.location)
    assert "Thank you, Ana" in thanks.text and "06:57" in thanks.text
    assert client.get("/contact/nobody-knows").status_code == 404


def test_the_machine_says_when_the_answer_comes_if_nobody_is_faster(
    client: HouseClient, run_due: Callable[[datetime], int], letters: Callable[[], list[Any]]
) -> None:
    client.fill("/contact?lang=ru", **{**WORDS, "words": "Нужен магазин"})
    run_due(NOW + timedelta(minutes=16))
    assert [each["To"] for each in letters()] == ["Ana Prado <ana@prado.example>"]
    assert _lead().client.language == "ru"


def test_pressed_twice_it_is_one_inquiry_and_other_words_are_another(client: HouseClient) -> None:
    page = forms_of(client.get("/contact").text)
    data = {**next(one for one in page if one.id == "contact").fields.to_dict(), **WORDS}
    first, second = client.post("/contact", data=data), client.post("/contact", data=data)
    assert first.location == second.location
    _lead()
    client.post("/contact", data={**data, "words": "And a blog."})
    assert len(everything(Delivery)) == 2


def test_what_does_not_fit_says_what_to_do_and_keeps_what_was_typed(client: HouseClient) -> None:
    file = (io.BytesIO(b"%PDF-1.7 chairs"), "chairs.pdf")
    wrong = {**WORDS, "name": "", "address": "ana at prado", "phone": "call me", "files": file}
    answer = client.fill("/contact?lang=en", **wrong)
    assert answer.status_code == 422
    assert "Enter the number with its country, like +351 912 345 678." in answer.text
    assert "Write the whole address" in answer.text and "call me" in answer.text
    assert "chairs.pdf" in answer.text
    again = next(one for one in forms_of(answer.text) if one.id == "contact").fields.to_dict()
    mended = {**again, "name": "Ana", "address": "", "phone": "+351 220 001 122"}
    assert client.post("/contact", data=mended).status_code == 303
    assert [each.name for each in _lead().messages[0].files] == ["chairs.pdf"]
    nobody = client.fill("/contact?lang=en", **{**WORDS, "address": ""})
    assert "Write an address or a phone" in nobody.text
    program = (io.BytesIO(b"MZ\x00" * 9), "chairs.exe")
    assert "is a program" in client.fill("/contact?lang=en", **WORDS, files=program).text


def test_another_language_loses_nothing_typed(client: HouseClient) -> None:
    answer = client.fill("/contact?lang=en", **{**WORDS, "address": ""}, speak="ru")
    assert answer.status_code == 200
    assert '<html lang="ru">' in answer.text
    assert "We sell chairs." in answer.text and 'class="errors"' not in answer.text


def test_what_looks_like_a_robot_waits_for_a_look_and_a_person_makes_it_a_lead(
    client: HouseClient, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.fill("/contact?lang=en", **WORDS | {"words": "One"}, trap="buy")
    client.fill("/contact?lang=en", **WORDS | {"words": "Two"}, start="nothing of ours")
    monkeypatch.setattr(contact_form, "HASTE", timedelta(hours=1))
    hasty = client.fill("/contact?lang=en", **WORDS | {"words": "Three"})
    assert "a person looks at it" in client.get(hasty.location).text
    assert [each.reason for each in everything(Delivery)] == [Why.trap, Why.unsealed, Why.haste]
    assert not [lead for lead in everything(Lead) if lead.source is Channel.form]
    client.login(studio.vera)
    assert "A field that only robots see" in client.get("/deliveries?state=aside").text
    doubt = everything(Delivery)[2]
    assert client.fill(f"/deliveries/{doubt.id}", "reading").status_code == 303
    lead = _lead()
    assert lead.messages[0].body == "Three"
    assert everything(Delivery)[2].state is Standing.understood
    first = everything(Delivery)[0]
    client.fill(f"/deliveries/{first.id}", "dismissal")
    assert everything(Delivery)[0].state is Standing.dismissed
    client.login(studio.timur)
    assert client.post(f"/deliveries/{first.id}/reading").status_code == 403


def test_the_small_work_of_a_browser_excuses_haste_and_made_up_work_is_noticed(
    client: HouseClient, studio: Studio
) -> None:
    page = client.get("/contact?lang=en").text
    (form,) = [one for one in forms_of(page) if one.id == "contact"]
    hasty = {**form.fields.to_dict(), **WORDS, "start": Start.seal(NOW + timedelta(minutes=1))}
    proved = small_work.done(work.task_for(hasty["start"], at=NOW))
    client.post("/contact", data=hasty | {"work": proved})
    assert _lead().contact.name == WORDS["name"]
    client.post("/contact", data={**form.fields.to_dict(), **WORDS, "work": proved})
    assert everything(Delivery)[-1].reason is Why.forged
