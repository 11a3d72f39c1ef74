"""Alembic inside the application: its database, its tables, batch mode so that SQLite can follow."""

from alembic import context
from flask import current_app

from agency.kernel.db import Instant

database = current_app.extensions["migrate"].db


def render(kind: str, thing: object, autogen_context: object) -> str | bool:
    """Our own column types are plain SQLAlchemy types in a migration, so that it never needs our code."""
    if kind == "type" and isinstance(thing, Instant):
        return "sa.DateTime(timezone=True)"
    return False


def run() -> None:
    """Migrate the database that the application is bound to."""
    with database.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            render_item=render,
            render_as_batch=True,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
