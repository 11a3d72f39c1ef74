"""Whether the database has the shape that this code expects."""

from pathlib import Path

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import SQLAlchemyError

from agency.kernel.house.errors import CannotStart


def ensure_current(database_url: str, migrations: Path) -> None:
    """Refuse a database that does not answer, or that wants `agency db upgrade` first."""
    wanted = set(ScriptDirectory(str(migrations)).get_heads())
    engine = sa.create_engine(database_url)
    try:
        with engine.connect() as connection:
            found = set(MigrationContext.configure(connection).get_current_heads())
    except SQLAlchemyError as error:
        why = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        raise CannotStart(f"DATABASE_URL: the database does not answer ({why}).") from None
    finally:
        engine.dispose()
    if found != wanted:
        raise CannotStart("The database is not up to date. Run `agency db upgrade` first.")
