"""The owner's word: asked for above what the house set, void with any change, and nothing goes out without it."""

import pytest

from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.kernel.timeline import Entry
from agency.people.models import Agency
from agency.people.notices import Notice
from agency.proposals.approval import ApprovalState, AskedAlready, DecidedMeanwhile, NotTheirs
from agency.proposals.limits import Limits, Reach
from agency.proposals.lines import LineContent
from agency.proposals.models import EstimateSection, Proposal, ProposalState
from agency.proposals.pricing import Discount
from tests.offers import a_draft, with_paper
from tests.support import NOW, HouseClient, everything, forms_of


@pytest.fixture
def database() -> str:
    return "sqlite"


@pytest.fixture
def limited(studio: Studio) -> Agency:
    """The house wants an owner's word above € 5,000, or ten per cent off."""
    house = everything(Agency)[0]
    house.approve_above_minor, house.approve_above_hundredths = 500_000, 1000
    return house


def a_page(client: HouseClient, draft: Proposal) -> str:
    return client.get(f"/proposals/{draft.id}/sending").text


def kinds(draft: Proposal) -> list[str]:
    return [each.kind for each in everything(Entry) if each.stream_id == draft.lead_id]


def told(member_id: int) -> list[str]:
    unread = (each for each in everything(Notice) if each.read_at is None)
    return [each.kind for each in unread if each.member_id == member_id]


def test_an_owner_is_asked_says_yes_and_a_change_makes_it_void(
    client: HouseClient, studio: Studio, draft: Proposal, limited: Agency
) -> None:
    client.login(studio.vera)
    with_paper(draft)
    assert draft.bears_draft_mark
    sending = f"/proposals/{draft.id}/sending"
    refused = client.fill(sending, form="letter-form")
    assert refused.status_code == 409
    assert "An owner must approve it" in refused.text
    assert "comes to more than" in refused.text and "5,000" in refused.text
    for _ in range(2):
        client.post(f"/proposals/{draft.id}/approval/request", data={"words": "Close by Friday?"})
    assert kinds(draft).count("proposals.approval_asked") == 1
    assert told(studio.nora.id).count("proposals.approval_asked") == 1
    assert client.post(f"/proposals/{draft.id}/approval", data={"do": "approve"}).status_code == 403
    client.login(studio.nora)
    assert "Close by Friday?" in a_page(client, draft)
    client.fill(sending, form="approval-form", _press="approve")
    assert draft.is_approved
    assert told(studio.nora.id) == []
    assert "proposals.approved" in told(studio.vera.id)
    assert (draft.render_step, draft.has_current_paper(NOW.date())) == ("queued", False)
    with_paper(draft)
    assert not draft.bears_draft_mark
    assert draft.missing(NOW.date()) == []
    draft.lines[0].write(LineContent("Another word", minutes=60), member=studio.vera)
    assert draft.missing(NOW.date()) == ["approval", "paper"]
    assert "approved it on 19 March 2026, and it was changed since" in a_page(client, draft)
    client.login(studio.vera)
    client.post(f"/proposals/{draft.id}/approval/request", data={"words": ""})
    client.login(studio.nora).fill(sending, form="approval-form", _press="approve")
    with_paper(draft)
    sent = client.fill(sending, form="letter-form")
    assert (sent.status_code, draft.state) == (303, ProposalState.sent)
    assert draft.content is not None and draft.content["is_draft"] is False


def test_it_is_sent_back_with_a_word_and_asked_about_again(
    client: HouseClient, studio: Studio, draft: Proposal, limited: Agency
) -> None:
    sending = f"/proposals/{draft.id}/sending"
    client.login(studio.vera).post(f"/proposals/{draft.id}/approval/request")
    client.login(studio.nora).fill(sending, form="approval-form", _press="back")
    assert draft.last_word is not None and draft.last_word.is_open, "a word is owed"
    client.fill(sending, form="approval-form", words="Too many hours", _press="back")
    assert draft.last_word.state is ApprovalState.sent_back
    page = a_page(client.login(studio.vera), draft)
    assert "Too many hours" in page and "asking-form" in page
    client.fill(sending, form="asking-form", words="They want all of it")
    assert [each.state for each in draft.approvals] == [
        ApprovalState.sent_back,
        ApprovalState.asked,
    ]
    lead = client.get(f"/leads/{draft.lead_id}").text
    assert "sent the proposal back to be changed" in lead
    assert client.get("/proposals").text.count("waits for approval") == 1


def test_two_owners_at_once_and_one_who_saw_something_else(
    client: HouseClient, studio: Studio, draft: Proposal, limited: Agency
) -> None:
    client.login(studio.nora)
    page = a_page(client, draft)
    stale = next(form for form in forms_of(page) if form.id == "approval-form").fields
    draft.add_section("More")
    answer = client.post(f"/proposals/{draft.id}/approval", data={**stale, "do": "approve"})
    assert not draft.approvals
    assert "changed since you opened it" in client.get(answer.location).text
    seen = draft.approval_mark
    draft.approve("", by=studio.nora, seen=seen, at=NOW)
    with pytest.raises(DecidedMeanwhile):
        draft.send_back("No", by=studio.nora, seen=seen, at=NOW)
    with pytest.raises(AskedAlready):
        draft.ask_approval("", by=studio.vera, at=NOW)
    with pytest.raises(NotTheirs):
        draft.approve("", by=studio.vera, seen=draft.approval_mark, at=NOW)
    assert len(draft.approvals) == 1


def test_what_the_client_could_choose_counts_and_every_discount(studio: Studio) -> None:
    draft = a_draft(studio.leads["harbour"], studio.vera)
    line = draft.lines[0]
    basic, full = draft.sections[0], EstimateSection(position=2, title="Full", lines=[])
    draft.sections.append(full)
    db.session.flush()
    extra = full.add_line()
    content = LineContent("Photos", fixed_minor=10_000, most_quantity=5, is_optional=True)
    extra.write(content, member=None)
    extra.write(LineContent(**{**vars(content), "taken": False}), member=None)
    assert (draft.total.most.minor, Reach.of(draft).most.minor) == (27_000, 77_000)
    for each in (basic, full):
        each.stand_against("How much")
    assert Reach.of(draft).most.minor == 50_000, "of alternatives one is bought"
    line.write(LineContent("Part 1", minutes=120, off_hundredths=1000), member=studio.vera)
    basic.discount_by(Discount(hundredths=1000))
    draft.discount_by(Discount(hundredths=1000))
    house = Agency(currency="EUR", approve_above_minor=50_000, approve_above_hundredths=2_000)
    # 270 € become 261, then 234.90, then 211.41: 21.7 % less.
    assert Reach.of(draft).off == 2_170
    assert Limits.of(house).exceeded_by(draft) == ["discount"]
    house.approve_above_minor, house.approve_above_hundredths = 44_999, None
    assert Limits.of(house).exceeded_by(draft) == ["amount"]
    house.currency = "RUB"
    assert Limits.of(house).exceeded_by(draft) == ["currency"]
    house.approve_above_minor = None
    assert Limits.of(house).exceeded_by(draft) == []
    full.discount_by(Discount(hundredths=6000))
    for each in (basic, full):
        each.take()
        assert Reach.of(draft).off == 6_400, "also of the alternative that is not the dearest"


def test_the_owner_sets_the_limits(client: HouseClient, studio: Studio) -> None:
    client.login(studio.nora)
    client.fill("/settings/approval", form="limits", amount="20 000", off="12,5")
    house = everything(Agency)[0]
    assert (house.approve_above_minor, house.approve_above_hundredths) == (2_000_000, 1250)
    assert 'value="12.5"' in client.get("/settings/approval").text
    assert client.fill("/settings/approval", form="limits", off="120").status_code == 422
    client.fill("/settings/approval", form="limits", amount="", off="")
    assert (house.approve_above_minor, house.approve_above_hundredths) == (None, None)
    assert client.login(studio.vera).get("/settings/approval").status_code == 403


def test_what_needs_nobodys_word_is_not_asked_about(
    client: HouseClient, studio: Studio, draft: Proposal
) -> None:
    client.login(studio.vera)
    answer = client.post(f"/proposals/{draft.id}/approval/request")
    assert "It needs nobody’s word" in client.get(answer.location).text
    with_paper(draft)
    assert not draft.bears_draft_mark and not draft.approvals


def test_an_option_that_may_be_left_out_hides_no_discount(studio: Studio) -> None:
    draft = a_draft(studio.leads["harbour"], studio.vera)
    section = draft.sections[0]
    dear, cheap = section.add_line(), section.add_line()
    option = LineContent("Photos", fixed_minor=1_000_000, is_optional=True)
    dear.write(option, member=None)
    less = LineContent("Films", fixed_minor=27_000, is_optional=True, off_hundredths=5000)
    cheap.write(less, member=None)
    # 270 € that must be taken, and 270 € at half the price: of 540 a quarter, whatever stands beside it.
    assert Reach.of(draft).off == 2_500
    cheap.write(LineContent("Films", fixed_minor=27_000, is_optional=True), member=None)
    section.discount_by(Discount(minor=5_400))
    assert Reach.of(draft).off == 2_000, "an amount off the section: of the 270 alone it is a fifth"
    section.discount_by(Discount())
    draft.discount_by(Discount(minor=2_700))
    assert Reach.of(draft).off == 1_000, "and off the whole"
