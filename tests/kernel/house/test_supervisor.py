"""Children that die come back; a house that ends, however it ends, leaves nobody behind."""

import json
import os
import signal
from itertools import islice
from pathlib import Path

import pytest

from agency.kernel.house import redis_server
from tests.kernel.house.conftest import House
from tests.kernel.house.waiting import Asked, alive, gone, until


def family(data: Path) -> dict[str, int]:
    """Who of the family has lived so far: the last child and the last grandchild."""
    found = sorted(data.glob("*child-*"), key=lambda path: path.stat().st_mtime_ns)
    return {path.name.split("-")[0]: int(path.name.split("-")[1]) for path in found}


def whole_family(data: Path) -> dict[str, int]:
    found = family(data)
    return found if len(found) == 2 and all(map(alive, found.values())) else {}


@pytest.mark.parametrize("way", ["run", "forked"])
def test_a_killed_child_comes_back_and_what_it_left_is_cleared_away(
    data: Path, start: House, way: str
) -> None:
    start("a_house.py", data, "family", "deaf", way)
    before = until(lambda: whole_family(data))
    os.kill(before["child"], signal.SIGKILL)
    until(gone(set(before.values())))
    after = until(lambda: whole_family(data))
    assert not set(before.values()) & set(after.values())


@pytest.mark.parametrize("way", ["run", "forked"])
def test_a_child_that_keeps_dying_is_given_pauses_that_grow(
    data: Path, start: House, way: str
) -> None:
    house = start("a_house.py", data, "family", "sickly", way)
    assert house.stderr is not None
    deaths = (json.loads(line) for line in house.stderr if b"house.died" in line)
    told = [(death["again_in"], death["code"]) for death in islice(deaths, 3)]
    assert told == [(0.2, 3), (0.4, 3), (0.8, 3)]


@pytest.mark.parametrize("way", ["run", "forked"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_asked_to_stop_it_leaves_nobody(data: Path, start: House, number: int, way: str) -> None:
    house = start("a_house.py", data, "redis", "family", way)
    pids = set(until(lambda: whole_family(data)).values())
    house.send_signal(number)
    assert house.wait(20) == 0
    assert gone(pids)()


def test_children_that_do_not_listen_are_killed(data: Path, start: House) -> None:
    house = start("a_house.py", data, "family", "deaf")
    pids = set(until(lambda: whole_family(data)).values())
    house.terminate()
    assert house.wait(20) == 0
    assert gone(pids)()


def test_asked_twice_it_has_no_more_patience(data: Path, start: House) -> None:
    house = start("a_house.py", data, "family", "deaf", "patient")
    pids = set(until(lambda: whole_family(data)).values())
    house.terminate()
    assert house.stderr is not None
    until(lambda: b"house.closing" in house.stderr.readline())
    house.terminate()
    assert house.wait(20) == 0
    assert gone(pids)()


@pytest.mark.parametrize("way", ["run", "forked"])
def test_killed_by_kill_9_it_takes_everybody_along(data: Path, start: House, way: str) -> None:
    house = start("a_house.py", data, "redis", "family", "deaf", "tied", way)
    pids = set(until(lambda: whole_family(data)).values())
    server = redis_server.connect(Asked(data)).info("server")["process_id"]
    house.kill()
    until(gone({*pids, server}))
