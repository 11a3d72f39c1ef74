"""All that we keep of one person as one file to hand to them: data as JSON, letters and files as they are."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from enum import Enum
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import sqlalchemy as sa

from agency.briefs import personal as answers
from agency.clients.models import Contact
from agency.kernel.db import Model, db
from agency.kernel.files import StoredFile
from agency.leads import personal
from agency.leads.arrivals import Arrival
from agency.leads.models import Inquiry, Lead, Message
from agency.proposals import personal as offers
from agency.proposals.models import Proposal
from agency.tasks import personal as work

# Ours, or of no meaning to anybody else.
LEFT_OUT = frozenset({"mail_key", "phone_key", "name_key", "identity", "place_id", "reason_id"})


def exported(contact: Contact, *, at: datetime) -> bytes:
    """A ZIP: person.json, and every message and file that came or went."""
    found = personal.of(contact)
    held = BytesIO()
    with ZipFile(held, "w", ZIP_DEFLATED) as archive:
        said = json.dumps(_data(found, at=at), ensure_ascii=False, indent=2)
        archive.writestr("person.json", said)
        for name, data in _files(found):
            archive.writestr(name, data)
    return held.getvalue()


def _data(found: personal.Personal, *, at: datetime) -> dict[str, Any]:
    return {
        "exported_at": at.isoformat(),
        "entries": [
            _plain(each) | {"client": each.client.name} for each in _rows(Contact, found.contacts)
        ],
        "leads": [_plain(each) for each in _rows(Lead, found.leads)],
        "inquiries": [_plain(each) for each in _rows(Inquiry, found.inquiries)],
        "messages": [_plain(each) for each in _rows(Message, found.messages)],
        "mail_that_came": [_plain(each) for each in _rows(Arrival, found.arrivals)],
        "answers": [
            {"asked": each.wording, "answered": each.value, "at": each.answered_at.isoformat()}
            for each in answers.answers(found.leads, personal.addresses_of(found.contacts))
        ],
        "briefs_sent": [
            {"number": each.number, "at": each.at.isoformat(), "answers": each.answers}
            for each in answers.sent(found.leads)
        ],
        "colleagues_asked": [_plain(each) for each in answers.hands(found.leads)],
        "proposals": [_proposal(each) for each in offers.of_leads(found.leads)],
        "said_of_the_work": work.said(found.leads),
    }


def _proposal(proposal: Proposal) -> dict[str, Any]:
    accepted = proposal.acceptance
    return {
        "title": proposal.title,
        "version": proposal.version,
        "state": proposal.state.value,
        "sent_at": proposal.sent_at.isoformat() if proposal.sent_at else None,
        "accepted": _plain(accepted) if accepted else None,
    }


def _files(found: personal.Personal) -> Iterable[tuple[str, bytes]]:
    wanted = set(found.files)
    wanted |= {each.paper_id for each in offers.of_leads(found.leads) if each.paper_id}
    wanted |= offers.agreed_files(found.leads) | work.papers(found.leads)
    for file in _rows(StoredFile, sorted(wanted)):
        if file.path.exists():
            yield f"files/{file.id}-{_safe(file.name)}", file.read()


def _plain(row: Model) -> dict[str, Any]:
    names = (column.name for column in row.__table__.columns if column.name not in LEFT_OUT)
    return {name: _said(getattr(row, name)) for name in names}


def _said(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, datetime | date) else value


def _rows(model: Any, ids: Iterable[int]) -> list[Any]:
    return list(
        db.session.scalars(sa.select(model).where(model.id.in_(list(ids))).order_by(model.id))
    )


def _safe(name: str) -> str:
    return "".join(letter if letter.isalnum() or letter in " .-_" else "_" for letter in name)[
        -120:
    ]
