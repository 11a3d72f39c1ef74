"""The house's own mailbox: read what a client got, answer as the client, write in as somebody new."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from flask import Flask

from agency.demo.studio import Studio
from agency.kernel import clock
from agency.kernel.db import db
from agency.kernel.mail.models import Letter
from agency.leads import mails
from agency.leads.models import Lead, Message, Turn
from tests.support import HouseClient, everything


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """One, unless a test asks for both: between them, those that do say to PostgreSQL all that is said here."""
    return str(getattr(request, "param", "sqlite"))


both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


RunDue = Callable[[datetime], int]


def a_letter(studio: Studio, run_due: RunDue) -> Letter:
    """An answer to Olaria Nova that stayed home."""
    now = clock.now()
    message = mails.write(
        studio.leads["olaria"],
        words="Good morning,\n\nhere is an answer.",
        subject="Re: A web shop",
        by=studio.vera,
        automatic=False,
        at=now,
    )
    db.session.commit()
    run_due(now)
    assert message.letter is not None
    return message.letter


def test_a_letter_lies_there_as_the_client_sees_it(
    client: HouseClient, studio: Studio, run_due: RunDue
) -> None:
    letter = a_letter(studio, run_due)
    client.login(studio.vera)
    assert "ines@olarianova.example" in client.get("/dev/mail").text
    assert "Re: A web shop" in client.get(f"/dev/mail/{letter.id}").text
    page = client.get(f"/dev/mail/{letter.id}/page")
    assert "here is an answer" in page.text
    assert "script" not in page.headers["Content-Security-Policy"].replace("default-src", "")


def test_a_letter_can_be_read_as_text_and_with_its_headers(
    client: HouseClient, studio: Studio, run_due: RunDue
) -> None:
    letter = a_letter(studio, run_due)
    client.login(studio.vera)
    text = client.get(f"/dev/mail/{letter.id}?as=text").text
    assert "Good morning,\n\nhere is an answer." in text.replace("\r\n", "\n")
    assert "<iframe" not in text
    headers = client.get(f"/dev/mail/{letter.id}?as=headers").text
    assert "Message-ID" in headers
    assert "&lt;" in headers
    assert "<iframe" in client.get(f"/dev/mail/{letter.id}?as=nonsense").text


@both
def test_links_in_a_letter_open_outside_of_it_and_nothing_in_it_runs(
    client: HouseClient, studio: Studio, run_due: RunDue
) -> None:
    letter = a_letter(studio, run_due)
    page = client.login(studio.vera).get(f"/dev/mail/{letter.id}/page")
    assert '<base target="_blank">' in page.text
    policy = page.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox")
    # Else the proposal behind the link could not be accepted: its form would be boxed in as well.
    assert "allow-popups-to-escape-sandbox" in policy
    assert "allow-scripts" not in policy
    assert "default-src 'none'" in policy


@both
def test_letters_that_left_the_house_do_not_lie_here(
    client: HouseClient, studio: Studio, run_due: RunDue
) -> None:
    letter = a_letter(studio, run_due)
    letter.stayed_home = False
    db.session.commit()
    client.login(studio.vera)
    assert "Re: A web shop" not in client.get("/dev/mail").text
    for way in ("", "/page", "/files/0"):
        assert client.get(f"/dev/mail/{letter.id}{way}").status_code == 404
    assert client.post(f"/dev/mail/{letter.id}/replies", data={"words": "Hi"}).status_code == 404


def test_the_answer_is_a_real_reply(client: HouseClient, studio: Studio, run_due: RunDue) -> None:
    letter = a_letter(studio, run_due)
    client.login(studio.vera).fill(f"/dev/mail/{letter.id}", form="answer", words="Obrigada!")
    message = everything(Message)[-1]
    assert message.references[-1] == letter.message_id
    assert message.subject == "Re: A web shop"
    assert message.contact.email == "ines@olarianova.example"
    assert message.raw is not None


def test_an_answer_without_words_is_not_sent(
    client: HouseClient, studio: Studio, run_due: RunDue
) -> None:
    letter = a_letter(studio, run_due)
    before = len(everything(Message))
    answer = client.login(studio.vera).fill(f"/dev/mail/{letter.id}", form="answer", words="")
    assert answer.status_code == 422
    assert "Write the client’s answer" in answer.text
    assert len(everything(Message)) == before


def test_an_answer_as_the_client_joins_its_lead(
    client: HouseClient, studio: Studio, run_due: RunDue
) -> None:
    letter = a_letter(studio, run_due)
    client.login(studio.vera)
    before = len(everything(Lead))
    response = client.fill(
        f"/dev/mail/{letter.id}", form="answer", words="Obrigada! What would it cost?"
    )
    assert response.status_code == 303
    lead = studio.leads["olaria"]
    assert response.location.endswith(f"/leads/{lead.id}")
    assert len(everything(Lead)) == before
    assert lead.turn is Turn.ours
    assert everything(Message)[-1].body.startswith("Obrigada! What would it cost?")


def test_somebody_new_becomes_a_lead_with_its_clock_running(
    client: HouseClient, studio: Studio
) -> None:
    client.login(studio.vera)
    response = client.fill(
        "/dev/mail/letters",
        name="Анна Мороз",
        address="anna@moroz.example",
        subject="Сайт для мастерской",
        words="Здравствуйте! Делаем стулья, хотим сайт.",
    )
    assert response.status_code == 303
    lead = everything(Lead)[-1]
    assert (lead.contact.name, lead.title) == ("Анна Мороз", "Сайт для мастерской")
    assert lead.waits_for_first_response


def test_a_letter_without_words_is_not_sent_and_says_what_to_do(
    client: HouseClient, studio: Studio
) -> None:
    client.login(studio.vera)
    response = client.fill(
        "/dev/mail/letters", name="Ana", address="not an address", subject="Hi", words=""
    )
    assert response.status_code == 422
    assert "Enter an address, like ana@example.com" in response.text
    assert "not an address" in response.text


@both
def test_with_a_mail_server_there_is_no_such_mailbox(
    app: Flask, client: HouseClient, studio: Studio
) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], smtp_url="smtp://localhost:2525")
    client.login(studio.vera)
    assert client.get("/dev/mail").status_code == 404


def test_a_stranger_does_not_read_our_letters(client: HouseClient, studio: Studio) -> None:
    assert client.get("/dev/mail").status_code == 302
