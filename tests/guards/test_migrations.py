"""Migrations go up and down, and end where the models are, on both databases."""

from pathlib import Path

import flask_migrate
import psycopg
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from agency.kernel.db import Model, db
from tests.apps import make_app
from tests.databases import address


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


def test_a_migration_makes_the_text_index_as_the_models_do(empty_url: str, tmp_path: Path) -> None:
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
    """What the database itself says that the index of texts is made of."""
    if db.engine.dialect.name == "sqlite":
        found = "SELECT name, sql FROM sqlite_master WHERE name LIKE 'search_%' AND type <> 'index'"
        words = f"{found} AND (name LIKE 'search_text%' OR type = 'trigger')"
    else:
        words = (
            "SELECT indexname, indexdef FROM pg_indexes"
            " WHERE indexname = 'ix_search_document_words'"
        )
    with db.engine.connect() as connection:
        return sorted(tuple(row) for row in connection.execute(sa.text(words)))
