"""The storm: letters leave a real house for a real relay while its parts are killed at random."""

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from threading import Event

import psutil

from tests.house import House, free_port
from tests.imap_servers import TestMailbox
from tests.journeys.on_foot import outlive_leases
from tests.kernel.house.waiting import until

ALL, WRITER, SENDER = "all", "writer", "sender"
OTHERS = (WRITER, "second worker", "second clock")
# All of them at once is `agency up` itself, which somebody then starts again; the others stand beside it.
# Whoever sends is the process that has just handed a letter over, be it a worker or a clock.
FULL_DECK = (
    *((SENDER,) * 5),
    *("worker", "clock", "redis", "redis", "web", ALL, WRITER, "second worker", "second clock"),
)
SHORT_DECK = (SENDER, SENDER, SENDER, "worker", "clock", "redis", "redis", "web")
# Seconds that the relay is waited out before a letter in doubt is looked for: here it ponders two at most.
IN_HAND, IN_DOUBT = 5, 4
STUCK = 3.0


@dataclass(frozen=True)
class Size:
    """How many letters and kills, and how long it is between two of these on average."""

    letters: int
    kills: int
    apart: float
    deck: tuple[str, ...]
    real_leases: bool

    @property
    def beside(self) -> list[str]:
        """Who stands beside `agency up`."""
        return [each for each in OTHERS if each in (*self.deck, WRITER)]


@dataclass
class Storm:
    """One house, one relay, and what became of the letters."""

    house: House
    size: Size
    random: Random
    log: Path
    kills: Counter[str] = field(default_factory=Counter)
    took: float = 0.0
    # How many letters were still on their way when somebody looked last, and since when it has been so many.
    _left: tuple[int, float] = (-1, 0.0)
    _others: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def rage(self) -> None:
        """Kill so many times, while letters are written and leave."""
        began = time.monotonic()
        self._keep_others()
        deck: list[str] = []
        while self.kills.total() < self.size.kills:
            deck = deck or self.random.sample(self.size.deck, len(self.size.deck))
            self._await_the_moment()
            self._kill(deck.pop())
            self._keep_others()
        self.calm_down()
        self.took = time.monotonic() - began

    def write_one(self) -> None:
        """The first letter, while all is quiet."""
        self._want(1)
        self._keep_others()
        until(lambda: self._written() == 1, within=60)

    def calm_down(self) -> None:
        """Nobody is killed any more: all the letters are written, and none is on its way for ever."""
        until(lambda: self._keep_others() or self._written() >= self.size.letters, within=300)
        patience = 400.0 if self.size.real_leases else 90.0
        until(self._is_over, within=patience, every=0.5)

    def delivered(self) -> Counter[str]:
        """How often the relay took each letter, by its Message-ID."""
        return Counter(json.loads(line)["id"] for line in self.log.read_text().splitlines())

    def states(self) -> dict[str, str]:
        """Each letter with its state in the house."""
        return dict(tuple(row) for row in self.house.ask("SELECT message_id, state FROM letter"))

    def report(self) -> str:
        """What happened, in a few lines."""
        taken, states = self.delivered(), self.states()
        became = Counter(states.values())
        known = dict(
            tuple(row)
            for row in self.house.ask("SELECT evidence, count(*) FROM letter GROUP BY evidence")
        )
        again = self.house.ask("SELECT count(*) FROM letter WHERE tries > 1")[0][0]
        twice = sum(count > 1 for count in taken.values())
        lost = sum(state == "sent" and each not in taken for each, state in states.items())
        hits = ", ".join(f"{part} {count}" for part, count in sorted(self.kills.items()))
        return (
            f"{self.kills.total()} kills ({hits}) in {self.took:.0f} s\n"
            f"{len(states)} letters: {len(taken)} delivered, {twice} twice, {lost} lost, "
            f"{became['sent']} known as sent, {became['uncertain']} uncertain; "
            f"{known.get('sent_folder', 0)} found by looking, {again} handed over more than once"
        )

    def sweep(self) -> None:
        """Leave nobody."""
        for name in list(self._others):
            self._kill_other(name)
        self.house.sweep()

    def _await_the_moment(self) -> None:
        """Some letters later, right after one has come to the relay; or any moment, where none comes."""
        self._want(self.size.letters * (self.kills.total() + 1) // self.size.kills)
        letters = self.random.randint(1, max(1, self.size.letters // self.size.kills))
        until_then, before = (
            time.monotonic() + self.random.uniform(0.5, 2.0) * self.size.apart,
            None,
        )
        while time.monotonic() < until_then:
            seen = self.log.read_bytes().count(b"\n")
            before = seen if before is None else before
            if seen >= before + letters:
                break
            Event().wait(0.005)
        Event().wait(self.random.uniform(0.0, 0.06))

    def _want(self, letters: int) -> None:
        """So many are to be written by now."""
        draft = self._wanted.with_suffix(".new")
        draft.write_text(str(letters))
        draft.replace(self._wanted)

    @property
    def _wanted(self) -> Path:
        return self.log.with_suffix(".wanted")

    def _kill(self, part: str) -> None:
        if part == ALL:
            for other in list(self._others):
                self._kill_other(other)
            self.house.crash()
            self.house.start(sign="/healthz")
        elif part == SENDER:
            self._kill_sender()
        elif part in OTHERS:
            self._kill_other(part)
        else:
            self.house.kill(part)
        self.kills[part] += 1

    def _kill_sender(self) -> None:
        """The one who handed the latest letter over, while the relay still ponders, or soon after."""
        seen = self.log.stat().st_size
        until(lambda: self.log.stat().st_size > seen, within=60, every=0.002)
        port = json.loads(self.log.read_text().splitlines()[-1])["from"]
        for pid in self._at_work():
            with suppress(psutil.Error):
                process = psutil.Process(pid)
                if any(each.laddr.port == port for each in process.net_connections("tcp")):
                    process.kill()
                    return

    def _at_work(self) -> list[int]:
        ours = [self.house.part(each) for each in ("worker", "clock")]
        return [each.pid for each in (*ours, *self._others.values()) if each is not None]

    def _kill_other(self, name: str) -> None:
        process = self._others.pop(name)
        process.kill()
        process.wait()

    def _keep_others(self) -> None:
        """Those who do not belong to `agency up` are started again by us."""
        for name in self.size.beside:
            if name in self._others and self._others[name].poll() is None:
                continue
            if name == WRITER:
                self._others[name] = self._start("tests.storm.writer", str(self._wanted))
            else:
                self._others[name] = self._start("agency.cli", name.removeprefix("second "))

    def _start(self, module: str, *words: str) -> subprocess.Popen[bytes]:
        with self.house.log.open("ab") as log:
            command = [sys.executable, "-P", "-m", module, *words]
            return subprocess.Popen(
                command, env=self.house.environ, cwd=self.house.data, stdout=log, stderr=log
            )

    def _written(self) -> int:
        return int(self.house.ask("SELECT count(*) FROM letter")[0][0])

    def _is_over(self) -> bool:
        """Whether each letter left, or is one that a person is asked about."""
        question = (
            "SELECT count(*) FROM letter WHERE state IN ('queued', 'sending')"
            " OR (state = 'uncertain' AND looked = 0)"
        )
        left, now = self.house.ask(question)[0][0], time.monotonic()
        if left != self._left[0]:
            self._left = (left, now)
        elif not self.size.real_leases and now - self._left[1] > STUCK:
            # Who was killed holds these. Only then: a lease that is taken from the living is begun again and again.
            outlive_leases(self.house)
            self._left = (left, now)
        return bool(left == 0)


@contextmanager
def relay(log: Path, seed: int, mailbox: TestMailbox | None) -> Iterator[str]:
    """A relay in a process of its own, and its address; with a mailbox it files there what it takes."""
    log.touch()
    port = free_port()
    sent = [str(mailbox.server.port), mailbox.user] if mailbox else []
    command = [sys.executable, "-m", "tests.storm.relay", str(port), str(log), str(seed), *sent]
    process = subprocess.Popen(command)
    try:
        yield f"smtp://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()
