"""The bar on every page while automatic letters are held: since when, by whom, and how many wait."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField
from wtforms.validators import Length

from agency.followups import held
from agency.kernel.auth import Access
from agency.kernel.mail import hold
from agency.kernel.mail.hold import Hold, WhyHeld
from agency.people import queries as people
from agency.people.models import Member


@dataclass(frozen=True)
class HeldBar:
    """What holds them, who of us put it, and how many letters would have gone by now."""

    first: Hold
    who: Member | None
    waiting: int
    may_lift: bool
    now: datetime

    @property
    def is_restored(self) -> bool:
        return self.first.why is WhyHeld.restored


class HoldForm(FlaskForm):
    """Why everything is held, and whether the first words are held as well."""

    words = StringField(
        _l("Why, for the others"),
        [Length(max=200, message=_l("Say it in 200 characters at most."))],
    )
    answers_too = BooleanField(
        _l("Hold the first words too: “we have your message, the answer comes by …”")
    )


def bar(now: datetime) -> HeldBar | None:
    """The bar for whoever sits at the desk; None while nothing is held."""
    member, holds = people.me(), hold.open_holds()
    if not holds or member is None or member.access is None:
        return None
    # A backup that was put back asks for more care than one of us who is back in a minute.
    first = max(holds, key=lambda each: each.why is WhyHeld.restored)
    found = people.members_with({first.put_by}) if first.put_by is not None else []
    return HeldBar(
        first=first,
        who=next(iter(found), None),
        waiting=held.how_many_wait(now),
        may_lift=member.access.includes(Access.manager),
        now=now,
    )
