"""A whole house opens on any folder, comes back after `kill -9`, and closes without leaving anybody behind."""

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
    until(lambda: b"Log in as" in house.log.read_bytes())
    hit = {house.kill(name) for name in ALL}
    until(lambda: parts_of(house) == ALL and house.answers(), within=60)
    assert hit.isdisjoint(process.pid for process in house.processes())
    house.crash()
    house.start()
    assert parts_of(house) == ALL
    house.stop()
