"""What the tests of the portal share: the hour they live in, and a proposal that waits behind a link."""

import pytest

from agency.demo.studio import Studio
from agency.kernel import clock
from agency.proposals.models import Proposal
from tests.offers import sent
from tests.support import NOW


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages, too, believe that it is NOW."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def offer(studio: Studio) -> Proposal:
    """The proposal for Olaria Nova."""
    return studio.proposal


@pytest.fixture
def link(offer: Proposal) -> str:
    """The path behind which it waits, now that it was sent."""
    return sent(offer)
