"""A whole house opens on any folder, and closes without leaving anybody behind."""

import pytest

from tests.house import House
from tests.houses import Estate
from tests.kernel.house.waiting import until

pytestmark = pytest.mark.house
ALL = {"web", "worker", "clock", "redis"}


def parts_of(house: House) -> set[str]:
    return {name for name in ALL if house.part(name)}


def test_it_opens_on_a_path_of_150_characters_and_leaves_nobody_behind(estate: Estate) -> None:
    house = estate.embedded(long_path=True)
    assert len(str(house.data)) >= 150
    house.start()
    assert parts_of(house) == ALL
    assert len(house.processes()) > len(ALL)
    house.stop()
    assert b"Log in as" in house.log.read_bytes()


def test_it_works_with_servers_of_others_too(estate: Estate) -> None:
    house = estate.on_servers().start()
    assert parts_of(house) == ALL - {"redis"}
    house.stop()


def test_killed_by_kill_9_it_opens_again(estate: Estate) -> None:
    house = estate.embedded().start()
    house.crash()
    house.start()
    assert parts_of(house) == ALL
    house.stop()


def test_a_part_that_was_killed_comes_back(estate: Estate) -> None:
    house = estate.embedded().start()
    hit = {house.kill(name) for name in ALL}
    until(lambda: parts_of(house) == ALL and house.answers(), within=30)
    assert hit.isdisjoint(process.pid for process in house.processes())
    house.stop()
