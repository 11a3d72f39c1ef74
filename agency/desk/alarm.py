"""The alarm on every page of the desk: mail waits where nobody sees it, or does not leave. Each with what to do."""

from dataclasses import dataclass, replace
from datetime import datetime

import structlog
from flask import g, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_security import current_user
from sqlalchemy.exc import SQLAlchemyError

from agency.desk import leaving
from agency.desk.silence import Silence, silences
from agency.kernel import i18n
from agency.kernel.auth import Access
from agency.people import queries as people

log = structlog.get_logger()


@dataclass(frozen=True)
class Alarm:
    """A mailbox, or the server by which letters leave (`goes_out`): what is wrong, why, what to do, what it said."""

    mailbox: str
    what: str
    advice: str
    details: str
    href: str
    goes_out: bool = False


def alarms(now: datetime) -> list[Alarm]:
    """What is wrong with the mailboxes, for whoever sits at the desk; asked once a page."""
    if "alarms" not in g:
        g.alarms = _made(now)
    found: list[Alarm] = g.alarms
    return found


def _made(now: datetime) -> list[Alarm]:
    try:
        if not current_user.is_authenticated or current_user.access is None:
            return []
        found = _together([_alarm(each, now) for each in silences(now)])
        return [*found, *_not_leaving(now)]
    except SQLAlchemyError as error:
        # A page that says that the database is away is not to fail because of it.
        log.warning("alarm.unknown", error=type(error).__name__)
        return []


def _not_leaving(now: datetime) -> list[Alarm]:
    """Letters of ours wait because of the server that takes them."""
    stuck = leaving.sending(now, only_stuck=True)
    if stuck is None:
        return []
    words = ngettext(
        "%(num)d letter waits to leave.", "%(num)d letters wait to leave.", stuck.waiting
    )
    owner = current_user.access is Access.owner
    advice = stuck.advice if owner else _("Tell the owner of the house.")
    href = url_for("leaving.page") if owner else ""
    return [
        Alarm(stuck.server, f"{words} {stuck.what}", advice, stuck.details, href, goes_out=True)
    ]


def _together(alarms: list[Alarm]) -> list[Alarm]:
    """Folders of one mailbox that the same is wrong with, in one line."""
    found: dict[Alarm, list[str]] = {}
    for each in alarms:
        found.setdefault(replace(each, mailbox=""), []).append(each.mailbox)
    return [replace(each, mailbox=" · ".join(names)) for each, names in found.items()]


def _alarm(silence: Silence, now: datetime) -> Alarm:
    owner = current_user.access is Access.owner
    advice = silence.advice if owner else _("Tell the owner of the house.")
    return Alarm(
        silence.mailbox,
        " ".join(_what(silence, now)),
        advice,
        silence.details,
        _where(silence) if owner else "",
    )


def _what(silence: Silence, now: datetime) -> list[str]:
    said = []
    if silence.is_unread and silence.since is None:
        said.append(_("It has never been read."))
    elif silence.is_unread and silence.since is not None:
        when = i18n.moment(silence.since, people.agency().zone, now)
        said.append(_("It was last read %(when)s.", when=when))
    if silence.is_unread:
        said.append(silence.why)
    if silence.kept_back:
        words = ngettext(
            "Its server did not hand over %(num)d message; we go on asking.",
            "Its server did not hand over %(num)d messages; we go on asking.",
            silence.kept_back,
        )
        said.append(words)
    return said


def _where(silence: Silence) -> str:
    if silence.account_id is None:
        return url_for("mailboxes.index")
    return url_for("mailboxes.account", id=silence.account_id)
