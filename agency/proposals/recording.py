"""What was agreed past the page: on paper, or in a letter. One of us writes it down, with what proves it."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from agency.kernel import files, filetypes
from agency.kernel.files import StoredFile
from agency.kernel.i18n import in_zone, long_day, speaking
from agency.leads.models import Message
from agency.people.models import Member
from agency.proposals import selection
from agency.proposals.acceptance import Acceptance, How
from agency.proposals.choosing import Choice, chosen
from agency.proposals.document import Document
from agency.proposals.frozen import thawed
from agency.proposals.links import PRINTED_KIND, fresh_link
from agency.proposals.models import Proposal
from agency.proposals.selection import Selection

NOON = time(12)
# What a signed page comes as.
KINDS = frozenset(
    {"application/pdf", "image/jpeg", "image/png", "image/webp", "image/heic", "image/heif"}
)


class NoProof(Exception):
    """It is no PDF and no picture: nobody could read from it who agreed."""


@dataclass(frozen=True)
class Agreed:
    """What is said to have been agreed: by whom, on which day of the client's, how."""

    name: str
    role: str
    on: date
    how: How


def offered(proposal: Proposal) -> Document:
    """The document as it was sent."""
    return thawed(proposal.content or {}, lambda digest: "")


def selection_for(proposal: Proposal, choice: Choice, *, at: datetime) -> Selection | None:
    """The selection that they made, with its pages on their way; None where they took it as offered."""
    before = offered(proposal)
    document = chosen(before, choice)
    if Choice.of(document).digest == Choice.of(before).digest:
        return None
    # Kept for a link of its own, so that its pages are made although nobody chose it on the page.
    link = fresh_link(proposal, at=at, kind=PRINTED_KIND)
    selection.keep(proposal.id, link.id, Choice.of(document), at=at)
    return selection.selection_of(proposal.id, document, at=at)


def acceptance_of(
    proposal: Proposal, agreed: Agreed, proof: StoredFile, *, by: Member, at: datetime
) -> Acceptance:
    """The record of it. No address and no browser: it was said elsewhere."""
    with speaking(proposal.language):
        day = long_day(agreed.on)
        said = (
            _("Agreed on paper on %(day)s, as the attached file shows.", day=day)
            if agreed.how is How.paper
            else _("Agreed in a letter on %(day)s, as the attached file shows.", day=day)
        )
    return Acceptance(
        name=agreed.name,
        role=agreed.role,
        consent=said,
        accepted_at=instant_of(proposal, agreed.on, at),
        clocks=day,
        ip="",
        user_agent="",
        contact_id=proposal.lead.contact_id,
        how=agreed.how,
        proof=proof,
        recorded_by=by,
    )


def proof_of_file(data: bytes, name: str, *, at: datetime) -> StoredFile:
    """The signed page, as it was scanned. Raises NoProof."""
    kind = filetypes.content_type(data, name)
    if kind not in KINDS:
        raise NoProof(name)
    return files.store(data, name=filetypes.clean_name(name), content_type=kind, at=at)


def proof_of_message(message: Message, *, at: datetime) -> StoredFile:
    """Their letter, as it stands on the lead: whatever becomes of it there, the proof stays."""
    who = message.contact.name if message.contact else getattr(message.person, "name", "")
    head = f"{message.at.isoformat(timespec='minutes')}\n{who}\n{message.subject or ''}\n\n"
    name = f"{message.at.date().isoformat()}.txt"
    data = (head + message.body).encode()
    return files.store(data, name=name, content_type="text/plain", at=at)


def instant_of(proposal: Proposal, on: date, at: datetime) -> datetime:
    """That day at noon by the client's clock; this very moment where it is today."""
    zone = ZoneInfo(proposal.lead.client.zone)
    if in_zone(at, proposal.lead.client.zone).date() == on:
        return at
    return max(datetime.combine(on, NOON, zone), proposal.sent_at or at)
