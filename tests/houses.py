"""Fixtures that open whole houses: each on a copy of a demo that was loaded once."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.house import House, copy, long_folder
from tests.servers import PostOffice, post_office, redis_by_url

FROZEN = "tests.frozen"


@dataclass
class Moulds:
    """Data folders with the demo loaded, made when first asked for; the workers of xdist share them."""

    folder: Path
    postgresql: Callable[[], str]

    def sqlite(self, command: str = "agency.cli") -> Path:
        """The demo as of now, or at the tests' hour."""
        with self._one_at_a_time():
            data = self.folder / f"demo-{command.rpartition('.')[2]}"
            if not (data / "demo").exists():
                House(copy(self._blank(), data), command=command).agency("demo")
        return data

    def blank(self) -> Path:
        """Nobody and nothing yet: only the tables."""
        with self._one_at_a_time():
            return self._blank()

    def on_postgresql(self, worker: str) -> tuple[Path, str]:
        """The demo with its tables in PostgreSQL; the folder and the name of the database."""
        data, name = self.folder / f"demo-postgresql-{worker}", "mould_demo"
        if not data.exists():
            data.mkdir(parents=True)
            url = make_database(self.postgresql(), name)
            _load(House(data, {"DATABASE_URL": url}))
        return data, name

    def _blank(self) -> Path:
        data = self.folder / "blank"
        if not data.exists():
            (data / "templates").mkdir(parents=True)  # one place for what they all compile
            House(data).agency("db", "upgrade")
        return data

    @contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def make_database(server: str, name: str, template: str = "template0") -> str:
    """A database of this name, made anew, and its address."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return server.replace("/postgres?", f"/{name}?")


def _load(house: House) -> None:
    house.agency("db", "upgrade")
    house.agency("demo")


@pytest.fixture(scope="session")
def demo_moulds(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Moulds:
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    return Moulds(shared / "houses", lambda: request.getfixturevalue("postgresql"))


@dataclass
class Estate:
    """The houses of one test: what it opened is closed and cleared away with it."""

    folder: Path
    moulds: Moulds
    houses: list[House] = field(default_factory=list)
    servers: ExitStack = field(default_factory=ExitStack)
    office: PostOffice | None = None

    def embedded(self, *, long_path: bool = False, **settings: str) -> House:
        """A house on the defaults: SQLite, its own Redis, letters that stay at home."""
        data = long_folder(self.folder) if long_path else self.folder / "house"
        return self._take(House(copy(self.moulds.sqlite(), data), settings))

    def with_letters(self, *, long_path: bool = False, **settings: str) -> House:
        """A house on the defaults, except that its letters leave by SMTP."""
        return self.embedded(long_path=long_path, SMTP_URL=self._post_office().url, **settings)

    def on_servers(self, **more: str) -> House:
        """A house on PostgreSQL, a Redis by URL, and a real SMTP server."""
        worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
        mould, name = self.moulds.on_postgresql(worker)
        settings = {
            "DATABASE_URL": make_database(self.moulds.postgresql(), f"{name}_copy", name),
            "REDIS_URL": self.servers.enter_context(redis_by_url(self.folder)),
            "SMTP_URL": self._post_office().url,
            **more,
        }
        return self._take(House(copy(mould, self.folder / "house"), settings))

    @property
    def post_office(self) -> PostOffice:
        assert self.office is not None, "this house has no post office"
        return self.office

    def close(self) -> None:
        """Nobody may be left, whatever the test did."""
        try:
            for house in self.houses:
                house.sweep()
        finally:
            self.servers.close()

    def _take(self, house: House) -> House:
        self.houses.append(house)
        return house

    def _post_office(self) -> PostOffice:
        self.office = self.servers.enter_context(post_office())
        return self.office


@pytest.fixture
def estate(tmp_path: Path, demo_moulds: Moulds) -> Iterator[Estate]:
    """Opens houses for a test."""
    made = Estate(tmp_path, demo_moulds)
    yield made
    made.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Show what the houses of a failed test said last."""
    report = yield
    made = getattr(item, "funcargs", {}).get("estate")
    if report.failed and isinstance(made, Estate):
        for house in made.houses:
            report.sections.append((f"log of {house.data}", house.last_words()))
    return report
