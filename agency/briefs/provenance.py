"""Who gave an answer, in words: nothing where it was the client themselves."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _

from agency.briefs.answers import Answer, By, Giver
from agency.briefs.hands import Hand
from agency.briefs.models import Brief
from agency.kernel.db import db
from agency.leads.models import Channel
from agency.people import queries as people


@dataclass(frozen=True)
class Givers:
    """The names of colleagues and members who answered in one brief."""

    colleagues: Mapping[int, str]
    members: Mapping[int, str]

    def words(self, answer: Answer) -> str:
        """Who gave it; "" for the client."""
        name = self._name(answer)
        if answer.given_by is Giver.colleague:
            return str(
                _("answered by %(name)s", name=name) if name else _("answered by a colleague")
            )
        if answer.given_by is Giver.member:
            return str(
                _("written down by %(name)s", name=name) if name else _("written down by us")
            )
        if answer.given_by is Giver.known:
            return str(_("known before"))
        return ""

    def _name(self, answer: Answer) -> str:
        names = self.colleagues if answer.given_by is Giver.colleague else self.members
        return names.get(answer.giver_id or 0, "")


def heard_by(by: By | None) -> Channel:
    """The way on which they spoke: whoever had one of us write it down was on the phone with them."""
    return Channel.phone if by is not None and by[0] is Giver.member else Channel.brief


def givers_of(brief: Brief) -> Givers:
    """Whoever answered in this brief beside the client."""
    given: dict[Giver, set[int]] = {Giver.colleague: set(), Giver.member: set()}
    for answer in brief.answers:
        if answer.giver_id is not None and answer.given_by in given:
            given[answer.given_by].add(answer.giver_id)
    return Givers(
        colleagues=_colleagues(given[Giver.colleague]),
        members={each.id: each.name for each in people.members_with(given[Giver.member])}
        if given[Giver.member]
        else {},
    )


def _colleagues(ids: set[int]) -> dict[int, str]:
    if not ids:
        return {}
    found = db.session.scalars(sa.select(Hand).where(Hand.id.in_(ids)))
    return {each.id: each.name for each in found}
