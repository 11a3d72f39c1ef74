"""Writing many rows at once: past the models and, on SQLite, past all that is asked of a statement's values."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from agency.kernel.db import db
from agency.kernel.search.models import FTS5

TRIGGERS = ("search_document_added", "search_document_gone", "search_document_changed")


def begin() -> None:
    """Before it: nothing that the database does for each row is worth its time for a million of them."""
    if db.engine.dialect.name != "sqlite":
        return
    db.session.remove()
    line = db.engine.raw_connection()
    line.cursor().execute("PRAGMA synchronous = OFF")
    line.cursor().execute("PRAGMA cache_size = -400000")
    for name in TRIGGERS:
        line.cursor().execute(f"DROP TRIGGER {name}")
    line.close()


def end(models: Iterable[Any]) -> None:
    """After it: all is as if it had been written row by row."""
    (_index_texts if db.engine.dialect.name == "sqlite" else _go_on_behind)(models)
    db.session.commit()
    if db.engine.dialect.name == "postgresql":
        # It does this by itself after a while; SQLite never does, and is measured so.
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text("VACUUM ANALYZE"))


def _index_texts(models: Iterable[Any]) -> None:
    """The latest last, as FTS5 likes it, in large pieces; then the triggers keep it again."""
    known = "SELECT rowid FROM search_text_docsize"
    said = f"SELECT id, kind, words FROM search_document WHERE id NOT IN ({known}) ORDER BY id"
    for statement in (
        "INSERT INTO search_text (search_text, rank) VALUES ('hashsize', 67108864)",
        f"INSERT INTO search_text (rowid, kind, words) {said}",
        "INSERT INTO search_text (search_text, rank) VALUES ('hashsize', 1048576)",
        *(each for each in FTS5 if "TRIGGER" in each),
    ):
        db.session.connection().exec_driver_sql(statement)


def _go_on_behind(models: Iterable[Any]) -> None:
    """Ids were given by hand: what comes after them goes on behind."""
    for name in (model.__tablename__ for model in models):
        last = f"(SELECT max(id) FROM {name})"
        db.session.execute(
            sa.text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), {last})")
        )


def insert(model: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    """These rows, all with the same columns. What the packages index of them is not written."""
    if not rows:
        return
    table, dialect = model.__table__, db.engine.dialect
    if dialect.name != "sqlite":
        db.session.execute(sa.insert(table), rows)
        return
    values = _defaults(table, rows[0])
    columns = [*rows[0], *values]
    write = [_writer(table.c[name], dialect) for name in columns]
    named = ", ".join(f'"{name}"' for name in columns)
    places = ", ".join("?" * len(columns))
    statement = f"INSERT INTO {table.name} ({named}) VALUES ({places})"
    ready = [
        tuple(
            value if value is None or each is None else each(value)
            for each, value in zip(write, (*row.values(), *values.values()))
        )
        for row in rows
    ]
    db.session.connection().exec_driver_sql(statement, ready)


def _defaults(table: sa.Table, row: Mapping[str, Any]) -> dict[str, Any]:
    left_out: Iterable[sa.Column[Any]] = (c for c in table.c if c.name not in row)
    found = {c.name: c.default for c in left_out if c.default is not None}
    return {name: each.arg(None) if each.is_callable else each.arg for name, each in found.items()}


def _writer(column: sa.Column[Any], dialect: Any) -> Callable[[Any], Any] | None:
    return column.type.dialect_impl(dialect).bind_processor(dialect)
