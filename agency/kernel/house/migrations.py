"""Whether the database has the shape that this code expects.

Asked by every process that starts, so it is read without Alembic, which takes longer to load than all of the house's
own checks together.
"""

import re
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from agency.kernel.house.errors import CannotStart

_NAMED = re.compile(r"^(revision|down_revision)\b[^=]*= *['\"](\w+)['\"]", re.MULTILINE)


def ensure_current(database_url: str, migrations: Path) -> None:
    """Refuse a database that does not answer, or that wants `agency db upgrade` first."""
    engine = sa.create_engine(database_url)
    try:
        with engine.connect() as connection:
            found = _kept(connection)
    except SQLAlchemyError as error:
        why = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        raise CannotStart(f"DATABASE_URL: the database does not answer ({why}).") from None
    finally:
        engine.dispose()
    if found != last_of(migrations):
        raise CannotStart("The database is not up to date. Run `agency db upgrade` first.")


def last_of(migrations: Path) -> set[str]:
    """The migrations after which none comes."""
    named: dict[str, set[str]] = {"revision": set(), "down_revision": set()}
    for script in (migrations / "versions").glob("*.py"):
        for kind, revision in _NAMED.findall(script.read_text(encoding="utf-8")):
            named[kind].add(revision)
    return named["revision"] - named["down_revision"]


def _kept(connection: sa.Connection) -> set[str]:
    if not sa.inspect(connection).has_table("alembic_version"):
        return set()
    return set(connection.scalars(sa.text("SELECT version_num FROM alembic_version")))
