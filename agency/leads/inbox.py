"""The inbox: open leads in the order in which they need us, and the chosen one beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import gettext as _
from markupsafe import Markup

from agency.kernel import i18n
from agency.leads import filing, queries, standfirst
from agency.leads.bands import Band, bands_of
from agency.leads.models import Lead, Message
from agency.leads.next_things import NextThing, Source, coming, is_adrift
from agency.leads.piles import piles_of
from agency.leads.quoting import split
from agency.leads.rows import Row, rows_of
from agency.people import queries as people
from agency.people.models import Agency, Member

FEW = 3


@dataclass(frozen=True)
class Group:
    """Some rows under one heading; `more` is how many did not fit."""

    key: str
    title: str
    hint: str
    rows: list[Row]
    more: int


@dataclass(frozen=True)
class Peek:
    """A lead as the inbox's margin shows it: what is owed, both clocks, their last words."""

    lead: Lead
    state: Markup
    house: Band
    client: Band
    message: Message | None
    belongs: list[Lead] = field(default_factory=list)

    @property
    def words(self) -> str:
        return split(self.message.body).fresh if self.message else ""


@dataclass(frozen=True)
class Inbox:
    """The whole page."""

    standfirst: Markup
    groups: list[Group]
    peek: Peek | None
    other_mail: int

    @property
    def total(self) -> int:
        """How many leads it holds, shown or not."""
        return sum(len(group.rows) + group.more for group in self.groups)

    @property
    def is_empty(self) -> bool:
        return not any(group.rows for group in self.groups)


def inbox_of(
    owner: Member | None = None,
    *,
    now: datetime,
    sources: Sequence[Source],
    peek_id: int | None = None,
    narrowed: queries.Narrowed = (),
    few: int = FEW,
) -> Inbox:
    """Everybody's inbox, one owner's, or what a filter leaves of it. `sources` say what comes next on a lead.

    `few` is how many of those without a next thing stand on top, so that they hide no clock that runs.
    """
    house = people.agency()
    begun = _month_begun(now, house.zone)
    figures = queries.figures(now=now, month_from=begun, owner=owner, narrowed=narrowed)
    piles = piles_of(owner, now=now, narrowed=narrowed, adrift=is_adrift(sources))
    everything = [lead for pile in piles.values() for lead in pile.leads]
    comes = coming([lead.id for lead in everything], sources)
    files = queries.file_counts(everything)
    piles["theirs"].leads.sort(key=lambda lead: _order(lead, comes))

    def group(key: str, title: str, hint: str) -> Group:
        pile = piles[key]
        shown = pile.leads[:few] if key == "adrift" else pile.leads
        rows = rows_of(shown, now=now, zone=house.zone, files=files, coming=comes)
        return Group(key, title, hint, rows, max(0, pile.total - len(rows)))

    return Inbox(
        standfirst=standfirst.of_inbox(figures),
        groups=[
            group("adrift", _("Nothing comes next"), _("answer, plan a task, or let it rest")),
            group("now", _("Answer now"), _("15 working minutes each")),
            group("ours", _("Our turn"), _("they wait for our word")),
            group("work", _("From clients in work"), _("they wrote after they agreed")),
            group("theirs", _("Their turn"), _("we wait for their word")),
        ],
        peek=_peek([*piles["now"].leads, *everything], peek_id, now=now, house=house),
        other_mail=figures.other_mail,
    )


def _month_begun(now: datetime, zone: str) -> datetime:
    return i18n.in_zone(now, zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _order(lead: Lead, comes: Mapping[int, NextThing]) -> datetime:
    thing = comes.get(lead.id)
    return thing.order if thing is not None else lead.turn_since


def _peek(leads: list[Lead], chosen: int | None, *, now: datetime, house: Agency) -> Peek | None:
    lead = next((lead for lead in leads if lead.id == chosen), leads[0] if leads else None)
    return peek_at(lead, now=now, house=house) if lead is not None else None


def peek_at(lead: Lead, *, now: datetime, house: Agency) -> Peek:
    """A lead as the margin shows it."""
    ours, theirs = bands_of(lead, house, now=now)
    return Peek(
        lead=lead,
        state=standfirst.of_lead(lead, now=now, zone=house.zone),
        house=ours,
        client=theirs,
        message=queries.last_of_theirs(lead),
        belongs=filing.others_of(lead),
    )
