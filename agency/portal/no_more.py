"""The door by which somebody leaves the reminders of the machine, and comes back."""

from datetime import datetime

from flask import abort, g, render_template, request, url_for
from flask_babel import refresh

from agency.kernel import i18n
from agency.leads import no_more
from agency.leads.no_more import Leaver


def leaver_at(token: str, *, now: datetime) -> Leaver:
    """Who stands at the door, and their language from here on; 404 where it opens nothing."""
    found = no_more.leaver(token, now=now) or abort(404)
    wish = request.args.get("lang", "")
    if wish in i18n.LANGUAGES or found.language:
        g.language = wish if wish in i18n.LANGUAGES else found.language
        refresh()
    return found


def page(leaver: Leaver, token: str) -> str:
    """Whether reminders go to them, with one button for the other way."""
    lead = leaver.lead
    return render_template(
        "portal/no_more.html",
        leaver=leaver,
        token=token,
        answerer=lead.owner if lead is not None else None,
        lang_switch=[
            (code, name, url_for("portal.no_more", token=token, lang=code))
            for code, name in i18n.LANGUAGES.items()
        ],
    )


def is_one_click() -> bool:
    """Whether a mail program asks for its reader (RFC 8058): it follows no redirect and reads no page."""
    return request.form.get("List-Unsubscribe") == "One-Click"
