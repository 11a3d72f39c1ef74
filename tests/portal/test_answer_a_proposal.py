"""A question or a no on the proposal's page is heard, and how long its sections were read is kept for the letters."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa

from agency.demo.studio import Studio
from agency.followups import happened, machine, mails
from agency.followups.models import Case, Enrollment, EnrollmentState, StopReason
from agency.kernel import clock
from agency.kernel.db import db
from agency.leads.models import Channel, Message, Turn
from agency.people.notices import Notice
from agency.proposals import readings
from agency.proposals.links import COPY_KIND, fresh_link
from agency.proposals.models import Proposal, ProposalState
from agency.proposals.readings import Reading
from tests.followups.conftest import FIRST, RunDue, went_out
from tests.offers import a_draft, sent, with_paper
from tests.support import NOW, HouseClient, everything, forms_of

FIREFOX = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"}
SOON = NOW + timedelta(minutes=10)


@pytest.fixture
def database() -> str:
    return "sqlite"


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Sets the clock of the pages."""

    def turn_to(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    turn_to(SOON)
    return turn_to


def words_of(lead_id: int) -> list[str]:
    chosen = sa.select(Message.body).where(
        Message.lead_id == lead_id, Message.channel == Channel.page
    )
    return list(db.session.scalars(chosen))


def copy_of(offer: Proposal) -> str:
    """The path of a link that only reads."""
    address = fresh_link(offer, at=NOW, kind=COPY_KIND).address
    db.session.commit()
    return urlsplit(address).path


def followed_up(offer: Proposal) -> Enrollment:
    enrollment = machine.enroll(offer, at=NOW)
    db.session.commit()
    return enrollment


def test_a_question_stands_on_the_lead_and_ends_the_letters(
    client: HouseClient, offer: Proposal, link: str, run_due: RunDue, at: Callable[..., None]
) -> None:
    enrollment = followed_up(offer)
    for _ in range(2):
        answer = client.fill(link, form="question-form", question="Why 40 hours of drawing?")
        assert (answer.status_code, answer.location) == (303, f"{link}?said=question#answer")
    assert words_of(offer.lead_id) == ["Why 40 hours of drawing?"]
    assert offer.lead.turn is Turn.ours
    assert enrollment.reason is StopReason.heard
    assert "Your question has arrived." in client.get(f"{link}?said=question").text
    run_due(FIRST)
    assert went_out() == []


def test_a_no_ends_the_letters_and_may_still_turn(
    client: HouseClient, studio: Studio, offer: Proposal, link: str, at: Callable[..., None]
) -> None:
    enrollment = followed_up(offer)
    client.fill(link, form="decline-form", reason="")
    assert words_of(offer.lead_id) == ["No, thank you."]
    assert (enrollment.state, enrollment.reason) == (EnrollmentState.stopped, StopReason.declined)
    assert machine.may_go_on(offer.lead) is None
    page = client.get(link).text
    assert "You told us on" in page and "decline-form" not in page
    assert 'name="consent"' in page
    told = client.login(studio.vera).get(f"/leads/{offer.lead_id}").text
    assert "They said no to the proposal on its page" in told


def test_a_no_is_a_state_with_its_reason_and_turns_only_by_their_word(
    client: HouseClient, studio: Studio, offer: Proposal, link: str, at: Callable[..., None]
) -> None:
    client.fill(link, form="decline-form", reason="Too dear this year.")
    assert (offer.state, offer.declined_why) == (ProposalState.declined, "Too dear this year.")
    client.login(studio.vera)
    page = client.get(f"/proposals/{offer.id}").text
    assert "Declined on 19 March 2026" in page and "Too dear this year." in page
    assert "declined" in client.get("/proposals").text
    assert "declined" in client.get(f"/leads/{offer.lead_id}").text
    assert offer.valid_until is not None
    assert offer.is_open(offer.valid_until)
    at(SOON + timedelta(days=60))
    assert "Let it hold longer" in client.get(f"/proposals/{offer.id}").text
    until = (SOON + timedelta(days=90)).date()
    early = client.post(f"/proposals/{offer.id}/extension", data={"until": "2026-03-20"})
    assert "Choose a day after" in client.get(early.location).text
    client.post(f"/proposals/{offer.id}/extension", data={"until": until.isoformat()})
    assert (offer.valid_until, offer.promised_until) == (until, date(2026, 4, 9))
    assert "let the proposal hold longer, until" in client.get(f"/leads/{offer.lead_id}").text
    client.post(f"/proposals/{offer.id}/withdrawal")
    assert offer.state is ProposalState.withdrawn and offer.declined_at == SOON
    late = client.post(f"/proposals/{offer.id}/extension", data={"until": "2027-01-01"})
    assert "still has can be extended" in client.get(late.location).text


def test_a_no_to_what_was_taken_back_a_second_ago_is_heard(
    client: HouseClient, offer: Proposal, link: str, at: Callable[..., None]
) -> None:
    form = next(one for one in forms_of(client.get(link).text) if one.id == "decline-form")
    offer.withdraw(at=SOON)
    data = {**form.fields, "reason": "We chose somebody else."}
    assert client.post(f"{link}/decline", data=data).status_code == 303
    assert offer.state is ProposalState.withdrawn and offer.declined_at is None
    assert words_of(offer.lead_id) == ["We chose somebody else."]


def test_whoever_answers_for_it_is_told_before_its_last_day_unless_somebody_answered(
    studio: Studio, offer: Proposal, link: str, run_due: RunDue, at: Callable[..., None]
) -> None:
    def told() -> list[int]:
        return [each.member_id for each in everything(Notice) if each.kind == "proposals.ends"]

    assert offer.valid_until == date(2026, 4, 9)
    run_due(datetime(2026, 4, 7, 7, 59, tzinfo=UTC))
    assert told() == []
    run_due(datetime(2026, 4, 7, 8, 0, tzinfo=UTC))
    assert told() == [offer.answerer.id]


def test_a_no_in_the_words_of_a_question_is_a_no(
    client: HouseClient, offer: Proposal, link: str, at: Callable[..., None]
) -> None:
    followed_up(offer)
    client.fill(link, form="question-form", question="That is too much for us.")
    assert machine.may_go_on(offer.lead) is not None
    client.fill(link, form="decline-form", reason="That is too much for us.")
    assert words_of(offer.lead_id) == ["That is too much for us."]
    assert (offer.state, offer.declined_at) == (ProposalState.declined, SOON)
    assert machine.may_go_on(offer.lead) is None, "they are not chased after a no"


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    client: HouseClient, offer: Proposal, link: str, at: Callable[..., None]
) -> None:
    empty = client.fill(link, form="question-form", question=" ")
    assert empty.status_code == 422
    assert "Write your question" in empty.text
    long = client.fill(link, form="decline-form", reason="x" * 5001)
    assert long.status_code == 422
    assert "x" * 5001 in long.text
    assert client.post(f"{link}/question", data={"question": "Unsealed?"}).status_code == 422
    assert words_of(offer.lead_id) == []


def test_only_whoever_decides_may_answer(
    client: HouseClient, studio: Studio, offer: Proposal, link: str, at: Callable[..., None]
) -> None:
    copy = copy_of(offer)
    assert "question-form" not in client.get(copy).text
    assert client.post(f"{copy}/question", data={"question": "Me?"}).status_code == 404
    assert client.post("/p/nonsense/decline").status_code == 404
    stranger = sent(with_paper(a_draft(studio.leads["northgate"], studio.vera)))
    client.fill(stranger, form="question-form", question="And ours?")
    assert words_of(offer.lead_id) == []


def test_what_was_read_longest_is_named_in_the_letter(
    client: HouseClient, offer: Proposal, link: str, at: Callable[..., None]
) -> None:
    enrollment = followed_up(offer)
    assert happened.case_of(enrollment, SOON) is Case.unopened
    client.get(link, headers=FIREFOX)
    assert "data-readings" in client.get(link).text
    # Opened, and nothing known of the sections: the sentence about them is left out.
    assert happened.case_of(enrollment, SOON) is Case.opened
    _, plain = mails.shown(enrollment, 2, now=SOON)
    assert "thank you for looking into" in plain and "stayed longest" not in plain
    told = {"estimate": "20", "task": "12", "sum": "9", "nonsense": "50", "team": "9" * 5000}
    assert client.post(f"{link}/readings", data=told, headers=FIREFOX).status_code == 204
    assert readings.longest(offer.id) == ["estimate", "task"]
    _, words = mails.shown(enrollment, 2, now=SOON)
    assert "“What it takes, hour by hour” and “How we understood the task”" in words
    offer.lead.client.language = "ru"
    assert "«" in mails.shown(enrollment, 2, now=SOON)[1]


def test_nobody_reads_longer_than_time_has_passed(
    client: HouseClient, offer: Proposal, link: str, at: Callable[..., None]
) -> None:
    for minutes, told, sum_ in ((0, 9999, 300), (0, 300, 300), (1, 300, 360), (600, 300, 660)):
        at(SOON + timedelta(minutes=minutes))
        client.post(f"{link}/readings", data={"estimate": told}, headers=FIREFOX)
        [row] = everything(Reading)
        assert row.seconds == sum_


@pytest.mark.parametrize("who", ["robot", "copy", "ours", "nobody"])
def test_robots_copies_and_our_own_people_read_nothing(
    client: HouseClient,
    studio: Studio,
    offer: Proposal,
    link: str,
    who: str,
    at: Callable[..., None],
) -> None:
    path = {"copy": copy_of(offer), "nobody": "/p/nonsense"}.get(who, link)
    headers = {"User-Agent": "curl/8.0"} if who == "robot" else FIREFOX
    if who == "ours":
        client.login(studio.vera)
    answer = client.post(f"{path}/readings", data={"estimate": "30"}, headers=headers)
    assert answer.status_code == (404 if who == "nobody" else 204)
    assert everything(Reading) == []


def test_a_proposal_past_its_day_says_so_in_its_letters(offer: Proposal, link: str) -> None:
    enrollment = followed_up(offer)
    assert offer.valid_until is not None
    late = SOON + timedelta(days=(offer.valid_until - SOON.date()).days + 2)
    assert happened.case_of(enrollment, late) is Case.expired
    assert mails.shown(enrollment, 2, now=late)[0].endswith("its day has passed")
    assert enrollment.reason_to_stop() is None
