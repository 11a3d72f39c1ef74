"""Snippets: words that the house says often, in the client's language, with gaps that fill themselves."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from agency.kernel.db import Model, db
from agency.kernel.i18n import pick, speaking
from agency.kernel.web import address_of
from agency.leads.models import Lead
from agency.people import queries as people
from agency.people.models import Member

# What a gap may name, in the order in which the page tells of them.
KNOWN = ("first_name", "name", "client", "title", "me", "my_first_name", "agency", "link_brief")
_GAP = re.compile(r"\{\s*([^{}\n]{1,40}?)\s*\}")
# Where we know no name.
EVERYBODY = {"en": "everybody", "ru": "коллеги"}


class Snippet(Model):
    """Words that are put into a letter as they are needed."""

    __tablename__ = "snippet"
    __table_args__ = (sa.UniqueConstraint("language", "name"),)

    name: Mapped[str] = mapped_column(sa.String(80))
    language: Mapped[str] = mapped_column(sa.String(2))
    subject: Mapped[str] = mapped_column(sa.String(200), default="")
    words: Mapped[str] = mapped_column(sa.Text)


@dataclass(frozen=True)
class Filled:
    """A snippet as it would stand in a letter about one lead."""

    id: int
    name: str
    language: str
    subject: str
    words: str


def unknown_in(*texts: str) -> list[str]:
    """The gaps that nothing would fill."""
    named = [name for text in texts for name in _GAP.findall(text)]
    return [name for name in dict.fromkeys(named) if name not in KNOWN]


def everything() -> list[Snippet]:
    """All of them, by name."""
    return list(
        db.session.scalars(sa.select(Snippet).order_by(Snippet.language, Snippet.name, Snippet.id))
    )


def one(id: int) -> Snippet | None:
    """One of them."""
    return db.session.get(Snippet, id)


def filled_for(lead: Lead, reader_name: str, by: Member) -> list[Filled]:
    """All of them as they would stand in a letter to this reader, those in the client's language first."""
    gaps = {code: _gaps(lead, reader_name, by, code) for code in ("en", "ru")}
    filled = [fill(each, gaps[each.language]) for each in everything() if each.language in gaps]
    return sorted(filled, key=lambda each: each.language != lead.client.language)


def fill_one(id: int, lead: Lead, reader_name: str, by: Member) -> Filled | None:
    """One of them, filled."""
    snippet = one(id)
    if snippet is None:
        return None
    return fill(snippet, _gaps(lead, reader_name, by, snippet.language))


def fill(snippet: Snippet, gaps: Mapping[str, str]) -> Filled:
    """With its gaps filled; one that we do not know stays as it was written."""
    subject, words = (
        _GAP.sub(lambda gap: gaps.get(gap[1], gap[0]), text)
        for text in (snippet.subject, snippet.words)
    )
    return Filled(snippet.id, snippet.name, snippet.language, subject, words)


def _gaps(lead: Lead, reader_name: str, by: Member, language: str) -> dict[str, str]:
    with speaking(language):
        me = by.shown_name(language)
        name = reader_name if "@" not in reader_name else ""
        slug = lead.service.slug if lead.service is not None else "website"
        return {
            "first_name": name.split()[0] if name else pick(EVERYBODY),
            "name": name or pick(EVERYBODY),
            "client": lead.client.name,
            "title": lead.title,
            "me": me,
            "my_first_name": me.split()[0] if me else "",
            "agency": people.agency().name,
            "link_brief": address_of("briefs.public", slug=slug),
        }
