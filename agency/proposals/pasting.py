"""Cells of a spreadsheet, pasted: which column is what, what cannot be read, and the lines that come of it."""

import csv
import io
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from agency.kernel.db import db
from agency.kernel.forms import parse_amount
from agency.kernel.money import Money
from agency.people.models import Member, Role
from agency.proposals.cells import MOST_OF_ONE, UNIT, parse_price, parse_span
from agency.proposals.columns import SUMS, guess, head_of
from agency.proposals.lines import LineContent
from agency.proposals.models import Proposal
from agency.proposals.rates import RatesOfTheDay

LEFT_OUT = ""
KINDS = {
    LEFT_OUT: _l("Left out"),
    "text": _l("Work"),
    "who": _l("Who"),
    "hours": _l("Hours"),
    "rate": _l("Rate"),
    "price": _l("Price"),
    "quantity": _l("Quantity"),
    "unit": _l("Unit"),
}
TEXT = 300
MOST_COLUMNS = 20


@dataclass(frozen=True)
class Reader:
    """Against what pasted cells are read: who works here, the trades, the currency, and the room there is."""

    members: Sequence[Member]
    roles: Sequence[Role]
    currency: str
    room: int

    def who(self, typed: str) -> Member | Role:
        """Whoever is called so. Raises ValueError in words of what to do."""
        name = typed.strip().casefold()
        whole = [each for each in self.members if each.name.casefold() == name]
        first = [each for each in self.members if each.first_name.casefold() == name]
        trades = [
            each for each in self.roles if name in map(str.casefold, (each.name or {}).values())
        ]
        for found in (whole, first, trades):
            if len(found) == 1:
                return found[0]
        if len(whole) > 1 or len(first) > 1:
            raise ValueError(str(_l("Several people are called so: write the whole name")))
        raise ValueError(
            str(_l("Nobody here is called so: write a name or a trade, or leave it empty"))
        )


@dataclass
class PastedLine:
    """One row that was pasted: its cells, what cannot be read in them, and the line that it makes."""

    cells: list[str]
    errors: dict[int, str] = field(default_factory=dict)
    content: LineContent = field(default_factory=LineContent)
    who: Member | Role | None = None
    rate: Money | None = None

    @property
    def is_sum(self) -> bool:
        """A row that adds others up is no work."""
        return any(cell.strip().rstrip(":").casefold() in SUMS for cell in self.cells)


@dataclass
class Pasted:
    """What was pasted: the text as it came, its columns, its rows."""

    text: str
    kinds: list[str]
    rows: list[PastedLine]
    has_head: bool
    count: int
    room: int

    @classmethod
    def read(cls, text: str, reader: Reader, chosen: Mapping[str, str]) -> "Pasted":
        """Read it; what a person chose for a column goes before what it looks like."""
        rows = _rows(text)
        width = min(max(map(len, rows), default=0), MOST_COLUMNS)
        rows = [[*row, *[""] * (width - len(row))][:width] for row in rows]
        head = head_of(rows[0]) if rows else None
        body = rows[1:] if head else rows
        kinds = guess(head, body, {name.casefold() for name in _names(reader)}, width)
        for column in range(width):
            picked = chosen.get(f"column-{column}", kinds[column])
            kinds[column] = picked if picked in KINDS else LEFT_OUT
        too_many = len(body) > reader.room
        lines = [] if too_many else [_line(row, kinds, reader) for row in body]
        return cls(text, kinds, lines, head is not None, len(body), reader.room)

    @property
    def lines(self) -> list[PastedLine]:
        """The rows that make lines."""
        return [row for row in self.rows if not row.is_sum]

    @property
    def is_too_many(self) -> bool:
        return self.count > self.room

    @property
    def is_valid(self) -> bool:
        """Whether every cell can be read, and there is room for all of it."""
        return not self.is_too_many and not any(row.errors for row in self.lines)


def add(proposal: Proposal, pasted: Pasted, *, into: str, on: date) -> str:
    """Add what was pasted to this section, else to the last one; where to go on. Raises TooManyLines."""
    proposal.must_have_room(len(pasted.lines))
    rates = RatesOfTheDay(on, proposal.currency)
    section = next((each for each in proposal.sections if f"s{each.id}" == into), None)
    if section is None:
        section = proposal.sections[-1] if proposal.sections else proposal.add_section(_("Work"))
    first = None
    for row in pasted.lines:
        line = section.add_line()
        first = first or line
        member = row.who if isinstance(row.who, Member) else None
        role = row.who if isinstance(row.who, Role) else None
        line.write(row.content, member=member, role=role)
        line.take_rate((rates.on(line) or row.rate) if row.who is not None else None)
    db.session.flush()
    return f"l{first.id}-text" if first is not None else ""


def _line(cells: list[str], kinds: Sequence[str], reader: Reader) -> PastedLine:
    line = PastedLine(cells)
    if line.is_sum:
        return line
    for column, (kind, cell) in enumerate(zip(kinds, cells, strict=True)):
        if not cell.strip() or kind == LEFT_OUT:
            continue
        try:
            READ[kind](line, cell.strip(), reader)
        except ValueError as trouble:
            line.errors[column] = str(trouble)
    if line.content.minutes is not None and line.content.fixed_minor is not None:
        line.errors[list(kinds).index("price")] = str(
            _l("Give hours or a fixed price, not both: leave one column out")
        )
    return line


def _text(line: PastedLine, cell: str, reader: Reader) -> None:
    words = " ".join([line.content.text, *cell.split()]).strip()
    if len(words) > TEXT:
        raise ValueError(str(_l("Keep it under %(max)d letters", max=TEXT)))
    line.content = replace(line.content, text=words)


def _who(line: PastedLine, cell: str, reader: Reader) -> None:
    line.who = reader.who(cell)
    if isinstance(line.who, Member):
        line.content = replace(line.content, member_id=line.who.id)
    else:
        line.content = replace(line.content, role_id=line.who.id)


def _hours(line: PastedLine, cell: str, reader: Reader) -> None:
    minutes, most = parse_span(cell)
    line.content = replace(line.content, minutes=minutes, most_minutes=most)


def _rate(line: PastedLine, cell: str, reader: Reader) -> None:
    amount = parse_amount(cell)
    if amount is None:
        raise ValueError(str(_l("Enter a rate above zero, like 56, or leave the column out")))
    line.rate = Money.of(amount, reader.currency)


def _price(line: PastedLine, cell: str, reader: Reader) -> None:
    price = parse_price(cell)
    minor = Money.of(price.each, reader.currency).minor
    line.content = replace(line.content, fixed_minor=minor)
    if price.quantity > 1:
        line.content = replace(line.content, quantity=price.quantity, unit=price.unit)


def _quantity(line: PastedLine, cell: str, reader: Reader) -> None:
    digits = cell.replace("\u00a0", "").removesuffix(".0").removesuffix(",0")
    if not digits.isdecimal() or not 0 < int(digits) <= MOST_OF_ONE:
        raise ValueError(str(_l("Enter a whole number, like 5")))
    line.content = replace(line.content, quantity=int(digits))


def _unit(line: PastedLine, cell: str, reader: Reader) -> None:
    if len(cell) > UNIT:
        raise ValueError(str(_l("Keep the unit under %(max)d letters", max=UNIT)))
    line.content = replace(line.content, unit=cell)


READ = {
    "text": _text,
    "who": _who,
    "hours": _hours,
    "rate": _rate,
    "price": _price,
    "quantity": _quantity,
    "unit": _unit,
}


def _rows(text: str) -> list[list[str]]:
    """Rows and cells, as a spreadsheet copies them; a lonely quotation mark is only a mark."""
    tidied = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    plain = [line.split("\t") for line in tidied.split("\n")]
    if '"' in tidied and tidied.count('"') % 2 == 0:
        with suppress(csv.Error):
            plain = list(csv.reader(io.StringIO(tidied, newline=""), delimiter="\t"))
    return [row for row in plain if any(cell.strip() for cell in row)]


def _names(reader: Reader) -> list[str]:
    trades = [name for role in reader.roles for name in (role.name or {}).values()]
    return [
        *(each.name for each in reader.members),
        *(each.first_name for each in reader.members),
        *trades,
    ]
