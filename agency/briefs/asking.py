"""A brief that one of us sends on a lead: made for it, with a letter that brings its link."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload, selectinload

from agency.briefs import known
from agency.briefs.answers import Answer
from agency.briefs.models import Brief, BriefState
from agency.briefs.templates import BriefTemplate, BriefVersion
from agency.kernel.db import db
from agency.kernel.i18n import speaking
from agency.leads.models import Lead

LINK = {"en": "[link]", "ru": "[ссылка]"}


def begin(lead: Lead, template: BriefTemplate, *, at: datetime) -> Brief:
    """A brief of this lead, which they have not begun: it holds what we know of them."""
    brief = Brief(
        version=template.current,
        lead=lead,
        language=lead.client.language,
        started_at=at,
        answers=[],
        doubts=[],
    )
    db.session.add(brief)
    db.session.flush()
    known.put_what_we_know(brief, lead, at=at)
    return brief


def open_of(lead: Lead) -> list[Brief]:
    """Those that were sent on this lead and not handed in, the latest first."""
    template = joinedload(Brief.version).joinedload(BriefVersion.template)
    return list(
        db.session.scalars(
            sa.select(Brief)
            .where(Brief.lead_id == lead.id, Brief.state == BriefState.started)
            .options(
                selectinload(Brief.answers).selectinload(Answer.files),
                template.joinedload(BriefTemplate.service),
            )
            .order_by(Brief.id.desc())
        )
    )


def letter(lead: Lead, name: str, by: str, minutes: int) -> tuple[str, str]:
    """Subject and words to begin with, in the client's language; the link stands where it goes."""
    with speaking(lead.client.language):
        subject = str(_("A few questions about “%(title)s”", title=lead.title))
        paragraphs = [
            _("Hello %(name)s,", name=name),
            _(
                "so that we can tell you what it takes, here are a few questions. They take about %(minutes)d "
                "minutes, and you can stop at any time: every page is kept.",
                minutes=minutes,
            ),
            LINK.get(lead.client.language, LINK["en"]),
            _("What you cannot answer yet, just leave out."),
            by,
        ]
        return subject, "\n\n".join(str(each) for each in paragraphs)


def with_link(words: str, link: str) -> str:
    """The words with the link where they ask for it, else below them."""
    for placeholder in LINK.values():
        if placeholder in words:
            return words.replace(placeholder, link)
    return f"{words.rstrip()}\n\n{link}"
