"""What would happen with each row of a table: a new lead, a lead of somebody known, a contact, or nothing, and why."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from agency.clients.models import Client, Contact
from agency.kernel.db import db
from agency.kernel.files import StoredFile
from agency.kernel.phones import bare, e164
from agency.leads.importing import columns, tables
from agency.leads.importing.models import Fate, Flaw, ImportRow, LeadImport
from agency.leads.importing.tables import Table
from agency.leads.incoming import usable_address
from agency.leads.models import Stage
from agency.leads.ways_in import acquaintance
from agency.people import queries as people

MOST = {"name": 160, "company": 160, "position": 160, "subject": 200, "words": 20_000}
_STAGES = {
    Stage.won: r"won|sold|closed won|success|выигр|успе|продан|реализ",
    Stage.lost: r"lost|reject|cancel|closed lost|проигр|отказ|потер|не реализ",
    Stage.proposal: r"propos|offer|quote|кп\b|предложен|смет",
    Stage.new: r"new|нов|вход",
}
_DATES = ("%d.%m.%Y %H:%M", "%d.%m.%Y", "%d/%m/%Y %H:%M", "%d/%m/%Y", "%Y/%m/%d", "%d.%m.%y")


class Known:
    """Whom we know: by address, by phone, by name at a company. Rows of the table itself are learnt on the way."""

    def __init__(self) -> None:
        self.home = acquaintance.home_country()
        self.ids: dict[tuple[str, str], int] = {}
        self.names: dict[int, str] = {}
        found = db.session.execute(
            sa.select(Contact.id, Contact.name, Contact.email, Contact.phone, Client.name)
            .join(Contact.client)
            .where(Contact.erased_at.is_(None))
            .order_by(Contact.id.desc())
        )
        for id, name, email, phone, company in found:
            number = self._number(phone)
            self.learn(id, name, (email or "").lower(), number, company)
            self.names[id] = name

    def learn(self, id: int, name: str, email: str, phone: str, company: str) -> None:
        """This is who they are."""
        for key in self._keys(name, email, phone, company):
            self.ids[key] = id

    def find(self, values: Mapping[str, str]) -> int | None:
        """Whoever this row is about; a negative number is that of an earlier row."""
        keys = self._keys(
            values.get("name", ""),
            values.get("email", "").lower(),
            values.get("phone", ""),
            values.get("company", ""),
        )
        return next((self.ids[key] for key in keys if key in self.ids), None)

    @staticmethod
    def _keys(name: str, email: str, phone: str, company: str) -> Iterator[tuple[str, str]]:
        if email:
            yield "email", email
        if phone:
            yield "phone", phone
        if name and company and name != company:
            yield "person", f"{name.casefold()}\n{company.casefold()}"

    def _number(self, phone: str) -> str:
        plain = bare(phone) if phone else ""
        return plain if plain.startswith("+") else (e164(phone, self.home) or "") if phone else ""


def take_in(file: StoredFile, *, by_id: int, at: datetime, sheet: str = "") -> LeadImport:
    """Read the table, guess its columns, and plan each row. Raises TableRefused."""
    table = tables.read(file.read(), sheet=sheet)
    made = LeadImport(
        file=file, sha256=file.sha256, made_at=at, made_by_id=by_id, sheets=table.sheets
    )
    describe(made, table)
    db.session.add(made)
    db.session.flush()
    draw(made, table)
    return made


def describe(made: LeadImport, table: Table) -> None:
    """What kind of table it is, and what its columns seem to be."""
    made.sheet, made.encoding = table.sheet[:120], table.encoding
    made.has_heads = columns.has_heads(table.rows)
    width = max(len(row) for row in table.rows[:50])
    first = table.rows[0] + [""] * (width - len(table.rows[0]))
    made.heads = [cell[:60] for cell in first]
    made.columns = dict(columns.guess(first if made.has_heads else [], _body(made, table)))


def draw(made: LeadImport, table: Table) -> None:
    """Plan each row anew, as the columns are understood now."""
    db.session.execute(sa.delete(ImportRow).where(ImportRow.import_id == made.id))
    known, zone = Known(), ZoneInfo(people.agency().zone)
    makes_leads = any(name in made.columns for name in columns.OF_LEADS)
    rows = []
    for number, cells in enumerate(_body(made, table), start=2 if made.has_heads else 1):
        row = _planned(cells, made.columns, known, number, zone=zone, at=made.made_at)
        if row["fate"] is Fate.new_lead and not makes_leads:
            row["fate"] = Fate.contact
        elif row["fate"] is Fate.known_lead and not makes_leads:
            row["fate"] = Fate.nothing
        rows.append({"import_id": made.id, "number": number, **row})
    if rows:
        db.session.execute(sa.insert(ImportRow), rows)


def _body(made: LeadImport, table: Table) -> list[list[str]]:
    return table.rows[1:] if made.has_heads else table.rows


def _planned(
    cells: list[str],
    places: Mapping[str, int],
    known: Known,
    number: int,
    *,
    zone: ZoneInfo,
    at: datetime,
) -> dict[str, Any]:
    said = {name: cells[place] for name, place in places.items() if place < len(cells)}
    values = {name: " ".join(said.get(name, "").split())[:most] for name, most in MOST.items()}
    values["words"] = said.get("words", "")[: MOST["words"]]
    flaw, detail = _reach(said, values, known)
    _when(said, values, zone, at)
    if flaw is None and said.get("received_at") and not values.get("received_at"):
        flaw, detail = Flaw.bad_moment, said["received_at"][:200]
    values["stage"] = _stage(said.get("stage", ""))
    row: dict[str, Any] = {"values": values, "flaw": flaw, "detail": detail, "contact_id": None}
    if not any(said.values()):
        return row | {"fate": Fate.skipped, "flaw": Flaw.empty}
    if not values.get("email") and not values.get("phone"):
        return row | {"fate": Fate.skipped, "flaw": flaw or Flaw.no_reach}
    found = known.find(values)
    if found is not None and found > 0:
        name = known.names.get(found, "")
        return row | {"fate": Fate.known_lead, "contact_id": found, "detail": detail or name}
    known.learn(
        -number if found is None else found,
        values["name"],
        values.get("email", "").lower(),
        values.get("phone", ""),
        values["company"],
    )
    if found is not None:
        return row | {"fate": Fate.known_lead, "detail": detail or f"#{-found}"}
    return row | {"fate": Fate.new_lead}


def _reach(
    said: Mapping[str, str], values: dict[str, str], known: Known
) -> tuple[Flaw | None, str]:
    """Address and phone, where they are such; what is neither is kept with the words, and said."""
    address = usable_address(said["email"]) if said.get("email") else None
    phone = e164(said.get("phone"), known.home)
    values |= {"email": address or "", "phone": phone or ""}
    flaw: tuple[Flaw | None, str] = (None, "")
    for name, fits, which in (
        ("email", address, Flaw.bad_address),
        ("phone", phone, Flaw.phone_text),
    ):
        if said.get(name) and not fits:
            values["words"] = f"{values['words']}\n{said[name]}".strip()
            flaw = which, said[name][:200]
    return flaw


def _when(said: Mapping[str, str], values: dict[str, str], zone: ZoneInfo, at: datetime) -> None:
    text = said.get("received_at", "").strip()
    found = _written(text, zone) if text else None
    if found is not None and found >= EARLIEST:
        # Nothing was received later than it is imported.
        values["received_at"] = min(found.astimezone(UTC), at).isoformat()


def _written(text: str, zone: ZoneInfo) -> datetime | None:
    """The moment, on the house's clock where it names none."""
    try:
        found = datetime.fromisoformat(text)
        return found if found.tzinfo else found.replace(tzinfo=zone)
    except ValueError:
        pass
    for pattern in _DATES:
        try:
            return datetime.strptime(text, pattern).replace(tzinfo=zone)
        except ValueError:
            continue
    return None


def _stage(text: str) -> str:
    said = text.strip().lower()
    found = (stage for stage, words in _STAGES.items() if said and re.search(words, said))
    return next(found, Stage.talking).value


EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
