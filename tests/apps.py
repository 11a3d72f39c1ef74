"""The applications of the tests: one for each kind of database, led from house to house."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import event

from agency.app import create_app
from agency.config import Settings
from agency.kernel.db import db
from agency.kernel.house.redis_server import connect
from tests.support import HouseClient

OVERRIDES: dict[str, Any] = {
    "TESTING": True,
    "PROPAGATE_EXCEPTIONS": True,
    "WTF_CSRF_ENABLED": False,
    "RATELIMIT_ENABLED": False,
    # The same hash as in life, made with less of an effort: nobody guesses at the passwords of a test.
    "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {"argon2__time_cost": 1, "argon2__memory_cost": 1024},
    # Room for the statements of all tests: what was compiled once is not compiled again.
    "SQLALCHEMY_ENGINE_OPTIONS": {"pool_pre_ping": True, "query_cache_size": 10_000},
}


# Compiled templates, by the text they were compiled from: they stay from run to run, for every worker.
COMPILED = Path(__file__).parents[1] / ".pytest_cache" / "templates"
COMPILED.mkdir(parents=True, exist_ok=True)


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
    """An application of one's own, for tests that change it or need an odd database."""
    app = create_app(house_settings(data, url), OVERRIDES)
    app.test_client_class = HouseClient
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(COMPILED))
    if url.startswith("sqlite"):
        with app.app_context():
            event.listen(db.engine, "connect", _forget_the_disk)
    return app


def make_shared_app(data: Path, url: str) -> Flask:
    """An application that goes to whichever database its settings name at the moment."""
    app = make_app(data, url)
    with app.app_context():
        event.listen(db.engine, "do_connect", partial(_connect_to_the_house, app))
        event.listen(db.engine, "connect", partial(_remember_the_house, app))
        event.listen(db.engine, "checkout", partial(_stay_in_the_house, app))
        # The file of an SQLite house goes with its test; a PostgreSQL house is restored where it stands.
        app.extensions["stays_connected"] = db.engine.dialect.name == "postgresql"
        # From the first request on Flask refuses new views and hooks, so none can be left behind.
        app.test_client().get("/healthz")
    return app


@contextmanager
def moved(app: Flask, data: Path, url: str) -> Iterator[Flask]:
    """The application in this house, with its context; nothing of a test stays in its settings."""
    config, extensions = dict(app.config), dict(app.extensions)
    app.config["SETTINGS"] = house_settings(data, url)
    app.extensions["redis"] = partial(connect, app.config["SETTINGS"])
    try:
        with app.app_context():
            yield app
            db.session.rollback()
            db.session.remove()
            if not app.extensions.get("stays_connected") or _in_hand():
                db.engine.dispose()
    finally:
        _restore(app.config, config)
        _restore(app.extensions, extensions)


def _connect_to_the_house(
    app: Flask, dialect: sa.Dialect, record: Any, args: list[Any], options: dict[str, Any]
) -> None:
    url = sa.make_url(app.config["SETTINGS"].database_url)
    args[:], found = dialect.create_connect_args(url)
    options.clear()
    options.update(found)


def _forget_the_disk(connection: Any, record: Any) -> None:
    # Nobody pulls the plug on a test: what the system has taken need not lie on the disk.
    connection.execute("PRAGMA synchronous = OFF").close()


def _remember_the_house(app: Flask, connection: Any, record: Any) -> None:
    record.info["url"] = app.config["SETTINGS"].database_url


def _stay_in_the_house(app: Flask, connection: Any, record: Any, proxy: Any) -> None:
    if record.info["url"] != app.config["SETTINGS"].database_url:
        raise sa.exc.DisconnectionError("This one leads to the house of another test.")


def _in_hand() -> bool:
    """Whether somebody, such as a thread that was left behind, still holds a connection."""
    pool = db.engine.pool
    return isinstance(pool, sa.pool.QueuePool) and pool.checkedout() > 0


def _restore(kept: dict[str, Any], before: dict[str, Any]) -> None:
    kept.clear()
    kept.update(before)
