"""Alembic inside the application: its database, its tables, batch mode so that SQLite can follow."""

from typing import Any

from alembic import context
from alembic.runtime.migration import MigrationContext
from flask import current_app
from sqlalchemy.engine import Connection

from agency.kernel.db import Instant

database = current_app.extensions["migrate"].db


def render(kind: str, thing: object, autogen_context: object) -> str | bool:
    """Our own column types are plain SQLAlchemy types in a migration, so that it never needs our code."""
    if kind == "type" and isinstance(thing, Instant):
        return "sa.DateTime(timezone=True)"
    return False


def let_tables_be_made_anew(connection: Connection) -> None:
    """In batch mode SQLite drops a table and makes it anew; with foreign keys on, rows that point to it would go too.

    They can be switched off only while no transaction is open, and on this connection they stay off.
    """
    if connection.dialect.name == "sqlite":
        connection.detach()
        cursor = connection.connection.cursor()
        cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.close()


def must_be_whole(ctx: MigrationContext, **_: Any) -> None:
    """Take a migration back, as long as that is possible, if it left rows that point to nothing."""
    if ctx.connection is not None and ctx.connection.dialect.name == "sqlite":
        broken = ctx.connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            tables = ", ".join(sorted({f"{row[0]} to {row[2]}" for row in broken}))
            raise RuntimeError(f"This migration would leave rows that point to nothing: {tables}")


def run() -> None:
    """Migrate the database that the application is bound to."""
    with database.engine.connect() as connection:
        let_tables_be_made_anew(connection)
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            render_item=render,
            render_as_batch=True,
            compare_type=True,
            on_version_apply=must_be_whole,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
