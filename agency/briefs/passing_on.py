"""What stands beside a page of a brief: to go on later by a mailed link, and to let a colleague answer the page."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _

from agency.briefs import links, mails
from agency.briefs.hands import MOST_HANDS, Hand, TooManyHands, spoken_name
from agency.briefs.models import Brief
from agency.briefs.posted import TooManyLetters
from agency.briefs.questionnaire import Page
from agency.kernel.db import db

# Names of the fields, apart from those of questions.
LATER, NAME, ADDRESS = "later-address", "hand-name", "hand-address"


class NotPassedOn(Exception):
    """It did not go: what to do is said beside the field."""

    def __init__(self, beside: "Beside") -> None:
        self.beside = beside


@dataclass(frozen=True)
class Beside:
    """What was typed beside the page, what is wrong with it, and who has which page."""

    typed: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    # By the key of a page: who was asked to answer it last.
    out: Mapping[str, Hand] = field(default_factory=dict)
    left: int = MOST_HANDS


def beside(brief: Brief) -> Beside:
    """Before anything was typed: the address that they gave us is there already."""
    given = [one for one in brief.hands if one.withdrawn_at is None]
    return Beside(
        typed={LATER: mails.known_address(brief)},
        out={one.page_key: one for one in given},
        left=MOST_HANDS - len(brief.hands),
    )


def mail_link(brief: Brief, sent: Mapping[str, str], *, at: datetime, allowed: bool) -> None:
    """Mail the link to go on with to the address that was typed, if letters may leave. Raises NotPassedOn."""
    typed = {LATER: sent.get(LATER, "").strip()}
    address = _address(typed[LATER])
    if address is None:
        raise _refused(brief, typed, {LATER: _wrong_address()})
    if brief.is_suspect or not allowed:
        raise _refused(brief, typed, {LATER: _none_from_here()})
    try:
        mails.send_link(brief, address, at=at)
    except TooManyLetters:
        raise _refused(brief, typed, {LATER: _too_many_letters()}) from None


def hand_out(
    brief: Brief, page: Page, sent: Mapping[str, str], *, at: datetime, allowed: bool
) -> Hand:
    """Mail a colleague the link to this page, if letters may leave. Raises NotPassedOn."""
    typed = {name: sent.get(name, "").strip() for name in (NAME, ADDRESS)}
    name, address = spoken_name(typed[NAME]), _address(typed[ADDRESS])
    wrong = {} if name else {NAME: str(_("Write their name."))}
    wrong |= {} if address else {ADDRESS: _wrong_address()}
    if not name or not address:
        raise _refused(brief, typed, wrong)
    if brief.is_suspect or not allowed:
        raise _refused(brief, typed, {ADDRESS: _none_from_here()})
    try:
        with db.session.begin_nested():
            hand = brief.hand_out(page, name=name, address=address, at=at)
            db.session.flush()
            mails.send_page(hand, page, at=at)
    except TooManyLetters:
        raise _refused(brief, typed, {ADDRESS: _too_many_letters()}) from None
    except TooManyHands:
        words = _(
            "You have asked %(most)d colleagues already, and more is too many.", most=MOST_HANDS
        )
        raise _refused(brief, typed, {NAME: str(words)}) from None
    return hand


def give_back(hand: Hand, page: Page, *, at: datetime, allowed: Callable[[], bool]) -> None:
    """A colleague has done what they could: the client is told by mail, once, if letters may leave."""
    is_news, brief = hand.done_at is None, hand.brief
    hand.finish(at=at)
    to = mails.known_address(brief)
    if not (is_news and to and to.lower() != hand.address.lower() and not brief.is_suspect):
        return
    if allowed():
        with suppress(TooManyLetters):
            mails.send_back(hand, page, at=at)


def take_back(brief: Brief, id: int, *, at: datetime) -> None:
    """The colleague's link opens nothing any more; what they wrote stays."""
    for hand in brief.hands:
        if hand.id == id:
            links.take_back(hand, at=at)


def _address(typed: str) -> str | None:
    try:
        found = validate_email(typed, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return None
    return str(found.normalized)


def _refused(brief: Brief, typed: dict[str, str], wrong: dict[str, str]) -> NotPassedOn:
    plain = beside(brief)
    return NotPassedOn(replace(plain, typed={**plain.typed, **typed}, wrong=wrong))


def _wrong_address() -> str:
    return str(_("Look at the address again; it should be like ines@example.com."))


def _none_from_here() -> str:
    return str(
        _("No letter can leave from here for now. Keep the link of the brief and send it yourself.")
    )


def _too_many_letters() -> str:
    return str(
        _("This address had several of these letters today. Look for them, or try again tomorrow.")
    )
