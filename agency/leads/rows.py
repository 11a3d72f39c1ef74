"""Rows of leads: what one line of the inbox or of the list says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from agency.kernel import i18n
from agency.leads.bands import Band, band_of_client
from agency.leads.first_response import Clock, clock_of, turn_of
from agency.leads.models import Channel, Lead, Stage
from agency.leads.next_things import Kind, NextThing
from agency.leads.snoozing import Waker
from agency.leads.ways import ICONS
from agency.leads.wording import day_word, time_and_day

NEXT_ICONS = {
    Kind.task: "list-todo",
    Kind.reminder: "timer",
    Kind.letter: "send",
    Kind.asks: "message-circle-question-mark",
    Kind.call: "phone",
}
# Why a lead that rested is in the inbox again.
BACK = {
    Waker.time: _l("back: its time has come"),
    Waker.client: _l("back: they have written"),
    Waker.hand: _l("taken back"),
}


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
    coming: Mapping[int, NextThing],
) -> list[Row]:
    """The lines of these leads at this moment, on the house's clock, with what comes next on each."""
    return [
        _row(lead, now=now, zone=zone, files=files.get(lead.id, 0), comes=coming.get(lead.id))
        for lead in leads
    ]


def _row(lead: Lead, *, now: datetime, zone: str, files: int, comes: NextThing | None) -> Row:
    turn, kind = turn_of(lead, now=now, zone=zone)
    next_at = comes.at if comes is not None and comes.kind is Kind.touch else None
    if lead.stage.is_open:
        clock = clock_of(lead, now=now, zone=zone, next_letter_at=next_at)
    else:
        clock = _closed(lead, now=now, zone=zone)
    return Row(
        lead=lead,
        clock=clock,
        turn=turn,
        turn_kind=kind,
        facts=(
            *_next(lead, comes, now=now, zone=zone),
            *_facts(lead, files, owed_too=_owed_too(lead, now=now, zone=zone)),
        ),
        band=band_of_client(lead.client, now=now, due=lead.promised_at or next_at),
    )


def _next(lead: Lead, comes: NextThing | None, *, now: datetime, zone: str) -> Iterable[Fact]:
    """What comes next, where the clock beside it does not say so already; or that nothing does."""
    if not lead.stage.is_open or lead.is_snoozed:
        return
    if comes is not None and comes.kind is not Kind.touch:
        yield Fact(said(comes, now=now, zone=zone), NEXT_ICONS[comes.kind], "blue")
    elif comes is None and lead.first_response_at is not None and lead.promised_at is None:
        yield Fact(_("nothing comes next"), pen="red")


def said(comes: NextThing, *, now: datetime, zone: str) -> str:
    """A next thing in a few words: what, and when."""
    if comes.kind is Kind.task:
        day = i18n.day(comes.on) if comes.on else ""
        return ", ".join(filter(None, [comes.words, day]))
    when = time_and_day(comes.at, now=now, zone=zone) if comes.at else ""
    if comes.kind is Kind.letter:
        return str(_("your letter leaves %(when)s", when=when))
    if comes.kind is Kind.touch:
        return str(_("a letter goes out by itself %(when)s", when=when))
    if comes.kind is Kind.asks:
        return str(_("a letter waits for your word since %(when)s", when=when))
    if comes.kind is Kind.call:
        return str(_("ring them, since %(when)s", when=when))
    return str(_("%(words)s, reminder %(when)s", words=comes.words, when=when)).strip(", ")


def next_of(
    lead: Lead, coming: Mapping[int, NextThing], *, now: datetime, zone: str
) -> Fact | None:
    """What comes next on one lead, as its page says it; None where a clock runs, or where it is closed."""
    comes = coming.get(lead.id)
    if comes is not None and lead.stage.is_open:
        return Fact(said(comes, now=now, zone=zone), pen="blue")
    return next(iter(_next(lead, None, now=now, zone=zone)), None)


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
    if lead.woken_at is not None:
        yield Fact(BACK[lead.woken_by or Waker.hand], "alarm-clock", "blue")
    if owed_too:
        yield Fact(owed_too, pen="blue")
    if lead.source is Channel.brief:
        yield Fact(_("%(name)s, brief sent", name=name), ICONS[lead.source])
    else:
        yield Fact(name, ICONS[lead.source])
    if lead.brought_by is not None:
        yield Fact(_("by %(partner)s", partner=lead.brought_by.by), "forward")
    if lead.unseen_overlaps:
        yield Fact(_("the client came by two ways"), "split")
    if files:
        yield Fact(ngettext("%(num)d file", "%(num)d files", files), "paperclip")
    if lead.stage is Stage.proposal:
        yield Fact(_("proposal sent"), "send")
    if lead.wrote_in_work:
        yield Fact(_("they wrote, nobody has answered"), pen="red")
    if not lead.stage.is_open and lead.closed_because:
        yield Fact(lead.closed_because)
    if lead.owner is None and lead.stage.is_open:
        yield Fact(_("nobody’s yet"), pen="red")
