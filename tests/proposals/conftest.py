"""What the tests of proposals share: the hour they live in, and who sits at the desk."""

import pytest

from agency.demo.studio import Studio
from agency.kernel import clock
from agency.proposals.models import Proposal
from tests.support import NOW, HouseClient


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages, too, believe that it is NOW."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def vera(client: HouseClient, studio: Studio) -> HouseClient:
    """The browser of the account manager."""
    return client.login(studio.vera)


@pytest.fixture
def draft(studio: Studio) -> Proposal:
    """The draft for Olaria Nova: 270 hours, € 17,026."""
    return studio.proposal
