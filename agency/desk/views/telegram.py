"""Telegram: the bot in the settings, answers in a chat, and what a person says became of one."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import PasswordField, TextAreaField
from wtforms.validators import DataRequired, Length, Regexp

from agency.kernel import clock
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.forms import StaffForm
from agency.kernel.mail.models import LetterNotOpen
from agency.kernel.sealed import SealBroken
from agency.kernel.web import section, staff
from agency.leads import queries, ways_back
from agency.leads.inquiries import Channel
from agency.leads.models import Lead
from agency.leads.telegram import answering, connecting, wire
from agency.leads.telegram.answering import NoChat
from agency.leads.telegram.models import ChatWord, the_bot
from agency.leads.ways_in import listing
from agency.leads.ways_in.reasons import WORDS
from agency.leads.ways_in.words import tidy
from agency.people.at_the_desk import member_here

views = Blueprint("telegram", __name__)

Page = str | Response | tuple[str, int]


def _text(typed: str | None) -> str:
    return tidy(typed or "")


class BotForm(StaffForm):
    """The token that opens the bot."""

    token = PasswordField(
        _l("Token of the bot"),
        filters=[_text],
        validators=[
            DataRequired(_l("Paste the token that BotFather gave you")),
            Regexp(
                r"^\d{3,20}:[A-Za-z0-9_-]{20,100}$",
                message=_l("Paste the whole token, like 123456:ABC…"),
            ),
        ],
    )


class ChatForm(StaffForm):
    """An answer in a chat."""

    words = TextAreaField(
        _l("Your answer"),
        id="chat-words",
        filters=[_text],
        validators=[DataRequired(_l("Write what you want to say")), Length(max=20_000)],
    )


@views.get("/settings/telegram")
@staff(Access.owner)
@section("desk.settings")
def settings() -> str:
    """The bot, and how it is."""
    return _page(BotForm(formdata=None))


@views.post("/settings/telegram")
@staff(Access.owner)
@section("desk.settings")
def connect() -> Page:
    """Connect it: Telegram says who it is, and is told where to bring what people write."""
    form = BotForm()
    if not form.validate():
        return _page(form), 422
    try:
        bot = connecting.connect(form.token.data, at=clock.now())
    except (wire.Refused, wire.Unsure) as trouble:
        db.session.rollback()
        form.token.errors = [str(_("Telegram did not take it: %(words)s", words=trouble))]
        return _page(form), 422
    db.session.commit()
    flash(_("@%(name)s is connected.", name=bot.username))
    return redirect(url_for("telegram.settings"), 303)


@views.post("/settings/telegram/disconnection")
@staff(Access.owner)
def disconnection() -> Response:
    """Nothing comes or goes by it any more."""
    bot = the_bot() or abort(404)
    try:
        connecting.disconnect(bot, at=clock.now())
    except SealBroken:
        flash(_("Its token can be read no more, so Telegram could not be told."), "error")
    db.session.commit()
    return redirect(url_for("telegram.settings"), 303)


@views.post("/leads/<int:id>/chat")
@staff(Access.manager)
@section("leads.all_leads")
def chat(id: int) -> Page:
    """Answer in Telegram."""
    lead, form, now = queries.lead(id) or abort(404), ChatForm(), clock.now()
    if not form.validate():
        return render_template("leads/chat.html", lead=lead, chat_form=form), 422
    try:
        answering.answer(lead, form.words.data, by=member_here(), at=now)
    except NoChat:
        form.words.errors = [str(_("They have stopped the bot. Ring them, or write by mail."))]
        return render_template("leads/chat.html", lead=lead, chat_form=form), 422
    db.session.commit()
    return redirect(url_for("leads.lead", id=id), 303)


@views.post("/chat-words/<int:id>/arrival")
@staff(Access.manager)
def arrival(id: int) -> Response:
    """Somebody saw it in the chat."""
    return _decide(id, answering.confirm)


@views.post("/chat-words/<int:id>/release")
@staff(Access.manager)
def release(id: int) -> Response:
    """Somebody saw that it is not there: it goes out again."""
    return _decide(id, answering.release)


@views.app_context_processor
def _of_chats() -> dict[str, Any]:
    return {"answers_by_telegram": _by_telegram, "chat_words_of": answering.on_their_way}


def _by_telegram(lead: Lead) -> ChatForm | None:
    # The form to answer there, for the one page that asks.
    by = ways_back.way_back(lead)
    return ChatForm(formdata=None) if by is ways_back.WayBack.telegram else None


def _decide(id: int, verb: Callable[..., None]) -> Response:
    word = answering.word(id) or abort(404)
    now: datetime = clock.now()
    try:
        verb(word, at=now)
    except LetterNotOpen:
        flash(_("Somebody has decided about this already."), "error")
    db.session.commit()
    return _to_its_lead(word)


def _to_its_lead(word: ChatWord) -> Response:
    if word.message is None:
        return redirect(url_for("leads.inbox"), 303)
    return redirect(url_for("leads.lead", id=word.message.lead_id), 303)


def _page(form: BotForm) -> str:
    bot = the_bot()
    base: str = current_app.config["SETTINGS"].base_url
    return render_template(
        "ways_in/telegram.html",
        form=form,
        bot=bot,
        reachable=base.startswith("https://"),
        base=base,
        latest=listing.latest(Channel.telegram, 0) if bot is not None else [],
        states=listing.STATES,
        doors=listing.DOORS,
        why=WORDS,
        now=clock.now(),
    )
