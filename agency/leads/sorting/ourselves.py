"""Ourselves: by which addresses a message shows that one of us wrote it, got it, or is named in it."""

import re
from dataclasses import dataclass

import sqlalchemy as sa

from agency.kernel.auth import User
from agency.kernel.db import db
from agency.kernel.domains import PUBLIC
from agency.people import queries as people
from agency.people.models import Member


@dataclass(frozen=True)
class Ourselves:
    """The agency's address, and each member's own with who that is. All in lower case."""

    house: str = ""
    members: tuple[tuple[str, int], ...] = ()

    @property
    def domain(self) -> str:
        """The domain that is ours alone; "" where we share it with the world."""
        domain = _domain(self.house)
        return "" if domain in PUBLIC else domain

    def has(self, address: str) -> bool:
        """Whether this address is one of ours, or at our own domain."""
        address = address.lower()
        return bool(address) and (
            self._is_the_house(address)
            or self.names(address)
            or _domain(address) == (self.domain or "@")
        )

    def _is_the_house(self, address: str) -> bool:
        # "hello+anything@" lands at "hello@".
        name, _, domain = address.partition("@")
        return f"{name.partition('+')[0]}@{domain}" == self.house or address == self.house

    def names(self, address: str) -> bool:
        """Whether this is a member's own address."""
        return address.lower() in dict(self.members)

    def member_at(self, address: str) -> int | None:
        """Whose own address this is."""
        return dict(self.members).get(address.lower())

    def are_in(self, header: str) -> bool:
        """Whether a header names an address or the domain of ours, as the List-Id of a group at hello@ does."""
        wanted = {self.house, self.house.replace("@", "."), self.domain} - {"", "."}
        text = header.lower()
        return any(
            re.search(rf"(?<![\w-]){re.escape(each)}(?![\w.-]*[\w@=])", text) for each in wanted
        )


def ourselves() -> Ourselves:
    """Our addresses as they stand, in one statement."""
    rows = db.session.execute(
        sa.select(User.email, Member.id).join(Member, Member.user_id == User.id).order_by(Member.id)
    )
    house = people.agency().mail_address.lower()
    return Ourselves(
        house, tuple((email.lower(), id) for email, id in rows if email.lower() != house)
    )


def same_house(address: str, other: str) -> bool:
    """Whether two addresses belong together: the same domain, or where anybody has one, the same address."""
    domain = _domain(address)
    if domain in PUBLIC or not domain:
        return address.lower() == other.lower()
    return domain == _domain(other)


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower()
