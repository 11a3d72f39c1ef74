"""Adding to a brief that was handed in: kept as it changes, sent as a revision, shown as a difference."""

from collections.abc import Callable
from datetime import datetime

import pytest

from agency.briefs import personal
from agency.briefs.revisions import Change, Revision, between
from agency.clients.models import Contact
from agency.demo.studio import Studio
from agency.desk.exporting import exported
from agency.kernel import clock
from agency.kernel.db import db
from agency.leads.models import Lead
from agency.people.notices import Notice
from tests.briefs.support import Kind, asked, filled, followed, hand_in, said, the_brief
from tests.support import HouseClient, everything, forms_of


@pytest.fixture
def database() -> str:
    """No statement here is of one database only."""
    return "sqlite"


@pytest.fixture
def address(client: HouseClient, studio: Studio) -> str:
    """A brief that was handed in."""
    found = filled(client)
    assert hand_in(client, found).status_code == 303
    return found


def revisions() -> list[Revision]:
    return everything(Revision)


def test_handing_in_is_the_first_revision_and_shuts_the_pages(
    client: HouseClient, address: str
) -> None:
    (first,) = revisions()
    assert first.number == 1
    assert {each["wording"] for each in first.answers} >= {"Your name", "E-mail"}
    assert "Add or change something" in client.get(f"{address}/1").text
    assert client.post(f"{address}/revisions").status_code == 303
    assert len(revisions()) == 1


def test_a_page_that_was_open_elsewhere_loses_nothing_when_it_comes_after_the_end(
    client: HouseClient, studio: Studio
) -> None:
    address = filled(client)
    shown = client.get(f"{address}/2").text
    (form,) = [each for each in forms_of(shown) if each.id == "brief"]
    hand_in(client, address)
    same = client.post(form.action, data=form.fields | {"go": "next"})
    assert same.location == f"{address}/thanks"
    assert the_brief().reopened_at is None
    site = asked(Kind.link, 2).field
    late = client.post(
        form.action, data=form.fields | {site: "https://azulejonorte.example", "go": "next"}
    )
    assert late.location == f"{address}/thanks"
    assert said(Kind.link, 2) == "https://azulejonorte.example"
    assert "You changed one answer" in client.get(f"{address}/thanks").text
    assert len(revisions()) == 1


def test_changes_are_kept_as_they_are_made_and_sent_as_one(
    client: HouseClient, studio: Studio, address: str
) -> None:
    heard = the_brief().lead
    assert heard is not None
    opened = client.post(f"{address}/changes")
    assert opened.location == f"{address}/1"
    phone, name = asked(Kind.phone, 1), asked(Kind.name, 1)
    page = client.fill(
        f"{address}/1", go="next", **{phone.field: "+351 912 345 678", name.field: "Inês C."}
    )
    assert page.location == f"{address}/2"
    client.fill(f"{address}/2", go="next", **{asked(Kind.long, 2).field: "Sell more."})
    assert len(revisions()) == 1
    assert "You changed 3 answers" in client.get(f"{address}/thanks").text
    # We see it as it stands, and that nobody sent it yet.
    client.login(studio.members["vera"])
    ours = client.get(f"/briefs/{the_brief().id}").text
    assert "Changed, and not sent yet" in ours
    assert ours.count("changed, not sent yet") == 3
    before = len(everything(Notice))
    sent = client.fill(f"{address}/2", _press="send")
    assert followed(client, sent).location == f"{address}/thanks"
    first, second = revisions()
    found = {each.wording: each for each in between(first.answers, second.answers)}
    assert found["Phone"].change is Change.added
    assert (found["Your name"].before, found["Your name"].after) == (
        ("Inês Carvalho",),
        ("Inês C.",),
    )
    told = everything(Notice)[before:]
    assert "briefs.amended" in {each.kind for each in told}
    ours = client.get(f"/briefs/{the_brief().id}").text
    assert "<del>" in ours
    assert "Inês Carvalho" in ours
    assert "Changed, and not sent yet" not in ours
    assert "changes sent" in client.get(f"/leads/{heard.id}").text
    assert client.get("/notices").status_code == 200
    # Shut again until they open it once more.
    assert client.get(f"{address}/1").text.count("Add or change something") == 2


def test_what_was_taken_away_is_shown_and_nothing_changed_is_no_news(
    client: HouseClient, address: str
) -> None:
    client.post(f"{address}/changes")
    client.post(f"{address}/revisions")
    assert len(revisions()) == 1
    client.post(f"{address}/changes")
    sent = client.fill(f"{address}/2", _press="send", **{asked(Kind.long, 2).field: ""})
    wanted = followed(client, sent)
    assert wanted.location.startswith(f"{address}/2")
    assert len(revisions()) == 1
    site = asked(Kind.link, 2).field
    client.fill(
        f"{address}/2",
        _press="send",
        **{asked(Kind.long, 2).field: "Sell.", site: "https://a.example"},
    )
    client.post(f"{address}/changes")
    followed(client, client.fill(f"{address}/2", _press="send", **{site: ""}))
    *_rest, second, third = revisions()
    (gone,) = between(second.answers, third.answers)
    assert (gone.change, gone.before) == (Change.taken, ("https://a.example",))
    assert said(Kind.link, 2) is None


def test_an_older_brief_without_revisions_gets_its_first_when_it_is_opened(
    client: HouseClient, address: str
) -> None:
    for each in revisions():
        db.session.delete(each)
    db.session.commit()
    client.post(f"{address}/changes")
    (first,) = revisions()
    assert first.at == the_brief().submitted_at


def test_a_person_gets_all_revisions_and_an_erasure_blanks_them(
    client: HouseClient, address: str, run_due: Callable[[datetime], int]
) -> None:
    brief = the_brief()
    lead = brief.lead
    assert isinstance(lead, Lead)
    client.post(f"{address}/changes")
    asks = {"hand-name": "Tomás", "hand-address": "tomas@azulejonorte.example"}
    assert client.fill(f"{address}/3", _press="hand", **asks).status_code == 303
    contact = db.session.get(Contact, lead.contact_id)
    assert contact is not None
    assert exported(contact, at=clock.now())
    personal.erase([lead.id], at=clock.now())
    db.session.commit()
    (first,) = revisions()
    assert not any(each["value"] or each["lines"] for each in first.answers)
    (hand,) = the_brief().hands
    assert (hand.name, hand.address) == ("", "")
    assert client.get(f"{address}/1").status_code == 410
