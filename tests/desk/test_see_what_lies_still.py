"""Home says on how many open leads nothing comes next, as the inbox counts them."""

import re

import pytest

from agency.demo.studio import Studio
from agency.kernel import clock
from agency.kernel.db import db
from agency.leads.models import Stage, Turn
from agency.leads.reminders import Reminder
from tests.support import NOW, HouseClient


@pytest.fixture
def database() -> str:
    return "sqlite"


def counted(page: str) -> int:
    found = re.search(r"Nothing comes next on (\d+) open lead", page)
    return int(found[1]) if found else 0


def test_a_lead_on_which_nothing_comes_next_is_counted_until_something_is_planned(
    client: HouseClient, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    client.login(studio.nora)
    before = counted(client.get("/").text)
    lead = studio.proposal.lead
    lead.stage, lead.turn = Stage.talking, Turn.theirs
    lead.first_response_at, lead.promised_at = NOW, None
    here = counted(client.get("/").text)
    assert here >= before and here > 0
    assert "/inbox?adrift=1" in client.get("/").text
    db.session.add(Reminder(lead=lead, member=studio.nora, at=NOW, made_at=NOW, words="Ring her"))
    assert counted(client.get("/").text) == here - 1
