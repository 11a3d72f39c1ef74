"""The house that the browser looks at: the demo at the tests' hour, so that no screen depends on the clock."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser import names
from tests.house import House, copy
from tests.houses import FROZEN, Moulds
from tests.windows import Windows


def _open(data: Path, command: str = FROZEN) -> Iterator[House]:
    # The pages only: what the worker and the clock did is in the folder already.
    house = House(data, command=command)
    try:
        yield house.start("web", sign="/healthz")
        house.stop()
    finally:
        house.sweep()


@pytest.fixture(scope="session")
def studio_house(demo_moulds: Moulds, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The demo studio on a Thursday morning."""
    data = tmp_path_factory.mktemp("studio") / "house"
    yield from _open(copy(demo_moulds.sqlite(FROZEN), data))


@pytest.fixture(scope="module")
def house(demo_moulds: Moulds, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The same studio once more, for the tests of one file, which change it."""
    data = tmp_path_factory.mktemp("own") / "house"
    yield from _open(copy(demo_moulds.sqlite(FROZEN), data))


@pytest.fixture
def living_house(demo_moulds: Moulds, tmp_path: Path) -> Iterator[House]:
    """The same studio for one test that lives through hours and days of it: `later.live_until`."""
    data = copy(demo_moulds.sqlite(FROZEN), tmp_path / "house")
    yield from _open(data, command="tests.later")


@pytest.fixture(scope="session")
def wordy_house(demo_moulds: Moulds, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The same studio, where everybody and everything has a name as long as names may be."""
    data = copy(demo_moulds.sqlite(FROZEN), tmp_path_factory.mktemp("wordy") / "house")
    names.lengthen(House(data))
    yield from _open(data)


@pytest.fixture(scope="session")
def empty_house(demo_moulds: Moulds, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house on its first day: one person, and nothing has come in yet."""
    data = copy(demo_moulds.blank(), tmp_path_factory.mktemp("empty") / "house")
    house = House(data, command=FROZEN)
    words = ("--name", "Nora Petrosyan", "--email", "nora@kvarta.example", "--access", "owner")
    house.agency("member", "add", *words, "--password", names.PASSWORD)
    yield from _open(data)


@pytest.fixture
def page_of(windows: Windows, studio_house: House) -> Callable[..., Page]:
    """A window of the studio for somebody who works there: `page_of("vera")`."""

    def open_window(member: str, **how: object) -> Page:
        return windows.open(studio_house, member=member, **how)  # type: ignore[arg-type]

    return open_window


@pytest.fixture
def guest_page(windows: Windows, studio_house: House) -> Callable[..., Page]:
    """A window of the studio for somebody without a login."""

    def open_window(**how: object) -> Page:
        return windows.open(studio_house, **how)  # type: ignore[arg-type]

    return open_window
