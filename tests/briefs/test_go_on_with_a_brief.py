"""Going on: by a mailed link, with what is known, and by the hand of a colleague or ours."""

import re
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Request
from werkzeug.test import EnvironBuilder

from agency.briefs import queries
from agency.briefs.answers import By, Giver
from agency.briefs.arriving import came_with
from agency.briefs.hands import Hand, spoken_name
from agency.briefs.models import Brief
from agency.briefs.questionnaire import Page, Question, Questionnaire
from agency.demo.studio import Studio
from agency.flows.brief_amended import brief_amended
from agency.flows.brief_sent import brief_sent
from agency.kernel import clock, timeline
from agency.kernel.auth import GuestLink
from agency.kernel.db import db
from agency.leads.models import Lead, Turn
from tests.briefs.support import Kind, asked, begun, hand_in, said, the_brief
from tests.support import HouseClient, everything, forms_of

Letters = Callable[[], list[EmailMessage]]
HEARD = "leads.heard"
LATER, NAME, ADDRESS = "later-address", "hand-name", "hand-address"


@pytest.fixture
def database() -> str:
    """No statement here is of one database only."""
    return "sqlite"


def words_of(letter: EmailMessage) -> str:
    """The letter as text."""
    return str(letter.get_body(("plain",)).get_content())  # type: ignore[union-attr]


def link_in(letter: EmailMessage, kind: str) -> str:
    """The path of the link that it brings."""
    found = re.search(rf"/brief/{kind}/[\w-]+", words_of(letter))
    assert found is not None
    return found[0]


def test_the_link_goes_by_mail_and_opens_where_it_was_left(
    client: HouseClient, studio: Studio, letters: Letters
) -> None:
    address, before = begun(client), len(letters())
    page = client.get(f"{address}/2").text
    assert forms_of(page)[0].fields[LATER] == "ines@azulejonorte.example"
    typed = {asked(Kind.link, 2).field: "https://azulejonorte.example"}
    gone = client.fill(f"{address}/2", _press="letter", **typed)
    assert gone.status_code == 303
    assert "The link is on its way" in client.get(gone.location).text
    (letter,) = letters()[before:]
    assert letter["To"] == "ines@azulejonorte.example"
    assert letter["Auto-Submitted"] is None
    assert "Hello Inês," in words_of(letter)
    assert re.search(r"It works until \d+ \w+ \d{4}\.", words_of(letter))
    fresh = link_in(letter, "f")
    assert fresh != address
    # What was typed beside it is kept, and the first link opens it still.
    assert client.get(fresh).location == f"{fresh}/2"
    assert said(Kind.link, 2) == "https://azulejonorte.example"
    assert client.get(f"{address}/2").status_code == 200


def test_it_goes_three_times_a_day_and_to_an_address_only(
    client: HouseClient, studio: Studio, letters: Letters
) -> None:
    address, before = begun(client), len(letters())
    wrong = client.fill(f"{address}/2", _press="letter", **{LATER: "nobody at all"})
    assert wrong.status_code == 422
    assert "Look at the address again" in wrong.text
    assert 'value="nobody at all"' in wrong.text
    answers = [client.fill(f"{address}/2", _press="letter") for _ in range(4)]
    assert [each.status_code for each in answers] == [303, 303, 303, 422]
    assert "several of these letters today" in answers[-1].text
    assert len(letters()) == before + 3
    # Nor is it a way to write to everybody.
    for n in range(8):
        last = client.fill(f"{address}/2", _press="letter", **{LATER: f"x{n}@tiles.example"})
    assert last.status_code == 422
    assert len(letters()) == before + 10


def test_a_link_that_has_ended_says_so_and_mails_a_fresh_one(
    client: HouseClient, studio: Studio, letters: Letters
) -> None:
    address = begun(client, lang="ru")
    for link in everything(GuestLink):
        link.expires_at = clock.now() - timedelta(days=1)
    page = client.get(f"{address}/2")
    assert page.status_code == 410
    assert "This link has ended" in page.text
    assert "ines@" not in page.text
    gone = client.post(f"{address}/link")
    assert "A fresh link is on its way" in client.get(gone.location).text
    assert client.get(f"{link_in(letters()[-1], 'f')}/2").status_code == 200
    assert letters()[-1]["To"] == "ines@azulejonorte.example"
    # Where nobody ever said an address, there is none to mail it to.
    brief = the_brief()
    brief.answers.clear()
    assert "Mail me a fresh link" not in client.get(f"{address}/2").text
    assert client.get("/brief/f/nothing/2").status_code == 404


@pytest.fixture
def sent(studio: Studio) -> Brief:
    """A brief that Vera sent on the harbour's lead."""
    template = queries.live_template("website")
    assert template is not None
    brief = brief_sent(studio.leads["harbour"], template, by=studio.members["vera"], at=clock.now())
    db.session.commit()
    return brief


def test_what_is_known_lies_folded_and_only_the_rest_is_asked(
    client: HouseClient, studio: Studio, sent: Brief, letters: Letters
) -> None:
    contact = studio.leads["harbour"].contact
    assert not sent.is_begun
    assert {each.given_by for each in sent.answers} == {Giver.known}
    page = client.get(f"{link_in(letters()[-1], 'f')}/1").text
    folded = page.partition("We know already:")[2].partition("</summary>")[0]
    assert contact.name in folded
    assert str(contact.email) in folded
    assert not page.partition("We know already:")[2].count('aria-invalid="true"')
    # Sent as it lies there, it stays known; another name is theirs.
    address = link_in(letters()[-1], "f")
    client.fill(
        f"{address}/1", **{asked(Kind.long, 1).field: "Boats.", asked(Kind.name, 1).field: "S."}
    )
    given = {one.question_key: one.given_by for one in the_one(sent).answers}
    assert given[asked(Kind.email, 1).key] is Giver.known
    assert given[asked(Kind.name, 1).key] is Giver.client


def the_one(brief: Brief) -> Brief:
    """The brief as it lies in the database."""
    found = queries.brief(brief.id)
    assert found is not None
    return found


def test_a_page_of_which_all_is_known_is_passed_over(
    client: HouseClient, studio: Studio, sent: Brief, letters: Letters
) -> None:
    who_we_are = sent.asks.pages[0]
    assert not sent.knows(who_we_are)
    for question in who_we_are.questions:
        if not sent.is_known(question):
            sent.answer(question, "Known.", at=studio.now, by=(Giver.known, None))
    db.session.commit()
    assert sent.knows(who_we_are)
    address = link_in(letters()[-1], "f")
    assert client.get(address).location == f"{address}/2"
    assert client.get(f"{address}/1").status_code == 200


def test_a_colleague_answers_one_page_and_nothing_else(
    client: HouseClient, studio: Studio, letters: Letters
) -> None:
    address, before = begun(client, name="Inês http://casino.example <b>"), len(letters())
    asks = {NAME: "Tomás Nunes", ADDRESS: "tomas@azulejonorte.example"}
    assert client.fill(f"{address}/3", _press="hand", **asks).status_code == 303
    (letter,) = letters()[before:]
    assert letter["To"].addresses[0].addr_spec == "tomas@azulejonorte.example"
    assert "casino.example" not in words_of(letter)
    assert "<b>" not in words_of(letter)
    page = link_in(letter, "h")
    html = client.get(page).text
    assert "What should it feel like?" in html
    assert "Go on later" not in html
    assert "ines@azulejonorte.example" not in html
    assert "with Tomás" in client.get(f"{address}/2").text
    never = asked(Kind.long, 3, 1)
    assert client.fill(page, **{never.field: "No white void."}).location == page
    assert "Thank you, Tomás" in client.get(page).text
    answer = the_brief().answer_to(never)
    (hand,) = everything(Hand)
    assert answer is not None
    assert (answer.given_by, answer.giver_id) == (Giver.colleague, hand.id)
    assert "back from Tomás" in client.get(f"{address}/2").text
    # Whatever the form says, one page is given back and no brief is sent: that is the client's to do.
    client.fill(f"{address}/2", **{asked(Kind.long, 2).field: "Sell."})
    client.fill(f"{address}/4", _press="back", **{asked(Kind.budget, 4).field: "10-20"})
    assert the_brief().page_to_mend() is None
    assert client.fill(f"{page}?again=1", go="send").location == page
    # It was told once that the page is back.
    _asked_for, back = letters()[before:]
    assert back["To"] == "ines@azulejonorte.example"
    assert back["Subject"].startswith("Tomás Nunes has answered “")
    assert "casino.example" not in words_of(back) and "Hello Inês," in words_of(back)
    assert client.get(link_in(back, "f")).status_code == 302
    assert not the_brief().is_submitted
    # The client sends the same page on: what Tomás said stays his.
    client.fill(f"{address}/3")
    answer = the_brief().answer_to(never)
    assert answer is not None
    assert answer.given_by is Giver.colleague
    assert client.get(f"{page}/2").status_code == 404
    hand_in_all(client, address)
    assert "answered by Tomás Nunes" in client.get(f"{address}/thanks").text
    assert "Look at them again" not in client.get(f"{page}?again=1").text


def hand_in_all(client: HouseClient, address: str) -> None:
    """What is left of a begun brief, and sent."""
    task = {asked(Kind.long, 2).field: "Sell."}
    assert client.fill(f"{address}/2", **task).status_code == 303
    assert hand_in(client, address).status_code == 303


def test_the_page_can_be_taken_back_and_few_are_asked(
    client: HouseClient, studio: Studio, letters: Letters
) -> None:
    address, before = begun(client), len(letters())
    refused = client.fill(f"{address}/3", _press="hand", **{NAME: "", ADDRESS: "tomas"})
    assert refused.status_code == 422
    assert "Write their name." in refused.text
    for n in range(5):
        asks = {NAME: f"T{'x' * n}", ADDRESS: f"t{n}@azulejonorte.example"}
        assert client.fill(f"{address}/3", _press="hand", **asks).status_code == 303
    assert len(letters()) == before + 5
    assert "as many colleagues as one brief allows" in client.get(f"{address}/3").text
    page = link_in(letters()[-1], "h")
    last = everything(Hand)[-1]
    client.fill(f"{address}/3", take_back=str(last.id))
    assert client.get(page).status_code == 410
    sixth = client.fill(f"{address}/3", go="hand", **{NAME: "Six", ADDRESS: "six@x.example"})
    assert sixth.status_code == 422
    assert len(everything(Hand)) == 5


def test_a_name_in_a_letter_is_a_name() -> None:
    assert spoken_name("J. R. O’Neill-Smith ") == "J. R. O’Neill-Smith"
    assert (
        spoken_name("Win at www.casino.example/now!\n\nNOW") == "Win at www casino example now NOW"
    )
    assert len(spoken_name("a" * 500)) == 80


def test_one_of_us_fills_it_in_on_the_phone(client: HouseClient, studio: Studio) -> None:
    lead, vera = studio.leads["harbour"], studio.members["vera"]
    source = lead.source
    client.login(vera)
    template = queries.live_template("website")
    assert template is not None
    lead_page = f"/leads/{lead.id}"
    client.fill(lead_page, "send-brief")  # the form is there
    begin_at = f"{lead_page}/briefs/filling"
    gone = client.post(begin_at, data={"template": template.id})
    assert client.post(begin_at, data={"template": template.id}).location == gone.location
    here = gone.location.rpartition("/")[0]
    about = asked(Kind.long, 1)
    assert client.fill(f"{here}/1", **{about.field: "Boats."}).location == f"{here}/2"
    brief = the_brief()
    answer = brief.answer_to(about)
    assert answer is not None
    assert (answer.given_by, answer.giver_id) == (Giver.member, vera.id)
    page = client.get(f"{here}/2").text
    assert "Each answer is marked as written by you." in page
    client.fill(f"{here}/2", **{asked(Kind.long, 2).field: "Sell."})
    client.fill(f"{here}/3")
    end = client.fill(f"{here}/4", **{asked(Kind.budget, 4).field: "10-20"})
    assert end.location == f"/briefs/{brief.id}"
    assert "written down by" in client.get(end.location).text
    found = db.session.get(Lead, lead.id)
    assert found is not None
    assert found.source is source
    assert the_brief().is_submitted
    # Whoever spoke with us was heard, at the first page, at the last, and at what is changed later.
    by: By = (Giver.member, vera.id)
    heard = found.heard_at
    brief.reopen(at=heard)
    brief.answer(about, "Boats and sails.", at=heard, by=by)
    assert brief_amended(brief, by=by, at=heard + timedelta(hours=1)) is not None
    assert found.heard_at == heard + timedelta(hours=1) and found.turn is Turn.ours
    ways = [each.data["channel"] for each in timeline.entries(found.stream) if each.kind == HEARD]
    assert ways[-2:] == ["phone", "phone"]
    db.session.commit()
    assert f"{vera.name}" in client.get(lead_page).text
    client.login(studio.members["timur"])
    assert client.get(f"{here}/1").status_code == 403


def test_nobody_consents_by_a_link_that_somebody_else_made() -> None:
    named = Question("who", Kind.name, {"en": "Who are you?"})
    agrees = Question("agrees", Kind.consent, {"en": "I agree."})
    asks = Questionnaire((Page("p1", 1, {"en": "You"}, questions=(named, agrees)),))
    page = Request(EnvironBuilder("/brief/x?q-agrees=yes&q-who=Ana").get_environ())
    assert came_with(page, asks, host="kvarta.example").answers == {"who": ["Ana"]}
