"""Ourselves: by which addresses a message shows that one of us wrote it, got it, or is named in it."""

import re
from dataclasses import dataclass

import sqlalchemy as sa

from agency.kernel.auth import User
from agency.kernel.batches import once_a_batch
from agency.kernel.db import db
from agency.kernel.domains import PUBLIC
from agency.kernel.mail.mail_accounts import MailAccount
from agency.people import queries as people
from agency.people.models import Member


@dataclass(frozen=True)
class Ourselves:
    """The agency's address, each member's own with who that is, and our other mailboxes. All in lower case."""

    house: str = ""
    members: tuple[tuple[str, int], ...] = ()
    boxes: tuple[str, ...] = ()

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
            or address in self.boxes
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
        addresses = {self.house, *self.boxes}
        wanted = {*addresses, *(each.replace("@", ".") for each in addresses), self.domain} - {""}
        text = header.lower()
        return any(
            re.search(rf"(?<![\w-]){re.escape(each)}(?![\w.-]*[\w@=])", text) for each in wanted
        )


def ourselves() -> Ourselves:
    """Our addresses as they stand, in one statement."""
    return once_a_batch("ourselves", frozenset({User, Member, MailAccount}), _ourselves)


def _ourselves() -> Ourselves:
    boxes = sa.select(MailAccount.user, sa.literal(None, sa.Integer)).where(MailAccount.active)
    rows = db.session.execute(
        sa.select(User.email, Member.id).join(Member, Member.user_id == User.id).union_all(boxes)
    ).all()
    house = people.agency().mail_address.lower()
    named = [(email.lower(), id) for email, id in rows if email.lower() != house]
    members = tuple(sorted((each for each in named if each[1] is not None), key=lambda one: one[1]))
    own = {email for email, _ in members}
    return Ourselves(
        house,
        members,
        tuple(email for email, id in named if id is None and "@" in email and email not in own),
    )


def same_house(address: str, other: str) -> bool:
    """Whether two addresses belong together: the same domain, or where anybody has one, the same address."""
    domain = _domain(address)
    if domain in PUBLIC or not domain:
        return address.lower() == other.lower()
    return domain == _domain(other)


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower()
