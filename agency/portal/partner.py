"""What a partner sees by link: the leads that it sent, and nothing of anybody else's."""

from datetime import datetime

from flask import g, render_template, url_for
from flask_babel import refresh

from agency.clients import partner_links
from agency.kernel import i18n
from agency.leads import partner_book
from agency.leads.partner_book import Figures
from agency.people import queries as people


def page_for(token: str, *, wish: str, now: datetime) -> str | None:
    """The page that this link opens, in the partner's language or the one wished for; None when it opens nothing."""
    partner = partner_links.partner_of(token, now=now)
    if partner is None:
        return None
    g.language = wish if wish in i18n.LANGUAGES else partner.language
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
            (code, name, url_for("portal.partner_page", token=token, lang=code))
            for code, name in i18n.LANGUAGES.items()
        ],
    )
