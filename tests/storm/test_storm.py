"""Letters leave while the house is killed around them: none is lost, none goes twice, and what is in doubt is said.

The short form runs with the suite; `make storm` (STORM=full) sends 1,500 letters through 80 kills, twice. `SEED`
chooses another weather.
"""

import os
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from tests.house import House
from tests.houses import make_database
from tests.imap_servers import TestMailbox
from tests.kernel.house.waiting import until
from tests.storm.storm import FULL_DECK, IN_DOUBT, IN_HAND, SHORT_DECK, Size, Storm, relay

pytestmark = pytest.mark.house

SEED = int(os.environ.get("SEED", "5"))
FULL = Size(1500, 84, 1.6, FULL_DECK, real_leases=True)
SHORT = Size(120, 8, 1.0, SHORT_DECK, real_leases=False)
IS_FULL = os.environ.get("STORM") == "full"
SIZE = FULL if IS_FULL else SHORT

Address = Callable[[], str]


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> Address:
    """The address of an empty database in PostgreSQL, made when asked for."""
    return lambda: make_database(request.getfixturevalue("postgresql"), "storm")


def test_each_letter_leaves_once_where_the_server_files_what_it_takes(
    tmp_path: Path, mailbox: TestMailbox
) -> None:
    storm = _storm(tmp_path, mailbox, files=True)
    taken, states = storm.delivered(), storm.states()
    assert set(states.values()) == {"sent"}
    assert set(taken) == set(states), "each was delivered"
    assert max(taken.values()) == 1, "none was delivered twice"
    assert len(taken) == SIZE.letters


@pytest.mark.skipif(not IS_FULL, reason="make storm")
def test_no_letter_leaves_twice_where_the_server_files_nothing(
    tmp_path: Path, mailbox: TestMailbox, database_url: Address
) -> None:
    storm = _storm(tmp_path, mailbox, files=False, DATABASE_URL=database_url())
    taken, states = storm.delivered(), storm.states()
    uncertain = {each for each, state in states.items() if state == "uncertain"}
    assert max(taken.values()) == 1, "none was delivered twice"
    assert set(states.values()) <= {"sent", "uncertain"}
    assert set(states) - uncertain <= set(taken), "what counts as sent was delivered"
    assert len(set(taken) - uncertain) + len(uncertain) == SIZE.letters


def _storm(folder: Path, mailbox: TestMailbox, *, files: bool, **settings: str) -> Storm:
    data, log = folder / "house", folder / "relay.log"
    data.mkdir()
    with relay(log, SEED, mailbox if files else None) as url:
        more = {"MAIL_HANDOVER_SECONDS": str(IN_HAND), "MAIL_DOUBT_SECONDS": str(IN_DOUBT)}
        house = House(data, {"SMTP_URL": url, "IMAP_URL": mailbox.url, **more, **settings})
        storm = Storm(house, SIZE, Random(SEED), log)
        try:
            house.agency("db", "upgrade")
            house.start()
            if files:
                _learn_that_it_files(storm)
            storm.rage()
            print(f"\nSeed {SEED}, a relay that files {'what it takes' if files else 'nothing'}")
            print(storm.report())
        except BaseException:
            print(house.last_words())
            raise
        finally:
            storm.sweep()
        return storm


def _learn_that_it_files(storm: Storm) -> None:
    """One letter before the storm shows the house that it may look into the Sent folder for the others."""
    storm.write_one()
    house = storm.house
    until(lambda: house.ask("SELECT 1 FROM due WHERE kind = 'mail.file'"))
    # Ten seconds pass.
    house.change("UPDATE due SET due_at = (SELECT queued_at FROM letter) WHERE kind = 'mail.file'")
    until(lambda: house.ask("SELECT 1 FROM sent_folder WHERE seen_at IS NOT NULL"))
