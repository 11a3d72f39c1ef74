"""Rows of leads: what one line of the inbox or of the list says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from agency.leads.bands import Band, band_of_client
from agency.leads.first_response import Clock, clock_of, turn_of
from agency.leads.models import Channel, Lead, Stage
from agency.leads.ways import ICONS
from agency.leads.wording import day_word, time_and_day


@dataclass(frozen=True)
class Fact:
    """One fact of a row: words, perhaps a small icon, perhaps a pen."""

    text: str
    icon: str = ""
    pen: str = ""


@dataclass(frozen=True)
class Row:
    """One lead as a line."""

    lead: Lead
    clock: Clock
    turn: str
    turn_kind: str
    facts: tuple[Fact, ...]
    band: Band


def rows_of(
    leads: Iterable[Lead],
    *,
    now: datetime,
    zone: str,
    files: Mapping[int, int],
    next_letters: Mapping[int, datetime],
) -> list[Row]:
    """The lines of these leads at this moment, on the house's clock."""
    return [
        _row(
            lead, now=now, zone=zone, files=files.get(lead.id, 0), next_at=next_letters.get(lead.id)
        )
        for lead in leads
    ]


def _row(lead: Lead, *, now: datetime, zone: str, files: int, next_at: datetime | None) -> Row:
    turn, kind = turn_of(lead, now=now, zone=zone)
    if lead.stage.is_open:
        clock = clock_of(lead, now=now, zone=zone, next_letter_at=next_at)
    else:
        clock = _closed(lead, now=now, zone=zone)
    return Row(
        lead=lead,
        clock=clock,
        turn=turn,
        turn_kind=kind,
        facts=tuple(_facts(lead, files, owed_too=_owed_too(lead, now=now, zone=zone))),
        band=band_of_client(lead.client, now=now, due=lead.promised_at or next_at),
    )


def _closed(lead: Lead, *, now: datetime, zone: str) -> Clock:
    day = day_word(lead.closed_at, now=now, zone=zone) if lead.closed_at else ""
    if lead.stage is Stage.won:
        return Clock(_("Won"), day, "done")
    return Clock(_("Lost"), day, "theirs")


def _owed_too(lead: Lead, *, now: datetime, zone: str) -> str:
    """What the clock beside it does not show: it has room for one of the first answer and the promise."""
    if not lead.waits_for_first_response or lead.promised_at is None:
        return ""
    if lead.owed_at(now) != lead.promised_at:
        when = time_and_day(lead.promised_at, now=now, zone=zone)
        return str(_("answer promised by %(when)s", when=when))
    when = time_and_day(lead.first_response_due_at, now=now, zone=zone)
    in_time = now <= lead.first_response_due_at
    return str(_("first answer due %(when)s", when=when)) if in_time else ""


def _facts(lead: Lead, files: int, *, owed_too: str) -> Iterable[Fact]:
    name = lead.contact.name
    if owed_too:
        yield Fact(owed_too, pen="blue")
    if lead.source is Channel.brief:
        yield Fact(_("%(name)s, brief sent", name=name), ICONS[lead.source])
    else:
        yield Fact(name, ICONS[lead.source])
    if files:
        yield Fact(ngettext("%(num)d file", "%(num)d files", files), "paperclip")
    if lead.stage is Stage.proposal:
        yield Fact(_("proposal sent"), "send")
    if not lead.stage.is_open and lead.closed_because:
        yield Fact(lead.closed_because)
    if lead.owner is None and lead.stage.is_open:
        yield Fact(_("nobody’s yet"), pen="red")
