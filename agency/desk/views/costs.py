"""What an hour of each member costs the house. Only the owner sees it, here and as the margin of an estimate."""

from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.desk.cost_form import CostSheet
from agency.kernel import clock, i18n
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.web import section, staff
from agency.people import costs
from agency.people import queries as people
from agency.people.costs import CostRate

views = Blueprint("costs", __name__)
Answer = Response | str | tuple[str, int]


@views.get("/settings/costs")
@staff(Access.owner)
@section("desk.settings")
def index() -> str:
    """Everybody, with what an hour of theirs sells for and costs."""
    return _page(CostSheet.of(_today(), people.agency().currency))


@views.post("/settings/costs")
@staff(Access.owner)
@section("desk.settings")
def settle() -> Answer:
    """From a day on an hour costs something else; what was empty stays as it is."""
    sheet = CostSheet.of(_today(), people.agency().currency, request.form)
    if not sheet.is_valid or sheet.from_on is None:
        return _page(sheet), 422
    changes = [(row.member, row.fresh) for row in sheet.changes if row.fresh is not None]
    for member, fresh in changes:
        costs.settle(member, fresh, from_on=sheet.from_on)
    db.session.commit()
    flash(_("Saved") if changes else _("Nothing was changed: what you typed is what holds today."))
    return redirect(url_for(".index"), 303)


@views.post("/settings/costs/<int:id>/removal")
@staff(Access.owner)
def removal(id: int) -> Response:
    """Strike out one that was written down by mistake."""
    db.session.delete(db.session.get(CostRate, id) or abort(404))
    db.session.commit()
    flash(_("Struck out."))
    return redirect(url_for(".index"), 303)


def _page(sheet: CostSheet) -> str:
    people.members()  # asked once for all the names below
    return render_template(
        "proposals/costs.html", sheet=sheet, history=costs.history(), today=_today()
    )


def _today() -> date:
    return i18n.in_zone(clock.now(), people.agency().zone).date()
