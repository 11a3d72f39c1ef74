"""The link in the pages reads, the one in the letter decides; and what has run out is asked for with one press."""

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from urllib.parse import urlsplit

import pytest

from agency.demo.studio import Studio
from agency.kernel import clock
from agency.kernel.mail import suppression
from agency.kernel.mail.suppression import Why
from agency.leads.models import Message
from agency.leads.standing import Turn
from agency.people.notices import Notice
from agency.proposals.links import COPY_KIND, PRINTED_KIND, fresh_link
from agency.proposals.models import Proposal, ProposalState
from tests.support import NOW, HouseClient, everything, forms_of

Letters = Callable[[], list[EmailMessage]]


@pytest.fixture
def database() -> str:
    return "sqlite"


def door(offer: Proposal, kind: str) -> str:
    return urlsplit(fresh_link(offer, at=NOW, kind=kind).address).path


def link_of(letter: EmailMessage) -> str:
    """The path of the link in a letter."""
    body = letter.get_body(("plain",))
    assert body is not None
    words = body.get_content().split()
    return next(urlsplit(word).path for word in words if "/p/" in word)


def test_the_printed_link_reads_and_has_the_one_that_decides_sent_to_the_client(
    client: HouseClient, studio: Studio, offer: Proposal, link: str, letters: Letters
) -> None:
    copy = door(offer, COPY_KIND)
    assert client.get(f"{copy}/proposal.pdf").status_code == 404, "these pages bear her own key"
    fresh_link(offer, at=NOW + timedelta(hours=1), kind=PRINTED_KIND)
    assert client.get(f"{copy}/proposal.pdf").status_code == 404, "that is for pages made since"
    printed = door(offer, PRINTED_KIND)
    assert client.get(f"{copy}/proposal.pdf").status_code == 200, "and these bear one that reads"
    page = client.get(printed).text
    assert "You came by the link that is printed" in page
    assert 'name="consent"' not in page and "decline-form" not in page
    assert client.get(f"{printed}/proposal.pdf").status_code == 200
    for what in ("acceptance", "choice", "decline"):
        assert client.post(f"{printed}/{what}", data={"name": "Me"}).status_code == 404
    assert client.post(f"{printed}/key").status_code == 422, "without its seal"
    before = len(letters())
    form = next(each for each in forms_of(page) if each.id == "key-form")
    client.post(f"{printed}/key", data=form.fields)
    answer = client.post(f"{printed}/key", data=form.fields)  # pressed twice
    assert answer.location == f"{printed}?wished=key#accept"
    assert "The link is on its way" in client.get(answer.location).text
    [letter] = letters()[before:]
    assert "ines@olarianova.example" in letter["To"]
    assert "nothing is agreed" in str(letter.get_body(("plain",)))
    assert 'name="consent"' in client.get(link_of(letter)).text
    assert client.post(f"{link}/key").status_code == 404, "who may decide needs none"
    told = client.login(studio.vera).get(f"/leads/{offer.lead_id}").text
    assert "Somebody who has the pages asked to decide" in told
    address = offer.lead.contact.email or ""
    suppression.suppress(address, Why.complained, at=NOW)
    assert client.fill(printed, form="key-form").location == f"{printed}?wished=nobody#accept"
    assert len(letters()) == before + 1
    offer.lead.contact.email = None
    assert "We have no address" in client.get(client.fill(printed, form="key-form").location).text
    offer.withdraw(at=NOW)
    assert "key-form" not in client.get(printed).text


def test_what_has_run_out_is_asked_for_with_one_press(
    client: HouseClient, studio: Studio, offer: Proposal, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "longer-form" not in client.get(link).text
    later = NOW + timedelta(days=30)
    monkeypatch.setattr(clock, "now", lambda: later)
    page = client.get(link).text
    assert "This version has run out" in page and "Ask for more time" in page
    assert "longer-form" not in client.get(door(offer, COPY_KIND)).text
    form = next(one for one in forms_of(page) if one.id == "longer-form")
    for _ in range(2):
        answer = client.post(f"{link}/extension", data=form.fields)
        assert answer.location == f"{link}?wished=longer#accept"
    assert "knows that you would still like it" in client.get(answer.location).text
    said = [each.body for each in everything(Message) if each.lead_id == offer.lead_id]
    assert said.count("We would still like this proposal. Please let it hold longer.") == 1
    assert offer.lead.turn is Turn.ours and offer.state is ProposalState.sent
    told = [each for each in everything(Notice) if each.kind == "proposals.longer_asked"]
    assert [each.member_id for each in told] == [offer.answerer.id]
    client.login(studio.vera)
    assert "asks for more time to decide" in client.get("/notices").text
    until = (later + timedelta(days=9)).date().isoformat()
    client.post(f"/proposals/{offer.id}/extension", data={"until": until})
    assert all(each.read_at for each in everything(Notice) if each.kind == told[0].kind)
    again = client.post(f"{link}/extension", data=form.fields)
    assert again.location == f"{link}#accept", "it holds again by now"
