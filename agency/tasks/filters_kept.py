"""KeptFilter: a filter of boards that a member keeps under a name."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from agency.kernel.db import Model, db
from agency.people.models import Member

MOST = 20


class TooManyFilters(Exception):
    """Somebody keeps MOST already: more are no help in finding anything."""


class KeptFilter(Model):
    """One filter as it is typed, under a name; it fits every board."""

    __tablename__ = "kept_filter"
    __table_args__ = (sa.UniqueConstraint("member_id", "name"),)

    member_id: Mapped[int] = mapped_column(sa.ForeignKey("member.id"))
    name: Mapped[str] = mapped_column(sa.String(60))
    words: Mapped[str] = mapped_column(sa.String(300))
    position: Mapped[int] = mapped_column(default=0)


_OWN = (
    sa.select(KeptFilter)
    .where(KeptFilter.member_id == sa.bindparam("member"))
    .order_by(KeptFilter.position, KeptFilter.id)
)


def keep(member: Member, *, name: str, words: str) -> KeptFilter:
    """Keep it under a name; a name that is there already means these words from now on. Raises TooManyFilters."""
    before = of(member)
    found = next((each for each in before if each.name.casefold() == name.casefold()), None)
    if found is None:
        if len(before) >= MOST:
            raise TooManyFilters(len(before))
        position = before[-1].position + 1 if before else 1
        found = KeptFilter(member_id=member.id, name=name, position=position)
        db.session.add(found)
    found.words = words
    return found


def of(member: Member) -> Sequence[KeptFilter]:
    """A member's own, in the order in which they were kept."""
    return list(db.session.scalars(_OWN, {"member": member.id}))


def own(member: Member, id: int) -> KeptFilter | None:
    """One of a member's own."""
    found = db.session.get(KeptFilter, id)
    return found if found is not None and found.member_id == member.id else None
