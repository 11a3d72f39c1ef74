"""Sending: what is missing is said, the letter carries its link, and from then on nothing changes."""

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
import sqlalchemy as sa

from agency.demo.studio import Studio
from agency.followups.models import Enrollment
from agency.kernel import timeline
from agency.kernel.db import db
from agency.kernel.i18n import speaking
from agency.kernel.timeline import Actor, Entry
from agency.leads.models import Lead, Stage, Turn
from agency.proposals import mails, queries
from agency.proposals.lines import LineContent
from agency.proposals.models import Proposal, ProposalFrozen, ProposalState
from tests.offers import TODAY, a_draft, sent, with_paper
from tests.support import NOW, HouseClient, forms_of


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """One, unless a test asks for both: between them, those that do say to PostgreSQL all that is said here."""
    return str(getattr(request, "param", "sqlite"))


both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


Letters = Callable[[], list[EmailMessage]]


def text_of(letter: EmailMessage) -> str:
    body: Any = letter.get_body(("plain",))
    return str(body.get_content())


def test_the_letter_is_prefilled_in_the_language_of_the_client(
    vera: HouseClient, draft: Proposal, studio: Studio
) -> None:
    page = vera.get(f"/proposals/{draft.id}/sending").text
    assert "Dear Inês," in page
    assert "[link]" in page
    russian = a_draft(studio.leads["areni"], studio.vera)
    assert "[ссылка]" in vera.get(f"/proposals/{russian.id}/sending").text


@both
def test_what_is_missing_stands_there_with_the_way_to_it(vera: HouseClient, studio: Studio) -> None:
    draft = a_draft(studio.leads["harbour"], studio.vera)
    draft.lines[0].text = ""
    draft.lines[1].rate_minor = None
    draft.payments = [{"percent": 40, "when": "now"}]
    draft.lead.contact.email = None
    page = vera.get(f"/proposals/{draft.id}/sending").text
    for words in (
        "One line has no words",
        "One line has no price",
        "The payments do not add up to the whole",
        "We have no mail address of Peter Aldous",
        "The PDF is not made yet",
    ):
        assert words in page
    assert "Send the proposal" not in page


def test_sending_freezes_it_and_posts_the_letter_with_a_link_that_opens(
    vera: HouseClient, draft: Proposal, letters: Letters, client: HouseClient
) -> None:
    with_paper(draft)
    answer = vera.fill(
        f"/proposals/{draft.id}/sending", form="letter-form", words="Look: [link]\n\nVera"
    )
    assert (answer.status_code, answer.location) == (303, f"/proposals/{draft.id}")
    assert (draft.state, draft.sent_at) == (ProposalState.sent, NOW)
    letter = letters()[-1]
    assert letter["Subject"] == "Our proposal: A shop window for clay"
    assert "ines@olarianova.example" in letter["To"]
    link = text_of(letter).split("Look: ")[1].split()[0]
    assert link.startswith("http://localhost/p/")
    assert client.get(link.removeprefix("http://localhost")).status_code == 200


def test_without_its_word_the_link_stands_below_the_letter() -> None:
    assert mails.with_link("Dear Inês", "http://x/p/1") == "Dear Inês\n\nhttp://x/p/1"
    assert mails.with_link("Вот: [ссылка].", "http://x/p/1") == "Вот: http://x/p/1."


@both
def test_sending_turns_the_lead_and_begins_the_follow_ups(
    vera: HouseClient, draft: Proposal
) -> None:
    with_paper(draft)
    vera.fill(f"/proposals/{draft.id}/sending", form="letter-form")
    assert (draft.lead.stage, draft.lead.turn) == (Stage.proposal, Turn.theirs)
    kinds = db.session.scalars(sa.select(Entry.kind).where(Entry.stream_id == draft.lead_id))
    assert "proposals.sent" in list(kinds)
    enrolled = db.session.scalars(sa.select(Enrollment)).all()
    assert [one.proposal_id for one in enrolled if one.proposal_id == draft.id] == [draft.id]


def test_an_incomplete_one_is_not_sent_and_the_letter_is_kept(
    vera: HouseClient, draft: Proposal, letters: Letters
) -> None:
    before = len(letters())
    answer = vera.fill(
        f"/proposals/{draft.id}/sending", form="letter-form", words="Words that took long."
    )
    assert answer.status_code == 409
    assert "Not sent." in answer.text
    assert "Words that took long." in answer.text
    assert draft.state is ProposalState.draft
    assert len(letters()) == before


@both
def test_a_letter_that_was_opened_before_a_change_is_looked_at_again(
    vera: HouseClient, draft: Proposal, letters: Letters
) -> None:
    address = f"/proposals/{draft.id}/sending"
    opened = next(one for one in forms_of(vera.get(address).text) if one.id == "letter-form").fields
    draft.lines[0].write(LineContent("Drone", fixed_minor=100_000), member=None)
    with_paper(draft)
    before = len(letters())
    answer = vera.post(address, data={**opened, "words": "For € 17,026: [link]"})
    assert answer.status_code == 409 and "changed after this letter was opened" in answer.text
    assert "For € 17,026: [link]" in answer.text and len(letters()) == before
    again = next(one for one in forms_of(answer.text) if one.id == "letter-form").fields
    assert vera.post(address, data={**opened, **again, "words": "[link]"}).status_code == 303


def test_a_letter_without_words_is_not_sent(vera: HouseClient, draft: Proposal) -> None:
    with_paper(draft)
    answer = vera.fill(f"/proposals/{draft.id}/sending", form="letter-form", words="  ")
    assert answer.status_code == 422
    assert "Write a line to go with it" in answer.text


@both
def test_nothing_goes_out_for_a_closed_lead(vera: HouseClient, draft: Proposal) -> None:
    with_paper(draft)
    draft.lead.lose(reason="No", by=Actor.machine(), at=NOW)
    answer = vera.fill(f"/proposals/{draft.id}/sending", form="letter-form")
    assert answer.status_code == 409
    assert "This lead is closed" in answer.text
    assert draft.state is ProposalState.draft


@both
def test_sending_twice_sends_once(vera: HouseClient, draft: Proposal, letters: Letters) -> None:
    with_paper(draft)
    first = vera.fill(f"/proposals/{draft.id}/sending", form="letter-form")
    count = len(letters())
    again = vera.post(f"/proposals/{draft.id}/sending", data={"words": "Again"})
    assert (first.status_code, again.status_code) == (303, 409)
    assert len(letters()) == count


def test_after_sending_every_change_is_refused(draft: Proposal) -> None:
    sent(draft)
    line = draft.lines[0]
    for change in (
        lambda: line.write(LineContent("x", fixed_minor=1), member=None),
        lambda: line.take_rate(None),
        line.remove,
        lambda: line.move(1),
        draft.sections[0].add_line,
        draft.sections[0].remove,
        lambda: draft.sections[0].rename("x"),
        lambda: draft.sections[0].move(1),
        lambda: draft.add_section("x"),
        lambda: draft.want_paper(on=TODAY, valid_days=1),
        lambda: draft.send(at=NOW, on=TODAY),
    ):
        with pytest.raises(ProposalFrozen):
            change()


def test_the_next_version_withdraws_the_one_before(
    vera: HouseClient, draft: Proposal, studio: Studio
) -> None:
    link = sent(draft)
    vera.post(f"/leads/{draft.lead_id}/proposals")
    second = queries.latest(draft.lead)
    assert second is not None
    sent(second)
    assert (draft.state, second.state) == (ProposalState.withdrawn, ProposalState.sent)
    assert vera.get(link).status_code == 410


def test_a_proposal_that_waits_can_be_withdrawn_once(vera: HouseClient, draft: Proposal) -> None:
    link = sent(draft)
    assert vera.post(f"/proposals/{draft.id}/withdrawal").status_code == 303
    assert draft.state is ProposalState.withdrawn
    vera.post(f"/proposals/{draft.id}/withdrawal")
    kinds = list(db.session.scalars(sa.select(Entry.kind).where(Entry.stream_id == draft.lead_id)))
    assert kinds.count("proposals.withdrawn") == 1
    page = vera.get(link)
    assert page.status_code == 410
    assert "This version was withdrawn" in page.text


@both
def test_a_draft_cannot_be_withdrawn(vera: HouseClient, draft: Proposal) -> None:
    vera.post(f"/proposals/{draft.id}/withdrawal")
    assert draft.state is ProposalState.draft


def test_members_do_not_send(client: HouseClient, studio: Studio, draft: Proposal) -> None:
    with_paper(draft)
    client.login(studio.timur)
    assert client.get(f"/proposals/{draft.id}/sending").status_code == 403
    assert client.post(f"/proposals/{draft.id}/sending", data={"words": "x"}).status_code == 403
    assert client.post(f"/proposals/{draft.id}/withdrawal").status_code == 403
    assert draft.state is ProposalState.draft


def test_what_was_sent_shows_its_fate(
    vera: HouseClient, draft: Proposal, client: HouseClient
) -> None:
    sent(draft)
    page = vera.get(f"/proposals/{draft.id}").text
    assert "Sent on 19 March 2026 at 10:42." in page
    assert "Not opened yet." in page
    assert "Make the next version" in page
    assert vera.get(f"/proposals/{draft.id}/sending").status_code == 303


def test_the_preview_shows_the_page_and_takes_no_acceptance(
    vera: HouseClient, draft: Proposal
) -> None:
    page = vera.get(f"/proposals/{draft.id}/preview").text
    assert "Nobody buys a bowl" in page
    assert "17,026" in page
    assert "<form" not in page
    empty = a_draft(draft.lead, draft.author, lines=0, version=7)
    assert vera.get(f"/proposals/{empty.id}/preview").status_code == 303


def test_both_clocks_are_told_where_they_differ(draft: Proposal, studio: Studio) -> None:
    with speaking("en"):
        assert mails.both_clocks(draft, NOW) == "19 March 2026, 06:42 (Porto); 10:42 (Yerevan)"
        late = NOW + timedelta(hours=15)
        assert mails.both_clocks(draft, late) == (
            "19 March 2026, 21:42 (Porto); 20 March 2026, 01:42 (Yerevan)"
        )
        here = a_draft(studio.leads["areni"], studio.vera)
        assert mails.both_clocks(here, NOW) == "19 March 2026, 10:42 (Areni)"


def test_the_leads_page_tells_of_the_offer_whomever_it_went_to(
    vera: HouseClient, studio: Studio
) -> None:
    lead = studio.proposal.lead
    by = Actor.member(studio.vera.id)
    for partner in (False, True):
        timeline.record(
            lead.stream,
            "proposals.sent",
            at=NOW,
            by=by,
            proposal=studio.proposal.id,
            partner=partner,
        )
    db.session.commit()
    assert vera.get(f"/leads/{lead.id}").status_code == 200


def test_a_yes_to_the_version_before_stops_the_new_one_at_the_last_moment(
    vera: HouseClient,
    draft: Proposal,
    letters: Letters,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with_paper(draft)

    def while_held(proposal: Proposal) -> list[Proposal]:
        """What whoever waits for the earlier version finds when it gets it: the other one was quicker."""
        accepted = sa.update(Lead).where(Lead.id == proposal.lead_id).values(stage=Stage.won)
        db.session.execute(accepted.execution_options(synchronize_session=False))
        return []

    monkeypatch.setattr(queries, "sent_before", while_held)
    before = len(letters())
    answer = vera.fill(f"/proposals/{draft.id}/sending", form="letter-form")
    assert answer.status_code == 409 and "Not sent." in answer.text
    assert (draft.state, len(letters())) == (ProposalState.draft, before)
    draft.lead.stage = Stage.won
    late = vera.fill(f"/proposals/{draft.id}/sending", form="letter-form", adds="")
    assert late.status_code == 409 and "They have agreed in the meantime" in late.text
    assert 'name="adds" type="hidden" value="yes"' in late.text, "whoever has seen it may send it"
