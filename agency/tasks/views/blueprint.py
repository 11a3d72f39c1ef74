"""The blueprint that every page of tasks belongs to."""

from datetime import date

from flask import Blueprint, request
from werkzeug.wrappers import Response

from agency.kernel import clock
from agency.kernel.i18n import in_zone
from agency.people import queries as people
from agency.people.at_the_desk import member_here

views = Blueprint("tasks", __name__)
Answer = Response | str | tuple[str, int]


def today() -> date:
    """The day at the agency."""
    return in_zone(clock.now(), people.agency().zone).date()


def my_day() -> date:
    """The day where whoever works here sits: it may be another one than at the agency."""
    return in_zone(clock.now(), member_here().zone or people.agency().zone).date()


def wants_part() -> bool:
    """Whether a script asks for a part of the page, not for all of it."""
    return "HX-Request" in request.headers
