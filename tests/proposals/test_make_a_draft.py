"""A draft for a lead: out of the brief, out of the version before, or the one at hand."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from agency.briefs.answers import Answer
from agency.briefs.kinds import QuestionKind
from agency.briefs.models import Brief, BriefState
from agency.briefs.templates import BriefVersion
from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.leads.models import Lead
from agency.proposals import queries
from agency.proposals.drafting import opening_of
from agency.proposals.models import Proposal
from tests.offers import sent
from tests.support import NOW, HouseClient


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """One, unless a test asks for both: between them, those that do say to PostgreSQL all that is said here."""
    return str(getattr(request, "param", "sqlite"))


both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


def make(client: HouseClient, lead: Lead) -> Proposal:
    answer = client.post(f"/leads/{lead.id}/proposals")
    assert answer.status_code == 303, answer.text
    found = queries.latest(lead)
    assert found is not None
    assert answer.location == f"/proposals/{found.id}"
    return found


def a_brief(lead: Lead, **answers: str) -> None:
    """A brief handed in with long answers, by their wording."""
    version = db.session.scalars(sa.select(BriefVersion).limit(1)).one()
    brief = Brief(
        version=version,
        lead=lead,
        state=BriefState.submitted,
        language=lead.client.language,
        started_at=NOW,
        submitted_at=NOW,
    )
    for question, (wording, value) in zip(version.asks.questions, answers.items(), strict=False):
        brief.answers.append(
            Answer(
                question_key=question.key,
                kind=QuestionKind.long,
                wording=wording,
                value=value,
                answered_at=NOW,
            )
        )
    db.session.add(brief)


def test_the_first_version_begins_with_what_we_usually_need(
    vera: HouseClient, studio: Studio
) -> None:
    draft = make(vera, studio.leads["harbour"])
    assert (draft.version, draft.state.value, draft.currency, draft.language) == (
        1,
        "draft",
        "EUR",
        "en",
    )
    assert draft.title == "A booking site before the summer timetable"
    assert draft.author == studio.vera
    assert [section.title for section in draft.sections] == [
        "Words and pictures",
        "Design",
        "Build",
        "Launch",
    ]
    assert [part["percent"] for part in draft.payments] == [40, 30, 30]
    assert len(draft.references) == 8


def test_a_draft_for_a_russian_client_is_in_russian(vera: HouseClient, studio: Studio) -> None:
    assert make(vera, studio.leads["areni"]).language == "ru"


@both
def test_the_longest_answer_of_the_brief_becomes_the_voice_of_the_client(
    vera: HouseClient, studio: Studio
) -> None:
    lead = studio.leads["harbour"]
    a_brief(
        lead,
        **{
            "What do you do?": "Ferries.",
            "What is wrong?": "The booking pages cannot take a return with a bicycle.",
        },
    )
    draft = make(vera, lead)
    assert draft.quote["text"] == "The booking pages cannot take a return with a bicycle."
    assert draft.quote["by"] == "Peter Aldous"
    assert draft.understanding["paragraphs"][0] == "What do you do? Ferries."


@both
def test_asking_twice_gives_the_draft_at_hand(vera: HouseClient, studio: Studio) -> None:
    lead = studio.leads["harbour"]
    assert make(vera, lead).id == make(vera, lead).id


def test_the_next_version_takes_over_everything(
    vera: HouseClient, studio: Studio, draft: Proposal
) -> None:
    sent(draft)
    second = make(vera, draft.lead)
    assert (second.version, second.state.value, second.total) == (2, "draft", draft.total)
    assert [line.text for line in second.lines] == [line.text for line in draft.lines]
    assert second.understanding == draft.understanding
    assert (second.cover, second.references) == (draft.cover, draft.references)
    assert {line.id for line in second.lines}.isdisjoint(line.id for line in draft.lines)


def test_a_closed_lead_gets_no_proposal(vera: HouseClient, studio: Studio) -> None:
    lead = studio.leads["harbour"]
    lead.lose(reason="Too late", by=Actor.machine(), at=NOW + timedelta(minutes=1))
    answer = vera.post(f"/leads/{lead.id}/proposals")
    assert answer.location == f"/leads/{lead.id}"
    assert queries.latest(lead) is None


def test_a_member_makes_no_proposal(client: HouseClient, studio: Studio) -> None:
    client.login(studio.timur)
    assert client.post(f"/leads/{studio.leads['harbour'].id}/proposals").status_code == 403


def test_a_lead_that_does_not_exist_gets_none(vera: HouseClient) -> None:
    assert vera.post("/leads/999999/proposals").status_code == 404


def test_only_the_first_sentences_of_a_long_answer_open_the_document() -> None:
    sentence = "People order by shouting over the counter every single day."
    kept = opening_of(" ".join(["We bake.", *[sentence] * 9]))
    assert kept == " ".join(["We bake.", *[sentence] * 3])


def test_one_endless_sentence_is_cut_at_a_word() -> None:
    cut = opening_of("word " * 1000)
    assert cut.endswith("word…")
    assert len(cut) <= 481
