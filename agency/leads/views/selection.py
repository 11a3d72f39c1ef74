"""One act on the chosen leads: handed over, closed as lost, brought back; and taken back again."""

from datetime import datetime, time, timedelta
from functools import partial
from urllib.parse import parse_qsl

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from agency.flows import loss_undone
from agency.flows.lead_lost import lead_lost
from agency.kernel import clock
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.kernel.web import local_address, staff
from agency.leads import bulk, queries
from agency.leads.bulk import Done, NothingToDo
from agency.leads.closing import LossForm
from agency.leads.filters import Filter
from agency.leads.models import Lead, LeadClosed, LeadNotLost
from agency.leads.saved_views import Place
from agency.leads.snoozing import NotNow
from agency.leads.views.blueprint import views
from agency.people import queries as people
from agency.people.at_the_desk import actor_here, member_here
from agency.people.models import Member

# Whoever loads this page can also take back what it does.
__all__ = ["loss_undone", "selection"]

MORNING = time(9)


@views.post("/leads/selection")
@staff(Access.manager)
def selection() -> Response:
    """Do one thing to all of the chosen leads; the rows that refuse are named."""
    now, leads = clock.now(), _chosen(now=clock.now())
    if not leads:
        flash(_("Nothing was chosen. Tick the leads first."), "error")
        return _back()
    done = _act(leads, now)
    db.session.commit()
    _tell(done)
    return _back()


def _act(leads: list[Lead], now: datetime) -> Done:
    form, by = request.form, actor_here()
    do = partial(bulk.carry_out, leads=leads, by=member_here(), at=now)
    if form.get("hand_to"):
        owner = _owner(form.get("hand_to", type=int))
        return do("leads.assigned", verb=lambda lead: _hand(lead, owner, by, now))
    if form.get("act") == "loss" or form.get("because"):
        loss = LossForm()
        if not loss.validate():
            flash(_("Say why, in a few words; next year somebody will ask"), "error")
            return Done()
        words, why = loss.reason.data, loss.why
        return do(
            "leads.lost", verb=lambda lead: lead_lost(lead, reason=words, why=why, by=by, at=now)
        )
    if form.get("rest"):
        until = _rest_until(form["rest"], now)
        return do("leads.snoozed", verb=lambda lead: lead.snooze(until, by=by, at=now))
    if form.get("act") == "reopening":
        return do("leads.reopened", verb=lambda lead: lead.reopen(by=by, at=now))
    abort(422)


def _hand(lead: Lead, owner: Member, by: Actor, now: datetime) -> None:
    if lead.owner_id == owner.id:
        raise NothingToDo
    lead.assign(owner, by=by, at=now)


def _rest_until(name: str, now: datetime) -> datetime | None:
    """Nine in the morning, so many days from now, by the clock of the house; None: until they write."""
    calendar = people.agency().answering
    today = calendar.wall(now).date()
    days = {"tomorrow": 1, "monday": 7 - today.weekday(), "fortnight": 14}
    if name not in days:
        return None
    return calendar.instant(datetime.combine(today + timedelta(days=days[name]), MORNING))


def _owner(id: int | None) -> Member:
    return next((each for each in people.managers() if each.id == id), None) or abort(422)


def _chosen(*, now: datetime) -> list[Lead]:
    if request.form.get("all") != "1":
        return bulk.chosen(request.form.getlist("lead", type=int))
    asked = Filter.from_args(dict(parse_qsl(request.form.get("query", ""))))
    narrowed = asked.conditions(me=people.me(), now=now)
    only_open = request.form.get("place") != Place.leads.value
    found = queries.all_of(narrowed, only_open=only_open, limit=bulk.MOST + 1)
    if len(found) > bulk.MOST:
        most = ngettext("%(num)d lead", "%(num)d leads", bulk.MOST)
        flash(_("The latest %(most)s at once; do the rest after them.", most=most), "error")
    return bulk.chosen(found)


def _tell(done: Done) -> None:
    if done.act is not None:
        number = len(done.leads)
        flash(
            ngettext("%(num)d lead is changed.", "%(num)d leads are changed.", number),
            f"undo:{done.act.id}",
        )
    for why in dict.fromkeys(_why(refusal) for _lead, refusal in done.refused):
        names = [lead.client.name for lead, refusal in done.refused if _why(refusal) == why]
        flash(
            _("Left as they were, since %(why)s: %(names)s.", why=why, names=", ".join(names)),
            "error",
        )


def _why(refusal: Exception) -> str:
    words: dict[type[Exception], str] = {
        LeadClosed: _("they are closed"),
        LeadNotLost: _("only a lost lead can be brought back"),
        NotNow: _("they wait for an answer from us"),
        NothingToDo: _("nothing would change"),
    }
    return words[type(refusal)]


def _back() -> Response:
    return redirect(local_address(request.form.get("back")) or url_for("leads.inbox"), 303)
