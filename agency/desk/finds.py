"""Finds: what was found as the page shows it, read from the packages' own rows, some statements for each kind."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy.orm import joinedload, lazyload, selectinload

from agency.briefs.answers import Answer
from agency.briefs.kinds import QuestionKind
from agency.briefs.models import Brief
from agency.briefs.search import lines_of
from agency.clients.models import Client, Contact
from agency.clients.partners import Partner
from agency.kernel.db import db
from agency.kernel.search.found import Hit
from agency.kernel.search.snippets import Marker
from agency.leads.arrivals import Arrival
from agency.leads.models import Lead, Message
from agency.leads.quoting import split
from agency.leads.search import words_of
from agency.people.models import Member
from agency.proposals import search as proposal_search
from agency.proposals.models import EstimateSection, Proposal


@dataclass(frozen=True)
class Find:
    """One line: its title and why it was found, both marked; when; the lead it leads to; who wrote it."""

    kind: str
    subject_id: int
    title: Markup
    why: Markup
    href: str
    at: datetime | None = None
    lead: Lead | None = None
    by: str = ""


def shown(hits: Collection[Hit], marker: Marker) -> list[Find]:
    """These hits in their order; what has gone since is left out."""
    by_kind: dict[str, list[int]] = defaultdict(list)
    for hit in hits:
        by_kind[hit.kind].append(hit.subject_id)
    found = {
        (find.kind, find.subject_id): find
        for kind, ids in by_kind.items()
        for find in SHOWN[kind](ids, marker)
    }
    keys = ((hit.kind, hit.subject_id) for hit in hits)
    return [found[key] for key in keys if key in found]


def _leads(ids: Collection[int], mark: Marker) -> Iterable[Find]:
    for lead in db.session.scalars(sa.select(Lead).where(Lead.id.in_(ids)).options(*_with_lead())):
        contact = lead.contact
        reached = (part for part in (contact.email, contact.phone) if part and mark.marks(part))
        why = Markup(" · ").join(map(mark.line, (lead.title, contact.name, *reached)))
        title = mark.line(lead.client.name)
        yield Find("lead", lead.id, title, why, _href(lead), lead.received_at, lead)


def _contacts(ids: Collection[int], mark: Marker) -> Iterable[Find]:
    contacts = list(db.session.scalars(sa.select(Contact).where(Contact.id.in_(ids))))
    leads = _latest_leads(Lead.contact_id, ids)
    for each in contacts:
        said = (each.client.name, each.position, each.email or "", each.phone)
        why = Markup(" · ").join(mark.line(part) for part in said if part and part != each.name)
        yield _person("contact", each.id, mark.line(each.name), why, leads.get(each.id))


def _clients(ids: Collection[int], mark: Marker) -> Iterable[Find]:
    clients = list(db.session.scalars(sa.select(Client).where(Client.id.in_(ids))))
    leads = _latest_leads(Lead.client_id, ids)
    for each in clients:
        yield _person(
            "client", each.id, mark.line(each.name), mark.line(each.place), leads.get(each.id)
        )


def _partners(ids: Collection[int], mark: Marker) -> Iterable[Find]:
    chosen = sa.select(Partner).where(Partner.id.in_(ids)).options(selectinload(Partner.people))
    for each in db.session.scalars(chosen):
        why = Markup(" · ").join(
            mark.line(f"{one.name} {one.email}".strip()) for one in each.people
        )
        yield Find(
            "partner", each.id, mark.line(each.name), why, url_for("partners.partner", id=each.id)
        )


def _messages(ids: Collection[int], mark: Marker) -> Iterable[Find]:
    chosen = (
        sa.select(Message)
        .where(Message.id.in_(ids))
        .options(
            joinedload(Message.lead).options(*_with_lead()),
            joinedload(Message.member).options(lazyload(Member.role), lazyload(Member.user)),
            joinedload(Message.contact).lazyload(Contact.client),
            selectinload(Message.files),
        )
    )
    for each in db.session.scalars(chosen):
        words = split(each.body).fresh
        files = [file.name for file in each.files if mark.marks(file.name)]
        text = words if mark.marks(words) or not files else ", ".join(files)
        title = mark.line(f"{each.lead.client.name}: {each.subject or each.lead.title}")
        href = f"{_href(each.lead)}#message-{each.id}"
        yield Find(
            "message", each.id, title, mark.snippet(text), href, each.at, each.lead, _writer(each)
        )


def _briefs(ids: Collection[int], mark: Marker) -> Iterable[Find]:
    chosen = (
        sa.select(Brief)
        .where(Brief.id.in_(ids))
        .options(
            joinedload(Brief.lead).options(*_with_lead()),
            selectinload(Brief.answers).selectinload(Answer.files),
        )
    )
    for each in db.session.scalars(chosen):
        lines = [line for answer in each.answers for line in lines_of(answer)]
        said = " · ".join(line for line in lines if mark.marks(line)) or " · ".join(lines)
        lead, names = each.lead, (one for one in each.answers if one.kind is QuestionKind.name)
        name = next((str(one.value) for one in names if one.value), str(_("Brief")))
        title = mark.line(f"{lead.client.name}: {lead.title}" if lead else name)
        at = each.submitted_at or each.started_at
        href = url_for("briefs.brief", id=each.id)
        yield Find("brief", each.id, title, mark.snippet(said), href, at, lead)


def _arrivals(ids: Collection[int], mark: Marker) -> Iterable[Find]:
    chosen = (
        sa.select(Arrival)
        .where(Arrival.id.in_(ids))
        .options(joinedload(Arrival.raw), joinedload(Arrival.lead).options(*_with_lead()))
    )
    for each in db.session.scalars(chosen):
        words = " · ".join(filter(None, words_of(each)))
        sender = f"{each.sender_name} {each.sender_address}".strip()
        why = mark.snippet(words) if mark.marks(words) else mark.line(sender)
        title = mark.line(each.subject or str(_("Without a subject")))
        href = url_for("othermail.arrival", id=each.id)
        yield Find(
            "arrival",
            each.id,
            title,
            why,
            href,
            each.seen_at,
            each.lead,
            each.sender_name or sender,
        )


def _proposals(ids: Collection[int], mark: Marker) -> Iterable[Find]:
    chosen = (
        sa.select(Proposal)
        .where(Proposal.id.in_(ids))
        .options(
            joinedload(Proposal.lead).options(*_with_lead()),
            selectinload(Proposal.sections).selectinload(EstimateSection.lines),
        )
    )
    for each in db.session.scalars(chosen):
        words = proposal_search.words_of(each).partition("\n")[2].replace("\n", " · ")
        title = mark.line(f"{each.lead.client.name}: {each.title}")
        href = url_for("proposals.proposal", id=each.id)
        yield Find("proposal", each.id, title, mark.snippet(words), href, each.sent_at, each.lead)


SHOWN: Mapping[str, Callable[[Collection[int], Marker], Iterable[Find]]] = {
    "lead": _leads,
    "contact": _contacts,
    "client": _clients,
    "partner": _partners,
    "message": _messages,
    "brief": _briefs,
    "arrival": _arrivals,
    "proposal": _proposals,
}


def _person(kind: str, id: int, title: Markup, why: Markup, lead: Lead | None) -> Find:
    """Whoever has a lead is met there, at the latest one."""
    href = _href(lead) if lead else url_for("leads.all_leads", words=title.striptags())
    return Find(kind, id, title, why, href, lead.received_at if lead else None, lead)


def _latest_leads(of: Any, ids: Collection[int]) -> dict[int, Lead]:
    latest = sa.select(sa.func.max(Lead.id)).where(of.in_(ids)).group_by(of)
    chosen = sa.select(Lead).where(Lead.id.in_(latest)).options(*_with_lead())
    return {getattr(lead, of.key): lead for lead in db.session.scalars(chosen)}


def _with_lead() -> tuple[Any, ...]:
    return (
        joinedload(Lead.client),
        joinedload(Lead.contact).lazyload(Contact.client),
        joinedload(Lead.owner).options(
            joinedload(Member.photo), lazyload(Member.role), lazyload(Member.user)
        ),
    )


def _href(lead: Lead) -> str:
    return url_for("leads.lead", id=lead.id)


def _writer(message: Message) -> str:
    who = message.contact if message.is_theirs else message.member
    return who.name if who else str(_("the machine"))
