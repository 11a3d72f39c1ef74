"""A colleague of the client answers one page, by a link that opens only that."""

from datetime import datetime

from flask import abort, render_template, request
from werkzeug.wrappers import Response

from agency.briefs import filling, forms, links, mails, queries
from agency.briefs.doors import ByHand
from agency.briefs.hands import Hand
from agency.briefs.models import Brief
from agency.briefs.questionnaire import Page as BriefPage
from agency.briefs.views.blueprint import often, seldom, views
from agency.briefs.views.taking import Page, read_body, shown, speak_as, take
from agency.kernel import clock
from agency.kernel.auth import ended_link, open_link
from agency.kernel.web import guest


@views.get("/brief/h/<token>")
@guest
def hand_page(token: str) -> Page:
    """The page; what comes after it once it went back, or the brief was sent."""
    now = clock.now()
    found = _open(token, now)
    if isinstance(found, Response):
        return found
    hand, page, door = found
    if _is_over(hand, page) or (hand.done_at is not None and "again" not in request.args):
        return _say(hand, page, token)
    return shown(hand.brief, door, page.number, now)


@views.post("/brief/h/<token>")
@guest
@seldom
@often
def hand_keep(token: str) -> Page:
    """The page comes in: it is kept, and given back once it fits."""
    sent, now = read_body(), clock.now()
    found = _open(token, now, lock=True)
    if isinstance(found, Response):
        return found
    hand, page, door = found
    brief = hand.brief
    form = forms.sent(page, brief, sent, purpose=door.purpose, today=filling.today(brief, now))
    return take(brief, form, door, now)


def _open(
    token: str, now: datetime, *, lock: bool = False
) -> tuple[Hand, BriefPage, ByHand] | Response:
    visitor = open_link(links.HAND, token, now=now)
    hand = queries.hand(visitor.subject, lock=lock) if visitor is not None else None
    if hand is None or visitor is None:
        return _ended(token, now)
    speak_as(hand.brief, request.args.get("lang"))
    return hand, _page_of(hand), ByHand(token, hand, visitor.until)


def _ended(token: str, now: datetime) -> Response:
    """The link was taken back or has run out: nobody but the client can say more."""
    visitor = ended_link(links.HAND, token, now=now)
    hand = queries.hand(visitor.subject) if visitor is not None else None
    if hand is None:
        abort(404)
    speak_as(hand.brief, request.args.get("lang"))
    html = render_template(
        "briefs/hand_done.html", hand=hand, page=None, asker="", may_change=False
    )
    return Response(html, 410, mimetype="text/html")


def _page_of(hand: Hand) -> BriefPage:
    return next((each for each in hand.brief.asks.pages if each.key == hand.page_key), None) or (
        abort(404)
    )


def _is_over(hand: Hand, page: BriefPage) -> bool:
    """The brief was sent, or an answer of theirs took the page away."""
    brief: Brief = hand.brief
    return not brief.is_open or not brief.walk().questions_of(page)


def _say(hand: Hand, page: BriefPage, token: str) -> str:
    return render_template(
        "briefs/hand_done.html",
        hand=hand,
        page=page,
        token=token,
        asker=mails.asker_of(hand.brief),
        may_change=not _is_over(hand, page),
    )
