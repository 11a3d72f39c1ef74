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


def test_migrations_go_up_and_down_and_match_the_models(empty_url: str, tmp_path: Path) -> None:
    app = make_app(tmp_path, empty_url)
    with app.app_context():
        folder = str(app.config["MIGRATIONS"])
        flask_migrate.upgrade(directory=folder)
        with db.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, Model.metadata) == []
        flask_migrate.downgrade(directory=folder, revision="base")
        with db.engine.connect() as connection:
            assert set(sa.inspect(connection).get_table_names()) <= {"alembic_version"}
        flask_migrate.upgrade(directory=folder)
        db.session.remove()
        db.engine.dispose()
