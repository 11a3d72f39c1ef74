"""What each planned thing is, in words, and whose lead it is about; a statement or two for each kind."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.interfaces import ORMOption

from agency.clients.models import Contact
from agency.followups import machine
from agency.followups.models import Cadence, Enrollment, Touch
from agency.kernel import i18n
from agency.kernel.db import Model, db
from agency.kernel.mail import outbox
from agency.kernel.mail.models import Letter
from agency.leads.arrivals import SORT
from agency.leads.models import Lead, Message
from agency.leads.pressing import FIRST_MISSED, FIRST_NEAR
from agency.leads.promises import HOLDING, PROMISE, PROMISE_NEAR
from agency.leads.reminders import RING, Reminder
from agency.leads.snoozing import WAKE
from agency.proposals.models import Proposal

RENDER = "proposals.render"


@dataclass(frozen=True)
class Told:
    """One planned thing, in words; `is_again` when it was tried already and did not work."""

    words: str
    lead: Lead | None = None
    is_again: bool = False


def _holdings(ids: set[int]) -> dict[int, Told]:
    return {
        lead.id: Told(_("The holding letter to %(name)s", name=lead.contact.name), lead)
        for lead in leads(ids)
    }


def _promises(ids: set[int]) -> dict[int, Told]:
    return {
        lead.id: Told(
            _("By now %(name)s has our answer: so we promised", name=lead.contact.name), lead
        )
        for lead in leads(ids)
    }


def _touches(ids: set[int]) -> dict[int, Told]:
    enrollment = joinedload(Touch.enrollment)
    steps = enrollment.joinedload(Enrollment.cadence).selectinload(Cadence.steps)
    people = _people(enrollment.joinedload(Enrollment.lead))
    return {touch.id: _touch(touch) for touch in _found(Touch, ids, steps, *people)}


def _touch(touch: Touch) -> Told:
    lead, steps = touch.enrollment.lead, len(touch.enrollment.cadence.steps)
    words = _(
        "“%(step)s” to %(name)s, letter %(n)d of %(total)d",
        step=i18n.pick(touch.step.name) if touch.step else "…",
        name=lead.contact.name,
        n=touch.n,
        total=steps,
    )
    return Told(words, lead)


def _queued(ids: set[int]) -> dict[int, Told]:
    owners = leads_of_letters(ids)
    return {
        letter.id: Told(
            _(
                "The letter “%(subject)s” to %(address)s",
                subject=letter.subject,
                address=", ".join(letter.recipients),
            ),
            owners.get(letter.id),
            is_again=letter.error is not None,
        )
        for letter in _found(Letter, ids)
    }


def _arrived(ids: set[int]) -> dict[int, Told]:
    return {id: Told(_("A letter that came in is read and put where it belongs")) for id in ids}


def _papers(ids: set[int]) -> dict[int, Told]:
    people = _people(joinedload(Proposal.lead))
    return {
        each.id: Told(_("The PDF of “%(title)s” is made", title=each.title), each.lead)
        for each in _found(Proposal, ids, *people)
    }


def _reminders_of_first(ids: set[int]) -> dict[int, Told]:
    return _ofleads(ids, _("Reminder: %(name)s waits for the first answer"))


def _escalations(ids: set[int]) -> dict[int, Told]:
    return _ofleads(ids, _("The owner of the house hears that %(name)s was not answered"))


def _reminders_of_promise(ids: set[int]) -> dict[int, Told]:
    return _ofleads(ids, _("Reminder: %(name)s was promised an answer"))


def _wakings(ids: set[int]) -> dict[int, Told]:
    return _ofleads(ids, _("The lead of %(name)s has rested"))


def _rings(ids: set[int]) -> dict[int, Told]:
    people = _people(joinedload(Reminder.lead))
    return {
        each.id: Told(_("Reminder: %(words)s", words=each.words), each.lead)
        for each in _found(Reminder, ids, *people)
    }


def _ofleads(ids: set[int], words: str) -> dict[int, Told]:
    return {lead.id: Told(words % {"name": lead.contact.name}, lead) for lead in leads(ids)}


TELLERS: Mapping[str, Callable[[set[int]], Mapping[int, Told]]] = {
    HOLDING: _holdings,
    FIRST_NEAR: _reminders_of_first,
    FIRST_MISSED: _escalations,
    PROMISE_NEAR: _reminders_of_promise,
    WAKE: _wakings,
    RING: _rings,
    PROMISE: _promises,
    machine.TOUCH: _touches,
    outbox.DELIVER: _queued,
    SORT: _arrived,
    RENDER: _papers,
}


def leads(ids: Collection[int]) -> list[Lead]:
    return _found(Lead, ids, *_people())


def leads_of_letters(ids: Collection[int]) -> dict[int, Lead]:
    """Which lead each of these letters belongs to."""
    if not ids:
        return {}
    rows = db.session.execute(
        sa.select(Message.letter_id, Lead)
        .join(Message.lead)
        .where(Message.letter_id.in_(ids))
        .options(*_people())
    )
    return {letter_id: lead for letter_id, lead in rows if letter_id is not None}


def _people(way: Any | None = None) -> tuple[ORMOption, ...]:
    """Whose a lead is, loaded along with it on whatever way leads there."""
    client = way.joinedload(Lead.client) if way else joinedload(Lead.client)
    contact = way.joinedload(Lead.contact) if way else joinedload(Lead.contact)
    return (client, contact.lazyload(Contact.client))


def _found(model: type[Model], ids: Collection[int], *options: ORMOption) -> list[Any]:
    if not ids:
        return []
    return list(db.session.scalars(sa.select(model).where(model.id.in_(ids)).options(*options)))
