"""Migrations go up and down, and end where the models are, on both databases."""

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import flask_migrate
import psycopg
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from agency.kernel.db import Model, db
from agency.kernel.house.migrations import ensure_current, last_of
from tests.apps import make_app
from tests.databases import address

# What these tables held lies in one document since: see migration 0018.
FOLDED, FOLDED_INTO = ("brief_page", "question"), "brief_version"


@pytest.fixture
def empty_url(database: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """The address of a database without any table."""
    if database == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    server = request.getfixturevalue("postgresql")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS migrations")
        connection.execute("CREATE DATABASE migrations")
    return address(server, "migrations")


def _is_ours(name: str | None, kind: str, parents: dict[str, str | None]) -> bool:
    # FTS5 keeps a text index in tables of its own; PostgreSQL's is an index that SQLite cannot have. Both are
    # made by statements that stand in the models and in the migration alike: see the test of the two below.
    return not (name or "").startswith(("search_text", "ix_search_document_words"))


def test_migrations_go_up_and_down_and_match_the_models(empty_url: str, tmp_path: Path) -> None:
    app = make_app(tmp_path, empty_url)
    with app.app_context():
        folder = str(app.config["MIGRATIONS"])
        flask_migrate.upgrade(directory=folder)
        ensure_current(empty_url, Path(folder))
        assert last_of(Path(folder)) == set(ScriptDirectory(folder).get_heads())
        with db.engine.connect() as connection:
            options = {"compare_type": True, "include_name": _is_ours}
            context = MigrationContext.configure(connection, opts=options)
            assert compare_metadata(context, Model.metadata) == []
        flask_migrate.downgrade(directory=folder, revision="base")
        with db.engine.connect() as connection:
            assert set(sa.inspect(connection).get_table_names()) <= {"alembic_version"}
        flask_migrate.upgrade(directory=folder)
        db.session.remove()
        db.engine.dispose()


def test_a_migration_makes_the_text_index_and_the_triggers_as_the_models_do(
    empty_url: str, tmp_path: Path
) -> None:
    app = make_app(tmp_path, empty_url)
    with app.app_context():
        flask_migrate.upgrade(directory=str(app.config["MIGRATIONS"]))
        migrated = _text_index()
        flask_migrate.downgrade(directory=str(app.config["MIGRATIONS"]), revision="base")
        Model.metadata.create_all(db.engine)
        assert _text_index() == migrated
        assert migrated
        db.session.remove()
        db.engine.dispose()


def _text_index() -> list[tuple[str, str]]:
    """What the database itself says that the index of texts is made of, and its triggers."""
    if db.engine.dialect.name == "sqlite":
        found = "SELECT name, sql FROM sqlite_master WHERE type <> 'index'"
        words = f"{found} AND (name LIKE 'search_text%' OR type = 'trigger')"
    else:
        words = (
            "SELECT indexname, indexdef FROM pg_indexes"
            " WHERE indexname = 'ix_search_document_words' UNION ALL"
            " SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
        )
    with db.engine.connect() as connection:
        return sorted(tuple(row) for row in connection.execute(sa.text(words)))


def test_whoever_has_rows_keeps_them_on_the_way_up_and_down(empty_url: str, tmp_path: Path) -> None:
    app = make_app(tmp_path, empty_url)
    with app.app_context():
        folder = str(app.config["MIGRATIONS"])
        flask_migrate.upgrade(directory=folder, revision="0002")
        tables = _one_row_in_each()
        flask_migrate.upgrade(directory=folder)
        kept = [name for name in tables if name not in FOLDED]
        assert _how_many_in(kept) == dict.fromkeys(kept, 1)
        assert _how_many_in([FOLDED_INTO]) == {FOLDED_INTO: 1}
        flask_migrate.downgrade(directory=folder, revision="0002")
        assert _how_many_in(tables) == dict.fromkeys(tables, 1)
        db.session.remove()
        db.engine.dispose()


def _one_row_in_each() -> list[str]:
    """A row with the id 1 in each table, which points to the first row of whatever it may point to."""
    found = sa.MetaData()
    with db.engine.begin() as connection:
        found.reflect(connection)
        # A rate is either of a member or of a service: nothing points to it, and it would need a case of its own.
        skipped = ("alembic_version", "rate")
        tables = [table for table in found.sorted_tables if table.name not in skipped]
        for table in tables:
            connection.execute(
                table.insert().values({each: _filled(each) for each in table.c if _must_be(each)})
            )
        # What points in a circle is there by now.
        for table in tables:
            keys = [each for each in table.c if each.foreign_keys]
            if keys:
                connection.execute(table.update().values(dict.fromkeys(keys, 1)))
    return [table.name for table in tables]


def _must_be(column: sa.Column[Any]) -> bool:
    return column.primary_key or not (column.nullable or column.server_default)


def _filled(column: sa.Column[Any]) -> Any:
    if column.primary_key or column.foreign_keys:
        return 1
    kind = column.type
    if isinstance(kind, sa.JSON):
        return {"en": "One"}
    if isinstance(kind, sa.String):
        return "1"
    if isinstance(kind, sa.DateTime):
        return datetime(2026, 3, 19, 6, 42, tzinfo=UTC)
    if isinstance(kind, sa.Date):
        return date(2026, 3, 19)
    if isinstance(kind, sa.Time):
        return time(9)
    if isinstance(kind, sa.LargeBinary):
        return b"1"
    return isinstance(kind, sa.Boolean) or 1


def _how_many_in(tables: list[str]) -> dict[str, int]:
    with db.engine.connect() as connection:
        return {
            name: connection.execute(sa.text(f'SELECT count(*) FROM "{name}"')).scalar_one()
            for name in tables
        }
