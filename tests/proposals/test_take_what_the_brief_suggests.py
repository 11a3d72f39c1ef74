"""What a brief suggests for the estimate: offered with its reason, taken or left by a person once, and remembered."""

from typing import Any

import pytest

from agency.briefs import queries as briefs
from agency.briefs.models import Brief
from agency.demo.briefs import fill_briefs
from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.people import queries as people
from agency.proposals import personal
from agency.proposals.models import Proposal
from agency.proposals.origins import Origin
from agency.proposals.suggesting import suggested
from tests.support import NOW, HouseClient, everything


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """What is kept is asked of both."""
    return str(getattr(request, "param", "sqlite"))


def the_brief(studio: Studio, key: str = "olaria") -> Brief:
    fill_briefs(studio)
    db.session.commit()
    found = briefs.brief_of(studio.leads[key])
    assert found is not None
    return found


def offered(proposal: Proposal) -> list[str]:
    db.session.expire_all()
    return [each.key for each in suggested(proposal, people.members()).offers]


def press(client: HouseClient, proposal: Proposal, do: str, **more: Any) -> Any:
    fields = {"revision": proposal.revision, "do": do, **more}
    return client.fill(f"/proposals/{proposal.id}", form="estimate", **fields)


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_it_is_offered_with_its_reason_and_taken_with_a_rate(
    studio: Studio, client: HouseClient
) -> None:
    brief, proposal = the_brief(studio), studio.proposal
    assert offered(proposal) == ["shop", "journal", "systems", "texts"]
    before, total = len(proposal.lines), proposal.total
    client.login(studio.vera)
    page = client.get(f"/proposals/{proposal.id}").text
    assert "The brief suggests" in page
    assert "Shop: catalogue, basket, payment" in page
    assert "because they answered “A shop with payment” to “What has to be in it?”" in page
    assert len(proposal.lines) == before  # nothing is taken by itself

    answer = press(client, proposal, "take:shop", **{"who-shop": studio.ilya.id})
    assert answer.status_code == 303
    db.session.expire_all()
    assert len(proposal.lines) == before + 1
    (line,) = [each for each in proposal.lines if each.origin is not None]
    assert (line.text, line.minutes, line.most_minutes, line.member) == (
        "Shop: catalogue, basket, payment",
        28 * 60,
        44 * 60,
        studio.ilya,
    )
    assert line.section.title == "Build"
    assert line.rate is not None
    assert proposal.total > total
    assert offered(proposal) == ["journal", "systems", "texts"]
    page = client.get(f"/proposals/{proposal.id}").text
    assert "from the brief: “A shop with payment” to “What has to be in it?”" in page
    assert "they say now" not in page

    press(client, proposal, "leave:journal")
    press(client, proposal, "take:journal")  # what is not offered any more is left alone
    assert offered(proposal) == ["systems", "texts"]
    assert {each.key: each.taken for each in everything(Origin)} == {"shop": True, "journal": False}

    needs = brief.answer_to(brief.asks.by_key["needs"])
    assert needs is not None
    needs.value, needs.labels = ["journal"], {"journal": "News or a journal"}
    db.session.commit()
    assert "they say now: “News or a journal”" in client.get(f"/proposals/{proposal.id}").text

    personal.erase([proposal.lead_id], at=NOW)
    assert all(each.because == [] for each in everything(Origin))


def test_what_was_typed_beside_is_saved_with_the_button_and_a_section_is_made(
    studio: Studio, client: HouseClient
) -> None:
    the_brief(studio)
    proposal = studio.proposal
    line = proposal.lines[0]
    for section in proposal.sections:
        section.title = f"{section.title} of it"
    db.session.commit()
    client.login(studio.vera)
    press(client, proposal, "take:texts", **{f"l{line.id}-text": "Typed before"})
    db.session.expire_all()
    assert proposal.lines[0].text == "Typed before"
    assert proposal.sections[-1].title == "Words and pictures"
    assert proposal.sections[-1].lines[0].member is not None  # whoever of that trade comes first

    client.login(studio.timur)
    assert "The brief suggests" not in client.get(f"/proposals/{proposal.id}").text
    assert press_refused(client, proposal)


def press_refused(client: HouseClient, proposal: Proposal) -> bool:
    answer = client.post(f"/proposals/{proposal.id}/estimate", data={"do": "take:systems"})
    return answer.status_code in (400, 403) and "systems" in offered(proposal)


def test_the_next_version_knows_where_its_lines_come_from(studio: Studio) -> None:
    brief = the_brief(studio)
    proposal, line = studio.proposal, studio.proposal.lines[0]
    line.origin = Origin(
        lead_id=proposal.lead_id, brief=brief, key="shop", taken=True, because=[], at=NOW
    )
    db.session.flush()
    copied = line.section.copied()
    assert copied.lines[0].origin is line.origin
    db.session.rollback()


def test_a_hidden_answer_suggests_nothing_and_neither_does_no_brief(studio: Studio) -> None:
    assert suggested(studio.proposal, people.members()).offers == []
    brief = the_brief(studio)
    needs = brief.answer_to(brief.asks.by_key["needs"])
    assert needs is not None
    needs.fits = False
    db.session.commit()
    assert offered(studio.proposal) == ["texts"]
