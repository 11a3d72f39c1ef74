"""The inbox: open leads in the order in which they need us, and the chosen one beside them."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import gettext as _
from markupsafe import Markup

from agency.kernel import i18n
from agency.leads import filing, queries, standfirst
from agency.leads.bands import Band, bands_of
from agency.leads.models import Lead, Message, Turn
from agency.leads.quoting import split
from agency.leads.rows import Row, rows_of
from agency.people import queries as people
from agency.people.models import Agency, Member

NextLetters = Callable[[Collection[int]], Mapping[int, datetime]]


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
    next_letters: NextLetters,
    peek_id: int | None = None,
    narrowed: queries.Narrowed = (),
) -> Inbox:
    """Everybody's inbox, one owner's, or what a filter leaves of it.

    `next_letters` tells when the machine writes to which lead next.
    """
    house = people.agency()
    month_from = i18n.in_zone(now, house.zone).replace(
        day=1, hour=0, minute=0, second=0, microsecond=0
    )
    figures = queries.figures(now=now, month_from=month_from, owner=owner, narrowed=narrowed)
    first = queries.unanswered(owner, now=now, narrowed=narrowed)
    ours = queries.of_turn(Turn.ours, owner, narrowed=narrowed)
    theirs = queries.of_turn(Turn.theirs, owner, narrowed=narrowed)
    everything = [*first, *ours, *theirs]
    planned = next_letters([lead.id for lead in theirs])
    files = queries.file_counts(everything)

    def group(key: str, title: str, hint: str, leads: list[Lead], total: int) -> Group:
        rows = rows_of(leads, now=now, zone=house.zone, files=files, next_letters=planned)
        return Group(key, title, hint, rows, max(0, total - len(rows)))

    theirs.sort(key=lambda lead: planned.get(lead.id, lead.turn_since))
    return Inbox(
        standfirst=standfirst.of_inbox(figures),
        groups=[
            group("now", _("Answer now"), _("15 working minutes each"), first, figures.unanswered),
            group("ours", _("Our turn"), _("they wait for our word"), ours, figures.ours),
            group(
                "theirs",
                _("Their turn"),
                _("the machine writes next, any answer stops it"),
                theirs,
                figures.theirs,
            ),
        ],
        peek=_peek(everything, peek_id, now=now, house=house),
        other_mail=figures.other_mail,
    )


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
