"""The database: typed models, aware instants, and what happens after a commit.

SQLite runs in WAL with foreign keys on. A request that may write begins with BEGIN IMMEDIATE, so that
two writers queue up instead of failing half way; a page that only reads begins plainly and is refused
the moment it tries to write (mark its view with `web.writes`).
"""

import enum
import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.types import TypeDecorator

from agency.kernel.lazily import Lazily


class Instant(TypeDecorator[datetime]):
    """An instant: aware, in UTC. SQLite gives back naive datetimes; a naive one is refused here."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"An instant needs a time zone: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _enum_values(kind: type[enum.Enum]) -> list[str]:
    return [str(member.value) for member in kind]


class Model(DeclarativeBase):
    """The base of every table: an integer id, enums as checked text, instants in UTC."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        datetime: Instant(),
        date: sa.Date(),
        enum.Enum: sa.Enum(enum.Enum, native_enum=False, length=24, values_callable=_enum_values),
        dict[str, Any]: sa.JSON(),
        dict[str, str]: sa.JSON(),
        list[str]: sa.JSON(),
        list[Any]: sa.JSON(),
    }

    id: Mapped[int] = mapped_column(primary_key=True)


db = SQLAlchemy(metadata=Model.metadata)
_flask_migrate = Lazily("flask_migrate")


class _Migrations:
    """The migrations, known to the application once they are asked for: loading Alembic takes every process a while."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def __getattr__(self, name: str) -> Any:
        directory = str(self._app.config["MIGRATIONS"])
        _flask_migrate.Migrate(self._app, db, directory=directory, render_as_batch=True)
        return getattr(self._app.extensions["migrate"], name)


# The file on which processes wait for their turn.
TURN = "turn.lock"

_reading: ContextVar[bool] = ContextVar("reading", default=False)


class ReadOnlyPage(RuntimeError):
    """A page that was opened for reading tried to write: its view lacks `@web.writes`."""


def begin_reading() -> None:
    """From here on this context only reads; called by the web for GET requests."""
    _reading.set(True)


def begin_writing() -> None:
    """From here on this context may write (the default)."""
    _reading.set(False)


def is_reading() -> bool:
    """Whether this context only reads."""
    return _reading.get()


@contextmanager
def writing() -> Iterator[None]:
    """Let one piece of a reading page write."""
    token = _reading.set(False)
    try:
        yield
    finally:
        _reading.reset(token)


@contextmanager
def reading() -> Iterator[None]:
    """Let one piece of what may write only read, so that it takes no lock that others wait for."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


@contextmanager
def durable() -> Iterator[Connection]:
    """A transaction of its own, on the disk when this returns: the plug may be pulled then.

    SQLite's usual commit may be lost with the power, PostgreSQL's never.
    """
    if db.engine.dialect.name != "sqlite":
        with db.engine.begin() as connection:
            yield connection
        return
    with _in_turn(), db.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        usual = driver.execute("PRAGMA synchronous").fetchone()[0]
        driver.execute("PRAGMA synchronous = FULL")
        try:
            with connection.begin():
                yield connection
        finally:
            driver.execute(f"PRAGMA synchronous = {usual}")


@contextmanager
def in_turn() -> Iterator[None]:
    """In a request that only read so far: a short transaction that writes, and that the edge keeps within the block.

    Those who write so wait in line. On SQLite what was read before ends here: nobody goes from reading to writing.
    """
    is_file = db.engine.dialect.name == "sqlite"
    if is_file:
        db.session.rollback()
    with writing(), _in_turn() if is_file else nullcontext():
        try:
            yield
        finally:
            # What was kept stays.
            db.session.rollback()


@contextmanager
def _in_turn() -> Iterator[None]:
    """Those who write so wait for one another here, where they wake at once; SQLite lets them sleep for too long."""
    with (current_app.config["SETTINGS"].data / TURN).open("w") as file:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX)
        yield


def after_commit(call: Callable[[], None]) -> None:
    """Do this once the transaction at hand is committed, never when it, or the savepoint in it, is rolled back."""
    savepoint = db.session().get_nested_transaction()
    db.session.info.setdefault("after_commit", []).append((savepoint, call))


def init_db(app: Flask) -> None:
    """Bind the database of the settings to the application, with migrations beside the package."""
    app.config["SQLALCHEMY_DATABASE_URI"] = app.config["SETTINGS"].database_url
    # A server may have gone meanwhile; a file has not.
    is_file = app.config["SETTINGS"].database_url.startswith("sqlite")
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", {"pool_pre_ping": not is_file})
    db.init_app(app)
    app.extensions["migrate"] = _Migrations(app)
    with app.app_context():
        engine = db.engine
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _open_sqlite)
        event.listen(engine, "begin", _begin_sqlite)


def _open_sqlite(connection: Any, record: Any) -> None:
    # The driver's own BEGIN is off: ours decides between reading and writing.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "busy_timeout = 30000",
        "journal_mode = WAL",
        "synchronous = NORMAL",
        "foreign_keys = ON",
        # Pages of a large database are read where they lie, by all connections alike.
        "mmap_size = 1073741824",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN" if _reading.get() else "BEGIN IMMEDIATE")


@event.listens_for(Session, "before_flush")
def _refuse_writes_while_reading(session: Session, flush_context: Any, instances: Any) -> None:
    if _reading.get() and (session.new or session.deleted or session.dirty):
        raise ReadOnlyPage("This page only reads. Mark its view with @web.writes to let it write.")


@event.listens_for(Session, "after_commit")
def _run_after_commit(session: Session) -> None:
    if session.in_nested_transaction():  # a savepoint was released: nobody else sees it yet
        return
    # Many may have asked for the same, such as to wake the clock: once is enough.
    for call in dict.fromkeys(call for _, call in session.info.pop("after_commit", [])):
        call()


@event.listens_for(Session, "after_soft_rollback")
def _forget_after_rollback(session: Session, previous: Any) -> None:
    calls = session.info.pop("after_commit", [])
    if previous.nested:
        session.info["after_commit"] = [each for each in calls if each[0] is not previous]
