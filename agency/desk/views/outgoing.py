"""What goes out: the calendar, the words of a letter in it, and the end of all letters to one client."""

from datetime import date
from functools import partial
from typing import Any

from flask import Blueprint, abort, render_template, request

from agency.desk import outgoing
from agency.desk.outgoing import Span
from agency.followups import mails, pausing
from agency.followups import outgoing as followups
from agency.followups.models import Purpose
from agency.followups.outgoing import Wanted
from agency.kernel import clock, i18n
from agency.kernel.auth import Access
from agency.kernel.web import section, staff
from agency.people import queries as people
from agency.people.at_the_desk import manages, member_here

# So many rows of a day are shown until somebody wants to see all of it.
MOST_A_DAY = 30

views = Blueprint("outgoing", __name__, url_prefix="/outgoing")


@views.get("")
@staff()
def calendar() -> str:
    """Everything that will go out, by day: a week of it, or a month at a glance."""
    now, zone = clock.now(), people.agency().zone
    span = _span(i18n.in_zone(now, zone).date())
    wanted, chosen = _wanted()
    return render_template(
        "desk/outgoing.html",
        calendar=outgoing.calendar(wanted, span, now=now, zone=zone),
        chosen=chosen,
        managers=people.managers(),
        clients=followups.clients(),
        purposes=outgoing.purposes(),
        picks=partial(pausing.picks, now=now, zone=zone),
        most=MOST_A_DAY,
        whole=_day(request.args.get("day")),
        may_write=manages(),
        now=now,
    )


@views.get("/letters/<int:id>/<int:n>")
@staff()
@section("outgoing.calendar")
def letter(id: int, n: int) -> str:
    """The words of one letter as they would go now: a piece for the calendar, else a page."""
    enrollment = followups.enrollment(id) or abort(404)
    if enrollment.step(n) is None:
        abort(404)
    subject, words = mails.shown(enrollment, n, now=clock.now())
    template = (
        "desk/_letter_ahead.html" if "HX-Request" in request.headers else "desk/letter_ahead.html"
    )
    return render_template(
        template, enrollment=enrollment, lead=enrollment.lead, n=n, subject=subject, words=words
    )


def _span(today: date) -> Span:
    on = _day(request.args.get("from")) or today
    if request.args.get("view") == "month":
        return Span.month_of(on, today)
    return Span.week_of(on, today)


def _wanted() -> tuple[Wanted, dict[str, Any]]:
    """What is asked for, and the same as arguments of the address; a manager begins with what is theirs."""
    member = member_here()
    whose = request.args.get("whose") or ("mine" if member.access is Access.manager else "all")
    owner_id = member.id if whose == "mine" else _number(whose)
    purpose = next((each for each in Purpose if each.value == request.args.get("for")), None)
    client_id = _number(request.args.get("client"))
    chosen = {"whose": whose, "for": purpose.value if purpose else None, "client": client_id}
    return Wanted(owner_id, purpose, client_id), chosen


def _number(typed: str | None) -> int | None:
    return int(typed) if typed and typed.isascii() and typed.isdigit() and len(typed) < 10 else None


def _day(typed: str | None) -> date | None:
    try:
        found = date.fromisoformat((typed or "")[:10])
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2100 else None
