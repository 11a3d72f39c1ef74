"""The words of notices: looked up for all of them at once, the same in the bell, by mail and as push."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import current_app, url_for
from markupsafe import Markup
from sqlalchemy.orm import joinedload

from agency.clients.models import Contact
from agency.kernel.db import db
from agency.leads import reminders
from agency.leads.models import Lead
from agency.people import queries as people
from agency.people.notices import Notice
from agency.tasks import queries as tasks


@dataclass(frozen=True)
class Told:
    """A notice in words; `href` is the page that it speaks of, or None."""

    notice: Notice
    title: str
    line: str
    href: str | None


def in_words(
    notices: Sequence[Notice], *, address: Callable[..., str] = url_for, now: datetime
) -> list[Told]:
    """These notices in the language at hand. `address` makes the addresses of pages."""
    known = _known(notices)
    return [_told(notice, known, address, now) for notice in notices]


def _known(notices: Sequence[Notice]) -> dict[str, dict[int, Any]]:
    lead_ids = {each.stream_id for each in notices if each.stream == "lead" and each.stream_id}
    keys = ("member", "by", "away")
    member_ids = {each.data[key] for each in notices for key in keys if each.data.get(key)}
    ringing = {each.data["reminder"] for each in notices if each.data.get("reminder")}
    return {
        "leads": {lead.id: lead for lead in _leads(lead_ids)},
        "members": {member.id: member for member in people.members_with(member_ids)},
        "reminders": reminders.with_ids(ringing),
        "tasks": tasks.with_ids({each.data["task"] for each in notices if each.data.get("task")}),
        "comments": tasks.comments(
            {each.data["comment"] for each in notices if each.data.get("comment")}
        ),
    }


def _leads(ids: set[int]) -> list[Lead]:
    if not ids:
        return []
    wanted = sa.select(Lead).where(Lead.id.in_(ids))
    return list(
        db.session.scalars(
            wanted.options(
                joinedload(Lead.client), joinedload(Lead.contact).lazyload(Contact.client)
            )
        )
    )


def _told(
    notice: Notice, known: dict[str, dict[int, Any]], address: Callable[..., str], now: datetime
) -> Told:
    lead = known["leads"].get(notice.stream_id or 0) if notice.stream == "lead" else None
    # Words about a lead that is not there any more would have a hole in them.
    names = notice.templates if lead or notice.stream != "lead" else notice.templates[-1:]
    template: Any = current_app.jinja_env.select_template(names)
    due_at = notice.data.get("due_at")
    context: dict[str, Any] = {
        **known,
        "notice": notice,
        "lead": lead,
        "due_at": datetime.fromisoformat(due_at) if due_at else None,
        "now": now,
    }
    current_app.update_template_context(context)
    words = template.make_module({**context, "url_for": address})
    href = getattr(words, "href", None)
    return Told(notice, _plain(words.title), _plain(words.line), str(href) if href else None)


def _plain(words: object) -> str:
    return " ".join(Markup(str(words)).unescape().split())
