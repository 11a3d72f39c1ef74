"""Letters on their way: in doubt, refused, waiting for the server; and how the server that takes them fares."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import defer, joinedload

from agency.kernel.db import db
from agency.kernel.due import Due
from agency.kernel.mail import outbox
from agency.kernel.mail.models import Hitch, Known, Letter, LetterState
from agency.kernel.mail.relay import Relay
from agency.kernel.mail.sent_folders import SentFolder
from agency.leads.models import Lead, Message

MOST = 100
# Letters that wait longer than this because of the server: somebody at the desk is told.
STUCK = timedelta(minutes=10)
OPEN = (LetterState.uncertain, LetterState.failed, LetterState.queued, LetterState.sending)

HITCHES: dict[Hitch, tuple[Any, Any]] = {
    Hitch.away: (
        _l("The server that takes our letters cannot be reached."),
        _l("Look whether it answers, and whether SMTP_URL names it rightly."),
    ),
    Hitch.slow: (
        _l("The server that takes our letters does not answer in time."),
        _l("Look how it fares; we try again every few minutes."),
    ),
    Hitch.certificate: (
        _l("The server that takes our letters shows a certificate that is not to be trusted."),
        _l("Ask the provider to renew it, or check the name of the server in SMTP_URL."),
    ),
    Hitch.tls: (
        _l("The server that takes our letters does not encrypt as SMTP_URL asks."),
        _l("Try smtps:// on port 465, or smtp:// with ?starttls on port 587."),
    ),
    Hitch.login: (
        _l("The server that takes our letters does not take our login."),
        _l("Correct the name and the password in SMTP_URL, and start the house again."),
    ),
    Hitch.answer: (
        _l("The server that takes our letters takes none now."),
        _l("If it stays so, ask the provider; we try again every few minutes."),
    ),
}
DOUBTS: dict[Known, Any] = {
    Known.no_mailbox: _l("No mailbox of ours is read that it would be filed in."),
    Known.unreadable: _l("The Sent folder cannot be read now."),
    Known.not_filed: _l(
        "It is not in the Sent folder, but this server was not seen to file letters there."
    ),
    Known.sent_before: _l(
        "It had left once before, so what is found there may be of the first time."
    ),
}


class Group(enum.Enum):
    """What a letter wants: somebody who asks, somebody who looks at the address, or only time."""

    doubt = "doubt"
    refused = "refused"
    waiting = "waiting"


@dataclass(frozen=True)
class Row:
    """A letter with its lead, what we know about it, and what comes next."""

    letter: Letter
    lead: Lead | None
    facts: list[str]
    next_at: datetime | None

    @property
    def group(self) -> Group:
        if self.letter.state is LetterState.uncertain:
            return Group.doubt
        return Group.refused if self.letter.state is LetterState.failed else Group.waiting


@dataclass(frozen=True)
class Sending:
    """How sending fares: by which server, since when something is wrong, in whose words, and what to do."""

    server: str
    last_at: datetime | None
    waiting: int = 0
    what: str = ""
    advice: str = ""
    details: str = ""
    since: datetime | None = None
    folders: Sequence[SentFolder] = field(default=())

    @property
    def is_well(self) -> bool:
        return not self.what


def rows() -> list[Row]:
    """Everything that has not left as it should, the oldest first."""
    wanted = (
        sa.select(Letter, Lead, Due.due_at)
        .outerjoin(Message, Message.letter_id == Letter.id)
        .outerjoin(Lead, Message.lead_id == Lead.id)
        .outerjoin(Due, _is_open_for_letter())
        .where(Letter.state.in_(OPEN))
        .order_by(Letter.queued_at, Letter.id)
        .limit(MOST)
        .options(defer(Letter.mime), joinedload(Lead.client))
    )
    found = db.session.execute(wanted).unique()
    return [Row(letter, lead, _facts(letter), due) for letter, lead, due in found]


def stuck(now: datetime) -> sa.ColumnElement[bool]:
    """The condition under which a letter waits because of the server, for so long that somebody should know."""
    return sa.and_(
        Letter.state == LetterState.queued,
        Letter.hitch.is_not(None),
        Letter.queued_at < now - STUCK,
    )


def how_many_stuck(now: datetime) -> sa.ScalarSelect[int]:
    """1 where letters wait because of the server, to be asked along with other figures."""
    return sa.select(sa.func.count(sa.distinct(Letter.relay))).where(stuck(now)).scalar_subquery()


def sending(now: datetime, *, only_stuck: bool = False) -> Sending | None:
    """How it fares; None where letters stay in the house, or, if asked for, where nothing is stuck."""
    url = current_app.config["SETTINGS"].smtp_url
    if not url:
        return None
    waits = stuck(now) if only_stuck else Letter.state == LetterState.queued
    waiting = list(
        db.session.scalars(
            sa.select(Letter)
            .where(waits, Letter.hitch.is_not(None))
            .order_by(Letter.queued_at)
            .options(defer(Letter.mime))
            .limit(MOST)
        )
    )
    if only_stuck and not waiting:
        return None
    last_at = db.session.scalar(
        sa.select(sa.func.max(Letter.sent_at)).where(
            Letter.state == LetterState.sent, Letter.stayed_home.is_(False)
        )
    )
    return _sending(Relay.parse(url).title, last_at, waiting)


def folders() -> list[SentFolder]:
    """What is known of the Sent folders that our letters belong into."""
    return list(db.session.scalars(sa.select(SentFolder).order_by(SentFolder.mailbox)))


def _sending(server: str, last_at: datetime | None, waiting: list[Letter]) -> Sending:
    if not waiting:
        return Sending(server, last_at)
    # What was tried last says how it fares now.
    worst = max(waiting, key=lambda each: (each.tries, each.id))
    what, advice = HITCHES[worst.hitch] if worst.hitch else ("", "")
    return Sending(
        server,
        last_at,
        len(waiting),
        str(what),
        str(advice),
        worst.error or "",
        waiting[0].queued_at,
    )


def _is_open_for_letter() -> sa.ColumnElement[bool]:
    return sa.and_(
        Due.kind == outbox.DELIVER,
        Due.subject == Letter.id,
        sa.text("due.state IN ('scheduled', 'claimed')"),
    )


def _facts(letter: Letter) -> list[str]:
    if letter.state is LetterState.uncertain:
        return _of_doubt(letter)
    if letter.state is LetterState.failed:
        return [letter.error or ""]
    found = []
    if letter.is_held:
        found.append(_("All automatic letters are held."))
    if letter.hitch is not None:
        found.append(str(HITCHES[letter.hitch][0]))
    elif letter.error:
        found.append(_("Refused for now: %(error)s", error=letter.error))
    if letter.tries > 1:
        found.append(_("tried %(num)d times", num=letter.tries))
    return found


def _of_doubt(letter: Letter) -> list[str]:
    found = []
    if letter.sending_since is not None:
        server = letter.relay.rpartition("@")[2].rpartition(":")[0] or _("the server")
        words = _("The line to %(server)s broke before it said that it has the letter.")
        found.append(words % {"server": server})
    if letter.known is not None:
        found.append(str(DOUBTS[letter.known]))
    elif letter.looked == 0:
        found.append(_("The server may still take it; then we look for it in the Sent folder."))
    return found
