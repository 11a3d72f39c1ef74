"""Rows that the database itself keeps as they were written, whichever program comes: nobody changes or removes one.

SQLite removes a row without a word where another one is put in its place (`INSERT OR REPLACE`), so there also an
insert is refused that would take the place of one.
"""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy import event

FUNCTION = (
    "CREATE OR REPLACE FUNCTION refuse_to_change() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION '{why_not}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
)


def guard(table: sa.Table, *, but: Collection[str], once_for: str, why_not: str) -> None:
    """Have the table made with its triggers: `but` may change, and there is one row at most for each `once_for`."""
    kept = ", ".join(column.name for column in table.columns if column.name not in {"id", *but})
    by_dialect = {
        "sqlite": on_sqlite(table.name, kept, once_for, why_not),
        "postgresql": on_postgresql(table.name, kept, why_not),
    }
    for dialect, statements in by_dialect.items():
        for statement in statements:
            made = sa.DDL(statement)  # type: ignore[no-untyped-call]
            event.listen(table, "after_create", made.execute_if(dialect=dialect))


# Migrations write the same: tests make the tables from the models and compare.
def on_sqlite(table: str, kept: str, once_for: str, why_not: str) -> list[str]:
    """The triggers as SQLite takes them. A row has other names for its id (`rowid`): that is looked at as it ends."""
    refused = f"BEGIN SELECT RAISE(ABORT, '{why_not}'); END"
    there = f"SELECT 1 FROM {table} WHERE id = NEW.id OR {once_for} = NEW.{once_for}"
    return [
        f"CREATE TRIGGER {table}_written_once BEFORE UPDATE OF {kept} ON {table} {refused}",
        f"CREATE TRIGGER {table}_its_number BEFORE UPDATE ON {table}"
        f" WHEN NEW.id IS NOT OLD.id {refused}",
        f"CREATE TRIGGER {table}_stays BEFORE DELETE ON {table} {refused}",
        f"CREATE TRIGGER {table}_in_its_place BEFORE INSERT ON {table}"
        f" WHEN EXISTS ({there}) {refused}",
    ]


def on_postgresql(table: str, kept: str, why_not: str) -> list[str]:
    """The triggers as PostgreSQL takes them."""
    refused = "FOR EACH ROW EXECUTE FUNCTION refuse_to_change()"
    return [
        FUNCTION.format(why_not=why_not),
        f"CREATE TRIGGER {table}_written_once BEFORE UPDATE OF id, {kept} ON {table} {refused}",
        f"CREATE TRIGGER {table}_stays BEFORE DELETE ON {table} {refused}",
    ]
