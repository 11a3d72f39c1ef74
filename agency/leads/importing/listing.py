"""Reads of imports: the list, one with its figures, a page of its rows."""

from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload

from agency.kernel.db import db
from agency.leads.importing.models import Fate, Flaw, ImportRow, LeadImport

PAGE = 100
FLAWS: dict[Flaw, Any] = {
    Flaw.no_reach: _l("no address and no phone"),
    Flaw.phone_text: _l("the phone is a text"),
    Flaw.bad_address: _l("the address is none"),
    Flaw.empty: _l("empty in every column that we know"),
    Flaw.bad_moment: _l("the date cannot be read"),
    Flaw.changed: _l("changed meanwhile"),
}


@dataclass(frozen=True)
class Figures:
    """How many rows become what, and how many of them are through."""

    fates: dict[Fate, int] = field(default_factory=dict)
    flawed: int = 0
    done: int = 0
    stayed: int = 0

    @property
    def total(self) -> int:
        return sum(self.fates.values())

    @property
    def leads(self) -> int:
        return self.of("new_lead") + self.of("known_lead")

    @property
    def to_do(self) -> int:
        """Rows that bring something."""
        return self.leads + self.of("contact")

    def of(self, fate: str) -> int:
        return self.fates.get(Fate(fate), 0)


@dataclass(frozen=True)
class Page:
    """One page of the rows."""

    rows: list[ImportRow]
    number: int
    total: int

    @property
    def last(self) -> int:
        return max(1, -(-self.total // PAGE))


def one(id: int, *, lock: bool = False) -> LeadImport | None:
    """One import."""
    options = [joinedload(LeadImport.file), joinedload(LeadImport.made_by)]
    if lock:
        return db.session.get(LeadImport, id, with_for_update=True, populate_existing=True)
    return db.session.get(LeadImport, id, options=options)


def latest(most: int = 30) -> list[LeadImport]:
    """The last imports."""
    options = joinedload(LeadImport.file), joinedload(LeadImport.made_by)
    chosen = sa.select(LeadImport).options(*options).order_by(LeadImport.id.desc()).limit(most)
    return list(db.session.scalars(chosen))


def same_file(sha256: str) -> LeadImport | None:
    """The import that this very file has made before, if it still stands or is under way."""
    return db.session.scalar(
        sa.select(LeadImport)
        .where(LeadImport.sha256 == sha256, LeadImport.step.in_(["planned", "running", "done"]))
        .order_by(LeadImport.id.desc())
        .limit(1)
    )


def figures(ids: list[int]) -> dict[int, Figures]:
    """The figures of these imports."""
    rows = db.session.execute(
        sa.select(
            ImportRow.import_id,
            ImportRow.fate,
            sa.func.count(),
            sa.func.count(ImportRow.flaw),
            sa.func.sum(sa.case((ImportRow.is_done, 1), else_=0)),
            sa.func.sum(sa.case((ImportRow.stayed, 1), else_=0)),
        )
        .where(ImportRow.import_id.in_(ids))
        .group_by(ImportRow.import_id, ImportRow.fate)
    ).all()
    found = {}
    for id in ids:
        mine = [row for row in rows if row[0] == id]
        found[id] = Figures(
            {row[1]: row[2] for row in mine},
            sum(row[3] for row in mine),
            sum(row[4] for row in mine),
            sum(row[5] for row in mine),
        )
    return found


def rows(import_id: int, *, problems: bool, page: int) -> Page:
    """A page of its rows, all or only those with a problem."""
    wanted = [ImportRow.import_id == import_id]
    if problems:
        wanted.append(ImportRow.flaw.is_not(None))
    total = db.session.scalar(sa.select(sa.func.count()).select_from(ImportRow).where(*wanted)) or 0
    number = min(max(1, page), max(1, -(-total // PAGE)))
    chosen = sa.select(ImportRow).where(*wanted).options(joinedload(ImportRow.contact))
    shown = chosen.order_by(ImportRow.number).limit(PAGE).offset((number - 1) * PAGE)
    return Page(list(db.session.scalars(shown)), number, total)
