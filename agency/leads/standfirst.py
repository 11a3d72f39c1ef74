"""The sentence that opens a page: the state of the inbox, or of one lead, in words."""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup, escape

from agency.kernel import i18n
from agency.leads.models import Lead, Stage, Turn
from agency.leads.queries import Figures
from agency.leads.wording import (
    exactly_how_long,
    minutes_begun,
    minutes_between,
    same_clock,
    since,
    time_and_day,
    time_elsewhere,
)


def of_inbox(figures: Figures) -> Markup:
    """ "One answer is late, two clocks are running. Of 25 leads this month 16 came as a filled brief."""
    pieces = list(_clocks(figures))
    if not pieces:
        pieces = [escape(_("nobody waits for a first answer"))]
        if figures.ours:
            pieces.append(escape(_ours(figures.ours)))
    return Markup(" ").join(filter(None, [_sentence(pieces), _month(figures)]))


def of_lead(lead: Lead, *, now: datetime, zone: str) -> Markup:
    """Whose turn it is with this lead, since when, and what is owed."""
    if lead.stage is Stage.won:
        won = _pen("green", _("Won %(when)s.", when=_on(lead.closed_at, zone)))
        return Markup(" ").join(filter(None, [won, escape(lead.closed_because)]))
    if lead.stage is Stage.lost:
        return (
            _bold(_("Lost %(when)s:", when=_on(lead.closed_at, zone))) + " " + lead.closed_because
        )
    owed = [sentence(lead, now=now, zone=zone) for sentence in (_promise, _first_answer)]
    if any(owed):
        return Markup(" ").join(filter(None, owed))
    when = since(lead.turn_since, now=now, zone=zone)
    if lead.turn is Turn.ours:
        return _bold(_("Our turn since %(when)s.", when=when))
    return _bold(_("Their turn since %(when)s.", when=when))


def _promise(lead: Lead, *, now: datetime, zone: str) -> Markup:
    due_at, there = lead.promised_at, lead.client.zone
    if due_at is None:
        return Markup("")
    when = time_and_day(due_at, now=now, zone=zone)
    if due_at < now:
        late = exactly_how_long(max(1, minutes_between(due_at, now)))
        words = _("The answer was promised by %(when)s, %(time)s ago.", when=when, time=late)
        return _pen("red", words)
    if same_clock(due_at, zone, there):
        return _pen("blue", _("The answer is promised by %(when)s.", when=when))
    local = time_elsewhere(due_at, zone=zone, there=there)
    words = _("The answer is promised by %(when)s (%(time)s there).", when=when, time=local)
    return _pen("blue", words)


def _first_answer(lead: Lead, *, now: datetime, zone: str) -> Markup:
    if not lead.waits_for_first_response:
        return Markup("")
    due_at = lead.first_response_due_at
    when = time_and_day(due_at, now=now, zone=zone)
    if due_at < now:
        late = exactly_how_long(max(1, minutes_between(due_at, now)))
        words = _("The first answer was due at %(when)s, %(time)s ago.", when=when, time=late)
        return escape(words) if lead.promised_at else _pen("red", words)
    left = exactly_how_long(minutes_begun(now, due_at))
    return _bold(_("The first answer is due at %(when)s, in %(time)s.", when=when, time=left))


def _clocks(figures: Figures) -> Iterable[Markup]:
    if figures.late == 1:
        yield _pen("red", _("one answer is late"))
    elif figures.late:
        words = ngettext("%(num)d answer is late", "%(num)d answers are late", figures.late)
        yield _pen("red", words)
    if figures.running == 1:
        yield escape(_("one clock is running"))
    elif figures.running == 2:
        yield escape(_("two clocks are running"))
    elif figures.running:
        yield escape(
            ngettext("%(num)d clock is running", "%(num)d clocks are running", figures.running)
        )
    if figures.promised == 1:
        yield _pen("blue", _("one answer is promised"))
    elif figures.promised:
        words = ngettext(
            "%(num)d answer is promised", "%(num)d answers are promised", figures.promised
        )
        yield _pen("blue", words)


def _ours(count: int) -> str:
    return str(
        ngettext("it is our turn with %(num)d lead", "it is our turn with %(num)d leads", count)
    )


def _month(figures: Figures) -> Markup:
    if not figures.month:
        return Markup("")
    words = ngettext(
        "Of %(total)d leads this month %(num)d came as a filled brief.",
        "Of %(total)d leads this month %(num)d came as a filled brief.",
        figures.month_by_brief,
        total=figures.month,
    )
    return escape(words)


def _sentence(pieces: list[Markup]) -> Markup:
    """Pieces in small letters as one sentence, its first letter large, also behind a tag."""
    joined = Markup(", ").join(pieces) + "."
    start = joined.index(">") + 1 if joined.startswith("<") else 0
    return Markup(joined[:start] + joined[start : start + 1].upper() + joined[start + 1 :])


def _pen(colour: str, words: str) -> Markup:
    return Markup('<b class="{}">{}</b>').format(colour, words)


def _bold(words: str) -> Markup:
    return Markup("<b>{}</b>").format(words)


def _on(at: datetime | None, zone: str) -> str:
    return i18n.long_day(at, zone) if at else ""
