"""The agency's own lines: work that is sold again and again, kept with its hours, to be taken into an estimate."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from agency.kernel.db import Model, db
from agency.kernel.i18n import LANGUAGES
from agency.kernel.money import Money
from agency.people.models import Role, Service

LONGEST_TEXT, LONGEST_SECTION = 300, 120


class HouseLine(Model):
    """A line of the library, in one language or in both: hours of a trade, or a fixed price of one."""

    __tablename__ = "house_line"
    __table_args__ = (
        sa.CheckConstraint("fixed_minor IS NULL OR minutes IS NULL", name="hours_or_fixed"),
        sa.CheckConstraint("minutes IS NULL OR minutes >= 0", name="hours_positive"),
        sa.CheckConstraint("most_minutes IS NULL OR most_minutes > minutes", name="hours_from_to"),
    )

    text: Mapped[dict[str, str]] = mapped_column(default=dict)
    # In which section of an estimate it belongs.
    section: Mapped[dict[str, str]] = mapped_column(default=dict)
    service_id: Mapped[int | None] = mapped_column(sa.ForeignKey("service.id"))
    role_id: Mapped[int | None] = mapped_column(sa.ForeignKey("role.id"))
    minutes: Mapped[int | None]
    most_minutes: Mapped[int | None]
    fixed_minor: Mapped[int | None] = mapped_column(sa.BigInteger)
    # In which its fixed price was written.
    currency: Mapped[str] = mapped_column(sa.String(3))
    unit: Mapped[str] = mapped_column(sa.String(20), default="")
    tags: Mapped[list[str]] = mapped_column(default=list)
    kept_on: Mapped[date]
    archived_at: Mapped[datetime | None]

    service: Mapped[Service | None] = relationship()
    role: Mapped[Role | None] = relationship()

    def archive(self, *, at: datetime) -> None:
        """Offer it no more; the lines that were made of it stay."""
        self.archived_at = at

    def take_back(self) -> None:
        """Offer it again."""
        self.archived_at = None

    def says(self, language: str) -> str:
        """Its words in this language, else in another one."""
        return self.text.get(language) or next(iter(self.text.values()), "")

    def belongs_to(self, language: str) -> str:
        """Its section in this language, else in another one; empty where it has none."""
        return self.section.get(language) or next(iter(self.section.values()), "")

    @property
    def fixed(self) -> Money | None:
        """The price of one."""
        return None if self.fixed_minor is None else Money(self.fixed_minor, self.currency)

    @property
    def languages(self) -> list[str]:
        """Those in which it says something."""
        return [code for code in LANGUAGES if self.text.get(code)]

    @property
    def wordings(self) -> list[str]:
        """Its words, in each language."""
        return [words for words in self.text.values() if words]


@dataclass(frozen=True)
class Wanted:
    """Which lines of the library are looked for: words, a service, a tag; those put away."""

    words: str = ""
    service: int | None = None
    tag: str = ""
    is_away: bool = False

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "Wanted":
        """As the address says."""
        service = asked.get("service", "")
        return cls(
            words=asked.get("q", "").strip()[:LONGEST_TEXT],
            service=int(service) if service.isdecimal() and len(service) < 10 else None,
            tag=asked.get("tag", ""),
            is_away=bool(asked.get("away")),
        )

    def takes(self, line: HouseLine) -> bool:
        """Whether this one is looked for."""
        if self.service is not None and line.service_id not in (None, self.service):
            return False
        if self.tag and self.tag not in line.tags:
            return False
        said = " ".join([*line.wordings, *line.section.values(), *line.tags]).casefold()
        return all(word in said for word in self.words.casefold().split())


def library(*, archived: bool = False) -> list[HouseLine]:
    """The lines that are offered, or those put away; by section, then in the order in which they were kept."""
    is_there = HouseLine.archived_at.is_not(None) if archived else HouseLine.archived_at.is_(None)
    chosen = sa.select(HouseLine).where(is_there).order_by(HouseLine.id)
    found = list(
        db.session.scalars(
            chosen.options(joinedload(HouseLine.role), joinedload(HouseLine.service))
        )
    )
    return sorted(found, key=lambda each: next(iter(each.section.values()), "").casefold())


def chosen(ids: Collection[int]) -> list[HouseLine]:
    """These, in the order in which the library shows them; what was put away meanwhile is left out."""
    return [each for each in library() if each.id in ids] if ids else []


def same_words(text: str) -> HouseLine | None:
    """The line of the library that says this already, in whatever language."""
    wanted = " ".join(text.split()).casefold()
    for each in library():
        if wanted in (" ".join(words.split()).casefold() for words in each.wordings):
            return each
    return None
