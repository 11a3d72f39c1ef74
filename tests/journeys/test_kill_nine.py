"""`kill -9` of any part at any step: the line goes on, nothing is lost, nothing is sent twice.

The house stands on a path of 150 characters with a space in it, and leaves nobody behind at its end.

The short form walks once, by mail; `make chaos` (KILLS=50) walks again and again, by mail and by brief in turns.
"""

import os
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest

from tests.caller import Caller
from tests.house import House
from tests.houses import Estate
from tests.imap_servers import TestMailbox
from tests.journeys.by_mail import WalkByMail
from tests.journeys.on_foot import STUCK, Walk, outlive_leases
from tests.kernel.house.waiting import until

pytestmark = pytest.mark.house

SEED = int(os.environ.get("SEED", "19"))
KILLS = int(os.environ.get("KILLS", "1"))
# All of them at once is `agency up` itself, which somebody then starts again.
ALL = "all"
DECK = ("web", "web", "worker", "worker", "clock", "redis", "redis", ALL)


@dataclass
class Chaos:
    """Kills a part of a house in the middle of a step; which one and when, its seed decides."""

    house: House
    random: Random = field(default_factory=lambda: Random(SEED))
    deck: list[str] = field(default_factory=list)
    kills: int = 0

    def during(self, step: Callable[[], None]) -> None:
        """Take a step while some part dies."""
        if not self.deck:
            self.deck = self.random.sample(DECK, len(DECK))
        blow = threading.Timer(self.random.uniform(0.0, 0.5), self._kill, [self.deck.pop()])
        blow.start()
        print(step.__name__)
        try:
            step()
        finally:
            blow.join()

    def _kill(self, part: str) -> None:
        print(f"kill -9 {part}")  # shown where the test fails
        if part == ALL:
            self.house.crash()
            self.house.start()
        else:
            self.house.kill(part)
        self.kills += 1


def settle(house: House) -> None:
    """Nothing stays claimed for ever."""

    def open_rows() -> list[Any]:
        return house.ask(
            "SELECT kind, subject, state FROM due WHERE state IN ('claimed', 'failed')"
        )

    try:
        until(lambda: not open_rows(), within=STUCK)
    except AssertionError:
        outlive_leases(house)
        until(lambda: not open_rows(), within=STUCK * 3)


def test_the_line_goes_on_whatever_is_killed(estate: Estate, mailbox: TestMailbox) -> None:
    house = estate.with_letters(long_path=True, IMAP_URL=mailbox.url).start()
    assert len(str(house.data)) >= 150
    until(lambda: b"Log in as" in house.log.read_bytes())
    office = estate.post_office
    office.pause = 0.1  # long enough to be hit while a letter is on its way
    vera, timur = Caller(house).log_in("vera"), Caller(house).log_in("timur")
    chaos, walks = Chaos(house), list[Walk]()
    while chaos.kills < KILLS:
        who = (house, office, len(walks), vera, timur)
        walks.append(Walk(*who) if len(walks) % 2 else WalkByMail(*who, postbox=mailbox))
        for step in walks[-1].steps:
            chaos.during(step)
    assert chaos.kills == sum(len(walk.steps) for walk in walks), "every blow hit"
    until(lambda: all(house.part(name) for name in DECK if name != ALL) and house.answers())
    settle(house)
    for walk in walks:
        walk.check()
    sent = Counter(str(letter["Message-ID"]) for letter in office.letters)
    assert sent, "letters left"
    assert max(sent.values()) == 1, f"sent twice: {sent.most_common(3)}"
    print(f"{chaos.kills} kills, {len(walks)} walks, {len(office.letters)} letters, none twice")
    house.stop()
