"""A proposal passed on: one letter with a link of the colleague's own, which the client and we can take back."""

import re
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa

from agency.clients.partners import Partner, PartnerPerson
from agency.demo.studio import Studio
from agency.kernel import clock
from agency.kernel.auth import Guest, GuestLink
from agency.kernel.db import db
from agency.kernel.mail import suppression
from agency.kernel.mail.models import LetterState
from agency.kernel.mail.suppression import Why
from agency.kernel.timeline import Entry
from agency.leads.models import Channel, Message, Turn
from agency.leads.referrals import Referral
from agency.proposals import colleagues, personal, queries
from agency.proposals.colleagues import Colleague
from agency.proposals.links import PARTNER_KIND, fresh_link
from agency.proposals.models import Proposal, ProposalState
from agency.proposals.pins import Pin
from tests.portal.test_ask_about_a_line import BOTH, FIREFOX, SOON, database
from tests.support import HouseClient, everything, forms_of

__all__ = ["database"]
RUI = {"name": "Rui Costa", "address": "Rui@Olaria.example", "word": "Look at the price, please."}


@pytest.fixture(autouse=True)
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Sets the clock of the pages."""

    def turn_to(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    turn_to(SOON)
    return turn_to


@pytest.fixture
def door_of(
    letters: Callable[[], list[EmailMessage]], run_due: Callable[[datetime], int]
) -> Callable[[str], str]:
    """The path of the link that somebody got by mail."""

    def find(address: str) -> str:
        run_due(clock.now())
        mine = [each for each in letters() if address in str(each["To"])]
        plain = mine[-1].get_body(("plain",))
        assert plain is not None
        found = re.search(r"https?://\S+/p/\S+", plain.get_content())
        assert found is not None
        return urlsplit(found[0]).path

    return find


def pass_on(client: HouseClient, link: str, **typed: str) -> int:
    return client.fill(link, form="colleague-form", **{**RUI, "may": "reads", **typed}).status_code


@BOTH
def test_a_colleague_gets_one_letter_with_a_link_that_reads_and_asks_in_their_name(
    client: HouseClient,
    studio: Studio,
    offer: Proposal,
    link: str,
    door_of: Callable[[str], str],
    letters: Callable[[], list[EmailMessage]],
    run_due: Callable[[datetime], int],
) -> None:
    assert pass_on(client, link) == 303
    again = client.fill(link, form="colleague-form", **RUI)
    assert again.status_code == 422 and "They have a letter with a link" in again.text
    assert RUI["word"] in again.text
    theirs = door_of("rui@olaria.example")
    [letter] = [each for each in letters() if "rui@olaria.example" in str(each["To"])]
    said = letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Look at the price, please." in said and "The link is for reading." in said
    assert offer.lead.contact.name in str(letter["Subject"])
    page = client.get(theirs, headers=FIREFOX).text
    assert "A shop window for clay" in page and "accept-form" not in page
    assert "decline-form" not in page and "Also accept it for us" not in page
    for path in ("acceptance", "decline", "choice"):
        assert client.post(f"{theirs}/{path}").status_code == 404
    client.fill(theirs, form="question-form", question="Who draws it?")
    [message] = [each for each in everything(Message) if each.channel is Channel.page]
    assert message.contact is not None and message.contact.client == offer.lead.client
    assert (message.contact.name, message.contact.email) == ("Rui Costa", "rui@olaria.example")
    assert offer.lead.turn is Turn.ours
    assert "Rui Costa" in client.get(link).text
    client.login(studio.vera)
    lead = client.get(f"/leads/{offer.lead_id}").text
    assert "passed the proposal on to Rui Costa" in lead
    assert re.search(r"<b>Rui Costa</b>\s+opened the proposal", lead)
    # What we answer goes to whoever asked.
    client.fill("/questions/1", form="answer-form", words="Mira does.")
    run_due(SOON)
    assert "Mira does." in letters()[-1].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "rui@olaria.example" in str(letters()[-1]["To"])


def test_a_colleague_who_may_accept_does_so_and_passes_it_further(
    client: HouseClient, studio: Studio, offer: Proposal, link: str, door_of: Callable[[str], str]
) -> None:
    pass_on(client, link, may="accepts")
    rui = door_of("rui@olaria.example")
    assert client.get(f"{rui}/proposal.pdf").status_code == 200
    pass_on(client, rui, name="Ana Lima", address="ana@olaria.example", may="reads")
    ana = door_of("ana@olaria.example")
    # Whoever may only read gives no more than that, whatever their form says.
    assert pass_on(client, ana, name="Zé", address="ze@olaria.example", may="accepts") == 422
    client.login(studio.vera)
    panel = client.get(f"/proposals/{offer.id}").text.partition('id="reads"')[2]
    assert re.search(r"Ana Lima</b>\s*<span[^>]*>from Rui Costa", panel)
    client.post("/logout")
    done = client.fill(rui, form="accept-form", name="Rui Costa", role="Director", consent="y")
    assert done.status_code == 303 and offer.state is ProposalState.accepted


def test_what_the_partner_passes_on_comes_from_them_and_not_from_the_client(
    client: HouseClient,
    studio: Studio,
    offer: Proposal,
    link: str,
    letters: Callable[[], list[EmailMessage]],
    run_due: Callable[[datetime], int],
) -> None:
    person = PartnerPerson(name="Ida Busy", email="ida@busy.example")
    partner = Partner(name="Busy & Co", added_at=SOON, people=[person])
    brought = Referral(lead=offer.lead, partner=partner, person=person, arrived_at=SOON)
    brought.brought = brought.by_letter = True
    db.session.add(brought)
    theirs = urlsplit(fresh_link(offer, at=SOON, kind=PARTNER_KIND).address).path
    client.get(theirs, headers=FIREFOX)
    assert pass_on(client, theirs) == 303
    run_due(SOON)
    letter = letters()[-1]
    assert "Ida Busy" in str(letter["Subject"])
    assert "Ida Busy (Busy & Co) passes" in str(letter.get_body(("plain",)))
    client.login(studio.vera)
    lead = client.get(f"/leads/{offer.lead_id}").text
    assert "<b>Busy &amp; Co</b> passed the proposal on to Rui Costa" in lead
    assert "from Busy &amp; Co" in client.get(f"/proposals/{offer.id}").text


def test_a_no_of_a_colleague_is_their_word_and_not_that_of_whoever_passed_it_on(
    client: HouseClient, offer: Proposal, link: str, door_of: Callable[[str], str]
) -> None:
    pass_on(client, link, may="accepts")
    rui = door_of("rui@olaria.example")
    assert client.fill(rui, form="decline-form", reason="Too dear.").status_code == 303
    [said] = [each for each in everything(Message) if each.channel is Channel.page]
    assert (said.body, offer.state) == ("Too dear.", ProposalState.declined)
    assert said.contact is not None and said.contact.name == "Rui Costa"
    [told] = [each for each in everything(Entry) if each.kind == "proposals.declined"]
    assert told.actor_id == said.contact.id


@pytest.mark.parametrize("who", ["client", "house"])
def test_a_link_taken_back_opens_nothing_nor_do_those_that_came_from_it(
    client: HouseClient,
    studio: Studio,
    offer: Proposal,
    link: str,
    door_of: Callable[[str], str],
    who: str,
) -> None:
    pass_on(client, link)
    rui = door_of("rui@olaria.example")
    pass_on(client, rui, name="Ana Lima", address="ana@olaria.example")
    ana = door_of("ana@olaria.example")
    # A colleague takes back what they passed on, and nothing of others.
    assert "Ana Lima" in client.get(rui).text and "Rui Costa</b>" not in client.get(rui).text
    one = everything(Colleague)[0]
    assert client.post(f"{link}/colleagues/{one.id}/closure").status_code == 422, "without a seal"
    assert client.get(rui).status_code == 200
    if who == "client":
        seal = client.get(link).text.partition("/closure")[2].partition('value="')[2].split('"')[0]
        data = {"csrf_token": seal}
        assert client.post(f"{link}/colleagues/{one.id}/closure", data=data).status_code == 303
    else:
        client.login(studio.vera)
        client.post(f"/colleagues/{one.id}/closure")
        assert "closed the link of Ana Lima" in client.get(f"/leads/{offer.lead_id}").text
    assert [client.get(path).status_code for path in (rui, ana, link)] == [404, 404, 200]
    # Who passes it on again makes a new link.
    client.post("/logout")
    assert pass_on(client, link) == 303


def test_whose_link_was_taken_back_while_they_waited_for_the_proposal_decides_nothing(
    client: HouseClient,
    offer: Proposal,
    link: str,
    door_of: Callable[[str], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pass_on(client, link, may="accepts")
    rui = door_of("rui@olaria.example")
    page = client.get(rui, headers=FIREFOX).text
    form = next(one for one in forms_of(page) if one.id == "accept-form")
    held, of_rui = queries.for_guest, GuestLink.id == everything(Colleague)[0].link_id

    def after_somebody_else(guest: Guest, *, hold: bool = False) -> Proposal | None:
        db.session.execute(sa.update(GuestLink).where(of_rui).values(revoked_at=SOON))
        return held(guest, hold=hold)

    monkeypatch.setattr(queries, "for_guest", after_somebody_else)
    said = {**form.fields, "name": "Rui Costa", "role": "Director", "consent": "y"}
    assert client.post(f"{rui}/acceptance", data=said).status_code == 404
    assert offer.state is ProposalState.sent


WRONG = (
    ({"name": ""}, "Write their name."),
    ({"name": "50 % +1"}, "Write their name."),
    ({"address": "rui"}, "Look at the address again"),
    ({"word": "See https://casino.example"}, "Leave links out"),
    ({"word": "w" * 501}, "Shorten it"),
    ({"address": "no@olaria.example"}, "No letter of ours can go to this address."),
)


def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_sent(
    client: HouseClient, offer: Proposal, link: str
) -> None:
    suppression.suppress("no@olaria.example", Why.unsubscribed, at=SOON)
    db.session.commit()
    page = client.get(link).text
    form = next(one for one in forms_of(page) if one.id == "colleague-form")
    for typed, said in WRONG:
        sent = {**form.fields, **RUI, **typed}
        answer = client.post(f"{link}/colleagues", data=sent)
        assert answer.status_code == 422 and said in answer.text
        assert all(value in answer.text for value in typed.values())
    assert everything(Colleague) == []


def test_nobody_writes_to_many(
    client: HouseClient, offer: Proposal, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(colleagues, "MOST", 2)
    own = client.fill(link, form="colleague-form", **{**RUI, "address": offer.lead.contact.email})
    assert own.status_code == 422, "they have it themselves"
    for n in range(2):
        assert pass_on(client, link, address=f"c{n}@olaria.example") == 303
    full = client.fill(link, form="colleague-form", **RUI)
    assert full.status_code == 422 and "That is enough for today." in full.text
    assert len(everything(Colleague)) == 2


def test_what_was_taken_back_meanwhile_is_not_passed_on(
    client: HouseClient, offer: Proposal, link: str
) -> None:
    data = client.get(link).text.partition('id="colleague-form"')[2]
    seal = data.partition('value="')[2].split('"')[0]
    offer.withdraw(at=SOON)
    db.session.commit()
    sent = {**RUI, "may": "reads", "csrf_token": seal}
    answer = client.post(f"{link}/colleagues", data=sent)
    assert answer.status_code in (410, 422)
    assert "not on offer any more" in answer.text and "Rui Costa" in answer.text


def test_whoever_wants_to_be_forgotten_is_no_colleague_any_more(
    client: HouseClient, studio: Studio, offer: Proposal, link: str
) -> None:
    pass_on(client, link)
    pass_on(client, link, name="Ana Lima", address="ana@olaria.example")
    client.fill(link, form="question-form", question="Why?")
    [pin] = everything(Pin)
    pin.answer, pin.about = "Because Inês wants it.", "A line"
    personal.forget_colleagues(["rui@olaria.example"], at=SOON)
    rui, ana = everything(Colleague)
    assert (rui.name, rui.address, rui.word, rui.is_open) == ("–", "", "", False)
    assert rui.letter is not None and ana.letter is not None and ana.is_open
    assert (rui.letter.recipients, rui.letter.subject, rui.letter.mime) == ([], "", b"")
    assert rui.letter.state is LetterState.withdrawn, "it had not gone yet"
    assert ana.letter.recipients == ["ana@olaria.example"]
    personal.erase([offer.lead_id], at=SOON)
    assert (ana.name, ana.address, ana.is_open) == ("–", "", False)
    assert ana.letter.recipients == []
    db.session.refresh(pin)
    assert (pin.answer, pin.about) == ("", "")
