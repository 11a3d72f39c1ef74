"""The databases of the tests: each kind is made once, and every test begins with it as it was made."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import psycopg

from agency.demo import studio
from agency.kernel.db import Model, db
from tests.apps import make_app
from tests.support import NOW

# Deleting is quicker than truncating as long as the rows that are gone do not pile up.
CLEARED_EVERY = 20


def address(server: str, name: str) -> str:
    """The address of a database on this PostgreSQL server."""
    return server.replace("postgresql://", "postgresql+psycopg://").replace(
        "/postgres?", f"/{name}?"
    )


@dataclass
class Mould:
    """A data folder with its database, empty or with the studio in it."""

    data: Path
    url: str

    def fill(self, *, with_studio: bool) -> None:
        """Make the tables, and put the studio into them."""
        app = make_app(self.data, self.url)
        with app.app_context():
            Model.metadata.create_all(db.engine)
            if with_studio:
                studio.build(NOW)
                db.session.commit()
            db.session.remove()
            db.engine.dispose()

    def restore(self, data: Path) -> str:
        """Lay a house like this one into a folder; the address of its database."""
        shutil.copytree(self.data, data, ignore=shutil.ignore_patterns("files"))
        if (self.data / "files").exists():
            shutil.copytree(self.data / "files", data / "files", copy_function=os.link)
        return f"sqlite:///{data / 'agency.sqlite3'}"


@dataclass
class PostgresqlMould(Mould):
    """Here the tables stay where they are, with a copy of their rows beside them in `mould`."""

    tables: list[str] = field(default_factory=list)
    sequences: list[tuple[str, int, bool]] = field(default_factory=list)
    restored: int = 0

    def fill(self, *, with_studio: bool) -> None:
        super().fill(with_studio=with_studio)
        with self._connection() as connection:
            connection.execute("CREATE SCHEMA mould")
            found = connection.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            )
            self.tables = [f'"{name}"' for (name,) in found]
            for table in self.tables:
                connection.execute(f"CREATE TABLE mould.{table} AS TABLE public.{table}")
            self.sequences = connection.execute(
                "SELECT sequencename, coalesce(last_value, 1), last_value IS NOT NULL"
                " FROM pg_sequences WHERE schemaname = 'public'"
            ).fetchall()

    def restore(self, data: Path) -> str:
        super().restore(data)
        # Whoever is still at work there, such as a thread of the test before, would hold us up.
        self._keeper.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND state IS DISTINCT FROM 'idle'"
        )
        self.restored += 1
        if self.restored % CLEARED_EVERY == 0:
            everything = ", ".join(f"public.{table}" for table in self.tables)
            self._keeper.execute(f"TRUNCATE {everything}")
        self._keeper.execute("SELECT mould.restore()")
        return self.url

    @cached_property
    def _keeper(self) -> psycopg.Connection:
        """One connection for all tests, so that what restores them is planned once."""
        statements = [
            *(f"DELETE FROM public.{table}" for table in self.tables),
            *(f"INSERT INTO public.{table} TABLE mould.{table}" for table in self.tables),
            *(
                f"PERFORM setval('public.\"{name}\"', {last}, {used})"
                for name, last, used in self.sequences
            ),
        ]
        connection = self._connection()
        connection.execute("SET session_replication_role = replica")  # no foreign key is checked
        connection.execute(
            "CREATE FUNCTION mould.restore() RETURNS void LANGUAGE plpgsql AS"
            f" $$ BEGIN {';'.join(statements)}; END $$"
        )
        return connection

    def _connection(self) -> psycopg.Connection:
        plain = self.url.replace("postgresql+psycopg://", "postgresql://")
        return psycopg.connect(plain, autocommit=True)


@dataclass
class Moulds:
    """The moulds of this process, each made when first asked for."""

    folder: Path
    postgresql: Callable[[], str]
    made: dict[tuple[str, bool], Mould] = field(default_factory=dict)

    def find(self, database: str, *, with_studio: bool) -> Mould:
        key = (database, with_studio)
        if key not in self.made:
            name = f"mould_{database}_{'studio' if with_studio else 'empty'}"
            self.made[key] = self._make(database, name)
            self.made[key].fill(with_studio=with_studio)
        return self.made[key]

    def _make(self, database: str, name: str) -> Mould:
        data = self.folder / name
        data.mkdir()
        if database == "sqlite":
            return Mould(data, f"sqlite:///{data / 'agency.sqlite3'}")
        server = self.postgresql()
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return PostgresqlMould(data, address(server, name))
