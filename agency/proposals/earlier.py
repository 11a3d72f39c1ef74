"""Earlier proposals to take lines from: found by client, title, number or service; shown with hours and sums."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from agency.clients.models import Client
from agency.kernel.db import db
from agency.kernel.i18n import pick
from agency.leads.models import Lead
from agency.people.models import Service
from agency.proposals.models import Proposal
from agency.proposals.states import ProposalState

SHOWN = 30


@dataclass(frozen=True)
class Found:
    """A proposal that was looked for: enough to know it again."""

    id: int
    title: str
    version: int
    state: ProposalState
    client: str
    service: str
    sent_at: datetime | None

    def is_meant(self, words: list[str]) -> bool:
        """Whether each of these words is in its title, its client, its service, or is its number."""
        said = f"{self.title} {self.client} {self.service}".casefold()
        return all(word in said or word.lstrip("#№") == str(self.id) for word in words)


def search(words: str, *, but: Proposal) -> list[Found]:
    """The latest first; one version of each lead, the last, and none of the proposal at hand."""
    rows = db.session.execute(
        sa.select(
            Proposal.id,
            Proposal.title,
            Proposal.version,
            Proposal.state,
            Client.name.label("client"),
            Service.name.label("service"),
            Proposal.sent_at,
            Proposal.lead_id,
        )
        .join(Lead, Lead.id == Proposal.lead_id)
        .join(Client, Client.id == Lead.client_id)
        .outerjoin(Service, Service.id == Lead.service_id)
        .where(Proposal.id != but.id)
        .order_by(Proposal.id.desc())
    )
    wanted, seen, found = words.casefold().split(), set[int](), list[Found]()
    for row in rows:
        one = Found(*row[:5], pick(row.service) if row.service else "", row.sent_at)
        is_number = any(word.lstrip("#№") == str(one.id) for word in wanted)
        if (row.lead_id in seen and not is_number) or not one.is_meant(wanted):
            continue
        seen.add(row.lead_id)
        found.append(one)
        if len(found) == SHOWN:
            break
    return found
