"""What a partner sees by link: the leads that it sent, and nothing of anybody else's."""

from flask import Blueprint, abort, g, render_template, request, url_for
from flask_babel import refresh
from werkzeug.exceptions import HTTPException

from agency.clients import partner_links
from agency.kernel import clock, i18n
from agency.kernel.web import guest
from agency.leads import partner_book
from agency.leads.partner_book import Figures
from agency.people import queries as people

views = Blueprint("partner", __name__)


@views.get("/partner/<token>")
@guest
def page(token: str) -> str:
    """The partner's page, in its language or the one that was asked for."""
    partner = partner_links.partner_of(token, now=clock.now()) or abort(404)
    asked = request.args.get("lang", "")
    g.language = asked if asked in i18n.LANGUAGES else partner.language
    refresh()
    house = people.agency()
    sent = partner_book.sent_by(partner, answering=house.answering)
    return render_template(
        "portal/partner.html",
        partner=partner,
        sent=sent,
        figures=partner_book.figures(partner.id).get(partner.id, Figures()),
        usual=partner_book.usually(sent),
        answerer=people.member(partner.member_id) if partner.member_id else None,
        lang_switch=[
            (code, name, url_for(".page", token=token, lang=code))
            for code, name in i18n.LANGUAGES.items()
        ],
    )


@views.errorhandler(404)
def closed(error: HTTPException) -> tuple[str, int]:
    """A door that opens nothing."""
    return render_template("portal/closed.html", code=error.code), error.code or 404
