"""Acceptance: with name and consent, to exactly the file that was shown, once, with a record."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from email.message import EmailMessage
from hashlib import sha256
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from agency.demo.studio import Studio
from agency.followups.models import Enrollment, EnrollmentState
from agency.kernel.db import db
from agency.kernel.files import store
from agency.kernel.timeline import Entry
from agency.leads.models import Stage
from agency.portal.agreeing import SETTLED
from agency.proposals import paper
from agency.proposals.acceptance import Acceptance
from agency.proposals.models import Proposal, ProposalState
from agency.tasks.models import Task
from agency.tasks.projects import Project
from tests.offers import a_draft, door, sent, with_options
from tests.support import NOW, HouseClient, forms_of


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """One, unless a test asks for both: between them, those that do say to PostgreSQL all that is said here."""
    return str(getattr(request, "param", "sqlite"))


both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


Letters = Callable[[], list[EmailMessage]]
RunDue = Callable[[datetime], int]
ANSWER = {"name": "Inês Carvalho", "role": "Owner", "consent": "y"}


def seal(client: HouseClient, link: str) -> dict[str, str]:
    """The hidden fields of the form as the page shows it."""
    page = client.get(link).text
    form = next(one for one in forms_of(page) if one.action.startswith(f"{link}/acceptance"))
    return dict(form.fields)


def accept(client: HouseClient, link: str, **typed: str) -> Any:
    data = {**seal(client, link), **ANSWER, **typed}
    return client.post(f"{link}/acceptance", data={k: v for k, v in data.items() if v is not None})


def records() -> list[Acceptance]:
    return list(db.session.scalars(sa.select(Acceptance)))


def test_name_and_tick_make_the_record(client: HouseClient, offer: Proposal, link: str) -> None:
    answer = accept(client, link)
    assert (answer.status_code, answer.location) == (303, f"{link}#accept")
    record = offer.acceptance
    assert record is not None
    assert offer.paper is not None
    assert (record.name, record.role, record.accepted_at) == ("Inês Carvalho", "Owner", NOW)
    assert record.clocks == "19 March 2026, 06:42 (Porto); 10:42 (Yerevan)"
    assert (record.version, record.choice) == (1, {"lines": {}, "variants": {}})
    assert (record.ip, record.user_agent[:8]) == ("127.0.0.1", "Werkzeug")
    assert record.sha256 == offer.paper.sha256
    assert record.total_minor == 1702600
    assert record.contact_id == offer.lead.contact_id
    assert record.guest_link_id is not None
    assert "17,026" in record.consent
    assert "Olaria Nova" in record.consent


def test_the_page_shows_the_record_from_then_on(
    client: HouseClient, offer: Proposal, link: str
) -> None:
    consent = "I accept this proposal by Kvarta"
    assert consent in client.get(link).text
    accept(client, link)
    page = client.get(link).text
    assert offer.paper is not None
    for words in (
        "It is agreed",
        "Inês Carvalho",
        "19 March 2026, 06:42 (Porto); 10:42 (Yerevan)",
        offer.paper.sha256,
    ):
        assert words in page
    assert "Accept for" not in page
    assert client.get(f"{link}/proposal.pdf").status_code == 200


def test_acceptance_wins_the_lead_ends_the_follow_ups_and_begins_the_work(
    client: HouseClient, offer: Proposal, link: str
) -> None:
    accept(client, link)
    assert (offer.state, offer.lead.stage) == (ProposalState.accepted, Stage.won)
    assert [one.state for one in db.session.scalars(sa.select(Enrollment))] == [
        EnrollmentState.stopped
    ]
    project = db.session.scalars(sa.select(Project)).one()
    tasks = db.session.scalars(sa.select(Task).where(Task.project_id == project.id)).all()
    assert {task.line_id for task in tasks} == {line.id for line in offer.lines}
    kinds = list(db.session.scalars(sa.select(Entry.kind).where(Entry.stream_id == offer.lead_id)))
    assert kinds.count("proposals.accepted") == 1


@both
def test_the_client_gets_the_record_and_the_file_by_mail(
    client: HouseClient, offer: Proposal, link: str, letters: Letters, run_due: RunDue
) -> None:
    accept(client, link)
    run_due(NOW)
    letter = letters()[-1]
    body: Any = letter.get_body(("plain",))
    text = body.get_content()
    assert offer.paper is not None
    assert letter["Subject"] == "Agreed: A shop window for clay"
    assert letter["Auto-Submitted"] == "auto-generated"
    for words in ("Inês Carvalho", offer.paper.sha256, "06:42 (Porto); 10:42 (Yerevan)"):
        assert words in text
    attached = list(letter.iter_attachments())
    assert [part.get_content_type() for part in attached] == ["application/pdf"] * 2
    files = [part.get_payload(decode=True) for part in attached]
    assert files[0] == offer.paper.read()
    assert sha256(files[1]).hexdigest() in text


@both
def test_accepting_twice_shows_the_same_record(
    client: HouseClient, offer: Proposal, link: str, letters: Letters
) -> None:
    sealed = seal(client, link)
    first = client.post(f"{link}/acceptance", data={**sealed, **ANSWER})
    count = len(letters())
    again = client.post(f"{link}/acceptance", data={**sealed, **ANSWER, "name": "Another"})
    assert first.location == again.location
    assert [record.name for record in records()] == ["Inês Carvalho"]
    assert len(letters()) == count


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ({"name": ""}, "Enter your first and last name"),
        ({"name": "  x "}, "Enter your first and last name"),
        ({"name": "x" * 161}, "Enter your first and last name"),
        ({"consent": None}, "Tick the box"),
        ({"role": ""}, "Enter your position"),
    ],
)
@both
def test_without_name_or_tick_nothing_is_agreed_and_what_was_typed_is_kept(
    client: HouseClient, offer: Proposal, link: str, typed: dict[str, str], advice: str
) -> None:
    answer = accept(client, link, **typed)
    assert answer.status_code == 422
    assert advice in answer.text
    if typed.get("name") is None:
        assert 'value="Inês Carvalho"' in answer.text
    assert records() == []


@both
def test_another_file_than_the_one_that_was_shown_is_not_accepted(
    client: HouseClient, offer: Proposal, link: str
) -> None:
    sealed = seal(client, link)
    offer.paper = store(b"%PDF other", name="x.pdf", content_type="application/pdf", at=NOW)
    answer = client.post(f"{link}/acceptance", data={**sealed, **ANSWER})
    assert answer.status_code == 422
    assert "This form came without its seal" in answer.text
    assert records() == []
    # What is on the page now can be accepted, as it is shown now.
    assert accept(client, link).status_code == 303
    assert records()[0].sha256 == offer.paper.sha256


@pytest.mark.parametrize("forged", ["", "x", "InB1cnBvc2Ui.aaaa.bbbb"])
def test_a_form_with_a_broken_seal_is_refused(
    client: HouseClient, offer: Proposal, link: str, forged: str
) -> None:
    name = next(name for name in seal(client, link) if "csrf" in name)
    answer = accept(client, link, **{name: forged})
    assert answer.status_code == 422
    assert records() == []


@both
def test_the_seal_of_one_proposal_does_not_open_another(
    client: HouseClient, studio: Studio, offer: Proposal, link: str
) -> None:
    theirs = sent(a_draft(studio.leads["northgate"], studio.vera))
    foreign = seal(client, theirs)
    assert client.post(f"{link}/acceptance", data={**foreign, **ANSWER}).status_code == 422
    assert records() == []


def test_the_seal_of_one_link_does_not_serve_another(
    client: HouseClient, offer: Proposal, link: str
) -> None:
    foreign = seal(client, door(offer))
    assert client.post(f"{link}/acceptance", data={**foreign, **ANSWER}).status_code == 422


def test_what_was_withdrawn_a_second_ago_is_not_accepted(
    client: HouseClient, offer: Proposal, link: str
) -> None:
    sealed = seal(client, link)
    offer.withdraw(at=NOW)
    answer = client.post(f"{link}/acceptance", data={**sealed, **ANSWER})
    assert answer.status_code == 410
    assert "We have withdrawn this version" in answer.text
    assert "<dd>Inês Carvalho</dd>" in answer.text, "what was typed is not lost"
    assert records() == []


@both
def test_what_has_run_out_is_not_accepted(client: HouseClient, offer: Proposal, link: str) -> None:
    sealed = seal(client, link)
    assert offer.valid_until is not None
    offer.valid_until = NOW.date().replace(day=1)
    answer = client.post(f"{link}/acceptance", data={**sealed, **ANSWER})
    assert answer.status_code == 410
    assert "This version has run out" in answer.text
    assert records() == []


@both
def test_two_acceptances_at_one_instant_are_one(
    app: Flask, client: HouseClient, offer: Proposal, link: str
) -> None:
    sealed = seal(client, link)
    db.session.commit()

    def press(name: str) -> int:
        browser = FlaskClient(app, app.response_class)
        sent = {**sealed, **ANSWER, "name": name}
        return browser.post(f"{link}/acceptance", data=sent).status_code

    with ThreadPoolExecutor(4) as people:
        answers = list(people.map(press, ["Inês One", "Inês Two", "Inês Three", "Inês Four"]))
    assert answers == [303] * 4
    assert len(records()) == 1
    assert len(db.session.scalars(sa.select(Project)).all()) == 1


@both
def test_of_two_who_accept_different_choices_at_one_instant_one_is_heard(
    app: Flask,
    client: HouseClient,
    studio: Studio,
    run_due: RunDue,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(paper, "document_pdf", lambda document, **more: b"%PDF-1.7 short")
    offer = with_options(a_draft(studio.leads["northgate"], studio.vera))
    link = sent(offer)
    client.post(f"{link}/choice", data={"take": ["lenses"], "variant-1": "full"})
    run_due(NOW + SETTLED)
    other = door(offer)
    sealed = {way: seal(client, way) for way in (link, other)}
    assert sealed[link]["choice"] != sealed[other]["choice"]
    db.session.commit()

    def press(way: str) -> int:
        browser = FlaskClient(app, app.response_class)
        return browser.post(f"{way}/acceptance", data={**sealed[way], **ANSWER}).status_code

    with ThreadPoolExecutor(4) as people:
        answers = list(people.map(press, [link, other, link, other]))
    assert answers == [303] * 4
    record, agreed = offer.acceptance, offer.agreed_paper
    assert record is not None and agreed is not None
    assert record.sha256 == agreed.sha256
    assert record.total_minor == offer.total.least.minor
    assert record.choice == offer.choice.data()


def test_a_lead_without_an_address_can_still_agree(
    client: HouseClient, offer: Proposal, link: str, letters: Letters
) -> None:
    count = len(letters())
    offer.lead.contact.email = None
    assert accept(client, link).status_code == 303
    assert len(letters()) == count


@both
def test_the_database_refuses_to_change_or_remove_a_record_but_knows_the_person_better(
    client: HouseClient, offer: Proposal, link: str, database: str
) -> None:
    accept(client, link)
    db.session.commit()
    columns = ", ".join(
        column.name for column in Acceptance.__table__.columns if column.name != "id"
    )
    others = columns.replace("name", "'Another'", 1)
    anyhow = [
        "UPDATE acceptance SET name = 'Another'",
        "UPDATE acceptance SET sha256 = '0'",
        "UPDATE acceptance SET most_minor = 1",
        "UPDATE acceptance SET id = 77",
        "DELETE FROM acceptance",
    ]
    if database == "sqlite":
        anyhow += [
            f"INSERT OR REPLACE INTO acceptance ({columns}) SELECT {others} FROM acceptance",
            f"REPLACE INTO acceptance (id, {columns}) SELECT id, {others} FROM acceptance",
            "UPDATE OR REPLACE acceptance SET rowid = 77",
        ]
    for statement in anyhow:
        with pytest.raises(sa.exc.IntegrityError, match="written once"):
            db.session.execute(sa.text(statement))
        db.session.rollback()
    record = records()[0]
    record.ip = "::1"
    with pytest.raises(sa.exc.IntegrityError, match="written once"):
        db.session.commit()
    db.session.rollback()
    db.session.execute(sa.update(Acceptance).values(contact_id=None))
    assert records()[0].name == "Inês Carvalho"


def test_members_of_the_house_see_the_record(
    client: HouseClient, studio: Studio, offer: Proposal, link: str
) -> None:
    accept(client, link)
    page = client.login(studio.timur).get(f"/proposals/{offer.id}").text
    assert "Inês Carvalho accepted it on 19 March 2026 at 06:42." in page
    assert offer.paper is not None
    assert offer.paper.sha256 in page
