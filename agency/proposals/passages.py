"""Texts of the house that stand in proposals: terms, how we work, about us; each in both languages, and kept tidy."""

import enum
import re
from collections.abc import Iterable, Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from agency.kernel.db import Model, db
from agency.kernel.i18n import LANGUAGES

LONGEST_TITLE, LONGEST_BODY, MOST_TAGS, LONGEST_TAG = 120, 12_000, 12, 40
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_GAP = re.compile(r"\n\s*\n+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b\u2028\u2029\ufeff]")


class PassageKind(enum.Enum):
    """What a text is for. Terms stand before the acceptance by themselves; the others where somebody puts them."""

    terms = "terms"
    how_we_work = "how_we_work"
    about_us = "about_us"
    warranty = "warranty"
    other = "other"


class Passage(Model):
    """A text of the house, by language; its version goes up with each change of its words."""

    __tablename__ = "passage"

    kind: Mapped[PassageKind]
    title: Mapped[dict[str, str]] = mapped_column(default=dict)
    body: Mapped[dict[str, str]] = mapped_column(default=dict)
    tags: Mapped[list[str]] = mapped_column(default=list)
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]

    def say(self, title: Mapping[str, str], body: Mapping[str, str], *, at: datetime) -> None:
        """Take over these words; other words are another version."""
        titles = {code: " ".join(words.split()) for code, words in title.items() if words.strip()}
        bodies = {code: tidied(words) for code, words in body.items() if tidied(words)}
        if (titles, bodies) != (self.title, self.body):
            self.version = (self.version or 0) + 1
            self.title, self.body, self.changed_at = titles, bodies, at

    def archive(self, *, at: datetime) -> None:
        """Offer it no more; where it stands already it stays."""
        self.archived_at = at

    def take_back(self) -> None:
        """Offer it again."""
        self.archived_at = None

    @property
    def languages(self) -> list[str]:
        """Those in which it says something."""
        return [code for code in LANGUAGES if (self.body or {}).get(code)]


def tidied(text: str) -> str:
    """A text as it is kept: no control characters, paragraphs one empty line apart."""
    plain = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = "\n".join(line.rstrip() for line in plain.split("\n"))
    return _GAP.sub("\n\n", lines).strip()


def markup_in(text: str) -> str:
    """The first piece that looks like HTML; a page would show it letter by letter."""
    found = _TAG.search(text)
    return found[0] if found else ""


def tags_of(typed: str) -> list[str]:
    """Tags as they were typed, separated by commas; each once, in small letters."""
    found = (" ".join(each.split()).casefold()[:LONGEST_TAG] for each in typed.split(","))
    return list(dict.fromkeys(each for each in found if each))[:MOST_TAGS]


def tags_in(things: Iterable[list[str]]) -> list[str]:
    """All tags that are used, by alphabet."""
    return sorted({tag for tags in things for tag in tags or ()})


def everything(*, archived: bool = False) -> list[Passage]:
    """The texts of the house by kind, then by age."""
    is_there = Passage.archived_at.is_not(None) if archived else Passage.archived_at.is_(None)
    found = db.session.scalars(sa.select(Passage).where(is_there).order_by(Passage.id))
    order = list(PassageKind)
    return sorted(found, key=lambda each: order.index(each.kind))


def terms_in(language: str) -> Passage | None:
    """The terms that a proposal in this language is offered by: the oldest that say something in it."""
    terms = sa.select(Passage).where(
        Passage.kind == PassageKind.terms, Passage.archived_at.is_(None)
    )
    found = db.session.scalars(terms.order_by(Passage.id))
    return next((each for each in found if each.body.get(language)), None)
