"""Whom letters about a lead go to: by each rule a partner may have, and behind somebody we do not know."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import getaddresses

import pytest
import sqlalchemy as sa

from agency.clients import partners
from agency.clients.models import Contact
from agency.clients.partners import Answers
from agency.demo.studio import Studio
from agency.flows.proposal_sent import proposal_sent
from agency.followups.models import Enrollment, StopReason, Touch, TouchState
from agency.kernel.db import db
from agency.kernel.mail.compose import Correspondent
from agency.kernel.mail.models import Letter
from agency.kernel.timeline import Entry
from agency.leads import mails, referrals
from agency.leads.mails import NoAddress
from agency.leads.models import Lead, Message, Stage, Turn
from agency.leads.outcomes import Outcome
from agency.leads.readers import readers_of
from agency.proposals.models import Proposal
from tests.clients.conftest import WALTER, MakePartner, Receive
from tests.offers import a_draft, with_paper
from tests.support import NOW, HouseClient, at

RunDue = Callable[[datetime], int]
ANA, WALTERS = "ana@casa.example", "walter@northwind.example"
READERS = {
    Answers.client: [ANA],
    Answers.partner: [WALTERS],
    Answers.both: [ANA, WALTERS],
}
# What "partner" or "client" alone reads; under "both" each has a letter, or one of them a copy.
RULES = pytest.mark.parametrize("rule", list(Answers), ids=lambda rule: rule.value)


@pytest.fixture
def database() -> str:
    """The rules are the same on every database."""
    return "sqlite"


def to_whom(letter: Letter | EmailMessage) -> list[str]:
    """Everybody whom a letter goes to."""
    if isinstance(letter, Letter):
        return sorted(letter.recipients)
    return sorted(a for _, a in getaddresses([letter["To"] or "", letter["Cc"] or ""]) if a)


def readers_of_all(letters: list[Letter]) -> list[str]:
    """The same of several letters."""
    return sorted(address for letter in letters for address in letter.recipients)


def sent_so_far() -> list[Letter]:
    """Every letter about a lead."""
    about_a_lead = sa.select(Message.letter_id).where(Message.letter_id.is_not(None))
    chosen = sa.select(Letter).where(Letter.id.in_(about_a_lead)).order_by(Letter.id)
    return list(db.session.scalars(chosen))


def an_offer(studio: Studio, lead: Lead, *, moment: datetime = NOW, **more: Answers) -> Proposal:
    """A proposal that goes out for this lead."""
    proposal = with_paper(a_draft(lead, studio.vera), at=moment)
    proposal_sent(
        proposal, words="Here.\n\n[link]", by=studio.vera, at=moment, on=moment.date(), **more
    )
    db.session.commit()
    return proposal


@RULES
def test_every_letter_obeys_the_partners_rule(
    rule: Answers,
    studio: Studio,
    a_partner: MakePartner,
    forward: Receive,
    run_due: RunDue,
    client: HouseClient,
) -> None:
    a_partner(rule=rule)
    lead = forward().lead
    assert lead is not None and lead.contact.email == ANA
    assert lead.brought_by is not None and lead.brought_by.by == "Northwind"

    run_due(NOW + timedelta(minutes=15))
    (holding,) = sent_so_far()
    assert holding.automatic and to_whom(holding) == READERS[rule]

    answer = mails.answer(
        lead, words="Good day.", subject="Re: it", by=studio.vera, at=NOW + timedelta(hours=1)
    )
    assert answer.letter is not None and to_whom(answer.letter) == READERS[rule]
    assert lead.turn is Turn.theirs and lead.first_response_at is not None

    before = len(sent_so_far())
    an_offer(studio, lead, moment=NOW + timedelta(hours=2))
    offered = sent_so_far()[before:]
    assert readers_of_all(offered) == READERS[rule]
    assert all(len(letter.recipients) == 1 for letter in offered), "one key each"

    before = len(sent_so_far())
    run_due(next_step().due_at)
    steps = sent_so_far()[before:]
    assert readers_of_all(steps) == READERS[rule] and all(each.automatic for each in steps)


def test_behind_somebody_unknown_nothing_goes_out_by_itself(
    studio: Studio, forward: Receive, run_due: RunDue, vera: HouseClient
) -> None:
    arrival = forward(by="Rolf <rolf@stranger.example>")
    lead = arrival.lead
    assert lead is not None and arrival.outcome is Outcome.forward
    run_due(NOW + timedelta(hours=3))
    assert sent_so_far() == [] and lead.held_at is None

    an_offer(studio, lead)
    (offer,) = sent_so_far()
    assert to_whom(offer) == [ANA], "a person chose to write to them"
    touch = next_step()
    run_due(touch.due_at)
    assert len(sent_so_far()) == 1
    assert touch.state is TouchState.asks, "it asks a person instead"

    assert "whom we do not know as a partner" in vera.get(f"/leads/{lead.id}").text
    vera.post(f"/followups/{touch.id}/release")
    assert to_whom(sent_so_far()[-1]) == [ANA]


def test_an_unknown_forwarder_gets_no_confirmation_sent_to_anybody(
    studio: Studio, forward: Receive, client: HouseClient, run_due: RunDue
) -> None:
    lead = forward(by="Rolf <rolf@stranger.example>").lead
    assert lead is not None
    accept(client, an_offer(studio, lead))
    run_due(NOW)
    assert len(sent_so_far()) == 1 and lead.stage is Stage.won
    kinds = set(db.session.scalars(sa.select(Entry.kind).where(Entry.stream_id == lead.id)))
    assert "proposals.not_confirmed" in kinds


@RULES
def test_only_whoever_the_letter_is_to_can_accept(
    rule: Answers,
    studio: Studio,
    a_partner: MakePartner,
    forward: Receive,
    client: HouseClient,
    run_due: RunDue,
) -> None:
    a_partner(rule=rule)
    lead = forward().lead
    assert lead is not None
    proposal = an_offer(studio, lead)
    keys = {letter.recipients[0]: key_in(letter) for letter in sent_so_far()}
    if rule is Answers.both:
        copy = client.get(keys[WALTERS])
        assert copy.status_code == 200 and 'name="consent"' not in copy.text
        assert client.get(f"{keys[WALTERS]}/proposal.pdf").status_code == 404, "it bears her key"
        assert client.post(f"{keys[WALTERS]}/acceptance").status_code == 404
        assert proposal.acceptance is None
    main = keys[READERS[rule][0]]
    client.fill(main, name="Ana Reis", role="Owner", consent="y")
    assert proposal.acceptance is not None
    before = len(sent_so_far())
    run_due(NOW)
    told = sent_so_far()[before:]
    assert readers_of_all(told) == READERS[rule], "the confirmation, to the same"
    files = [len(list(letter.message.iter_attachments())) for letter in told]
    assert files == [2, 1][: len(told)], "a signature and an address are no business of a partner's"
    assert "127.0.0.1" in client.get(main).text
    assert client.get(f"{main}/signed.pdf").status_code == 200
    if rule is Answers.both:
        read = client.get(keys[WALTERS]).text
        assert "It is agreed" in read and "127.0.0.1" not in read and "signed copy" not in read
        assert client.get(f"{keys[WALTERS]}/signed.pdf").status_code == 404
        assert client.get(f"{keys[WALTERS]}/proposal.pdf").status_code == 200


def test_what_a_partner_reads_beside_the_client_is_not_the_clients_reading(
    studio: Studio, a_partner: MakePartner, forward: Receive, client: HouseClient
) -> None:
    a_partner(rule=Answers.both)
    lead = forward().lead
    assert lead is not None
    an_offer(studio, lead)
    keys = {letter.recipients[0]: key_in(letter) for letter in sent_so_far()}
    client.get(keys[WALTERS], headers={"User-Agent": "Firefox"})
    assert opened(lead) == ["proposals.copy_opened"]
    client.get(keys[ANA], headers={"User-Agent": "Firefox"})
    assert opened(lead) == ["proposals.copy_opened", "proposals.opened"]


@pytest.mark.parametrize(
    ("rule", "counts"),
    [(Answers.client, False), (Answers.partner, True), (Answers.both, True)],
    ids=["client", "partner", "both"],
)
def test_a_partners_word_counts_as_the_clients_where_we_answer_the_partner(
    rule: Answers,
    counts: bool,
    studio: Studio,
    a_partner: MakePartner,
    forward: Receive,
    receive: Receive,
) -> None:
    a_partner(rule=rule)
    lead = forward().lead
    assert lead is not None
    an_offer(studio, lead)
    ours = sent_so_far()[-1]
    receive(
        "They would like to begin in May.",
        sender=WALTER,
        subject="Re: A shop",
        at=NOW + timedelta(hours=1),
        In_Reply_To=ours.message_id,
    )
    enrollment = db.session.scalars(sa.select(Enrollment)).one()
    assert (enrollment.reason is StopReason.heard) is counts
    assert lead.turn is Turn.ours, "somebody has to read it, either way"
    said = lead.messages[0]
    assert said.person is not None and said.person.name == "Walter Brandt"
    assert said.contact is None and said.is_theirs
    assert {each.email for each in lead.client.contacts} == {ANA}, "he is none of the client's"


def test_a_partners_answer_without_ids_is_known_by_its_subject(
    studio: Studio, a_partner: MakePartner, forward: Receive, receive: Receive
) -> None:
    northwind = a_partner()
    partners.known_as(Correspondent("Ida Brandt", "ida@northwind.example"), northwind)
    lead = forward().lead
    assert lead is not None
    an_offer(studio, lead)
    subject = f"Re: {sent_so_far()[-1].subject}"
    # Somebody else of theirs, whose program names no letter; and then a stranger, who knows the subject.
    said = receive("In May.", sender="Ida <ida@northwind.example>", subject=subject)
    assert said.lead is lead and said.outcome is Outcome.reply
    other = receive("In May.", sender="Rolf <rolf@stranger.example>", subject=subject)
    assert other.lead is not lead and other.outcome is Outcome.lead


def test_an_unknown_forwarder_who_answers_is_none_of_the_clients_either(
    studio: Studio, forward: Receive, receive: Receive
) -> None:
    lead = forward(by="Rolf <rolf@stranger.example>").lead
    assert lead is not None
    ours = mails.answer(lead, words="Hello", subject="Re: it", by=studio.vera, at=NOW)
    receive(
        "Did you reach her?",
        sender="rolf@stranger.example",
        subject="Re: it",
        In_Reply_To=ours.message_id or "",
    )
    assert [each.email for each in lead.client.contacts] == [ANA]
    assert lead.heard_at == NOW and lead.turn is Turn.ours


def test_one_of_us_may_write_otherwise_than_the_rule_says(
    studio: Studio, a_partner: MakePartner, forward: Receive
) -> None:
    a_partner(rule=Answers.client)
    lead = forward().lead
    assert lead is not None
    aside = readers_of(lead, automatic=False, choice=Answers.partner)
    mails.answer(lead, words="A word aside", subject="x", by=studio.vera, at=NOW, readers=aside)
    assert lead.first_response_at is None and lead.turn is Turn.ours, "she still waits"
    both = readers_of(lead, automatic=False, choice=Answers.both)
    mails.answer(lead, words="Hello both", subject="x", by=studio.vera, at=NOW, readers=both)
    assert to_whom(sent_so_far()[-1]) == [ANA, WALTERS] and lead.first_response_at == NOW
    assert to_whom(sent_so_far()[-1].message) == [ANA, WALTERS]


def test_what_was_said_to_the_partner_aside_is_no_part_of_the_clients_thread(
    studio: Studio, a_partner: MakePartner, forward: Receive, receive: Receive
) -> None:
    a_partner(rule=Answers.client)
    lead = forward().lead
    assert lead is not None
    aside = readers_of(lead, automatic=False, choice=Answers.partner)
    ours = mails.answer(
        lead, words="Our margin?", subject="Margin", by=studio.vera, at=NOW, readers=aside
    )
    receive("Ten.", sender=WALTER, subject="Re: Margin", In_Reply_To=ours.message_id or "")
    assert "Margin" not in mails.subject_of(lead)
    answer = mails.answer(lead, words="Hello", subject="Re: it", by=studio.vera, at=NOW)
    assert ours.message_id not in answer.references


def test_a_lead_may_have_a_rule_of_its_own(
    studio: Studio, a_partner: MakePartner, forward: Receive, vera: HouseClient
) -> None:
    a_partner(rule=Answers.partner)
    lead = forward().lead
    assert lead is not None
    vera.fill(f"/leads/{lead.id}", form="lead-readers", answers="client")
    assert readers_of(lead, automatic=True).addresses == {ANA}
    vera.fill(f"/leads/{lead.id}", form="lead-readers", answers="partners")
    assert readers_of(lead, automatic=True).addresses == {WALTERS}
    assert vera.post(f"/leads/{lead.id}/referral/readers", data={"answers": "x"}).status_code == 422


def test_a_partner_without_an_address_gets_no_letter_and_neither_does_the_client(
    studio: Studio, a_partner: MakePartner, run_due: RunDue, vera: HouseClient
) -> None:
    partner = a_partner(person="", domain="")
    lead = studio.leads["harbour"]
    vera.fill(f"/leads/{lead.id}", form="referral", partner=str(partner.id))
    with pytest.raises(NoAddress):
        mails.write(lead, words="x", subject="x", by=studio.vera, at=NOW, automatic=True)
    assert "Nobody of them has a mail address here" in vera.get(f"/leads/{lead.id}").text


def test_at_most_one_letter_of_the_machine_a_day_reaches_a_partner_with_two_leads(
    studio: Studio, a_partner: MakePartner, forward: Receive, run_due: RunDue
) -> None:
    a_partner()
    for name in ("Ana Reis <ana@casa.example>", "Bruno Paz <bruno@praia.example>"):
        lead = forward(client=name).lead
        assert lead is not None
        mails.answer(lead, words="Hello", subject="Re: it", by=studio.vera, at=NOW)
        an_offer(studio, lead)
    before = len(sent_so_far())
    for hour in range(24):
        run_due(at("2026-03-19T07:00") + timedelta(hours=hour))
    by_itself = [each for each in sent_so_far()[before:] if each.automatic]
    assert len(by_itself) == 1, "the other one waits for the next working day"


@pytest.mark.parametrize("rule", [Answers.partner, Answers.both], ids=["partner", "both"])
def test_the_machine_calls_readers_by_their_names_and_in_their_language(
    rule: Answers, studio: Studio, a_partner: MakePartner, forward: Receive, run_due: RunDue
) -> None:
    a_partner(rule=rule, language="ru")
    lead = forward().lead
    assert lead is not None
    run_due(NOW + timedelta(minutes=15))
    (holding,) = sent_so_far()
    if rule is Answers.partner:
        assert "Здравствуйте, Walter!" in holding.text and "Ana Reis" in holding.text
    else:
        assert "Hello Ana," in holding.text


def next_step() -> Touch:
    """The next follow-up."""
    found = db.session.scalars(sa.select(Enrollment)).one().next_touch
    assert found is not None
    return found


def accept(client: HouseClient, proposal: Proposal) -> None:
    """The client accepts by the link of the latest letter."""
    client.fill(key_in(sent_so_far()[-1]), name="Ana Reis", role="Owner", consent="y")


def key_in(letter: Letter) -> str:
    """The path of the link in a letter."""
    return "/p/" + letter.text.partition("/p/")[2].split()[0]


def opened(lead: Lead) -> list[str]:
    """Who of them opened the proposal, in order."""
    return list(
        db.session.scalars(
            sa.select(Entry.kind)
            .where(Entry.stream_id == lead.id, Entry.kind.like("proposals.%opened"))
            .order_by(Entry.id)
        )
    )


def test_nobody_of_the_clients_is_taken_for_a_partners_person(
    studio: Studio, a_partner: MakePartner, forward: Receive, receive: Receive
) -> None:
    a_partner(domain="casa.example", person="boss@casa.example")
    lead = studio.leads["harbour"]
    db.session.add(Contact(client=lead.client, name="Ana", email=ANA))
    ours = mails.answer(lead, words="Hello", subject="Re: it", by=studio.vera, at=NOW)
    receive("Good.", sender=ANA, subject="Re: it", In_Reply_To=ours.message_id or "")
    assert lead.messages[0].contact is not None and lead.messages[0].person is None
    assert referrals.all_of(lead) == []


def test_whoever_writes_sees_why_it_goes_where_it_goes_and_chooses_for_this_letter(
    a_partner: MakePartner, forward: Receive, run_due: RunDue, vera: HouseClient
) -> None:
    a_partner(rule=Answers.partner)
    lead = forward().lead
    assert lead is not None
    page = vera.get(f"/leads/{lead.id}").text
    assert "Northwind brought this lead; their rule says whom to answer." in page
    vera.fill(f"/leads/{lead.id}", form="letter", words="As agreed, directly.", whom="client")
    run_due(NOW + timedelta(seconds=11))
    assert to_whom(sent_so_far()[-1]) == [ANA]
    assert lead.first_response_at is None, "the partner, who speaks for her, still waits"
    vera.fill(f"/leads/{lead.id}", form="letter", words="Hello Walter.")
    run_due(NOW + timedelta(seconds=11))
    assert to_whom(sent_so_far()[-1]) == [WALTERS]


def test_whoever_sends_a_proposal_chooses_too(
    studio: Studio, a_partner: MakePartner, forward: Receive, vera: HouseClient
) -> None:
    a_partner(rule=Answers.partner)
    lead = forward().lead
    assert lead is not None
    proposal = with_paper(a_draft(lead, studio.vera))
    page = vera.get(f"/proposals/{proposal.id}/sending").text
    assert "their rule says whom to answer" in page and "Dear Walter," in page
    vera.fill(f"/proposals/{proposal.id}/sending", form="letter-form", whom="client")
    assert to_whom(sent_so_far()[-1]) == [ANA]
