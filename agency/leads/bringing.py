"""What a lead's page says of whoever brought it: who it was, whom letters go to, and what the machine noticed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agency.clients import partners
from agency.clients.partners import Answers, Partner
from agency.kernel.timeline import Entry
from agency.leads import overlaps, referrals
from agency.leads.models import Lead
from agency.leads.overlaps import Warning
from agency.leads.readers import Readers, readers_of
from agency.leads.referrals import Referral
from agency.people.at_the_desk import manages


@dataclass(frozen=True)
class Bringing:
    """Who brought a lead, who passed something on later, and to whom letters about it go."""

    referral: Referral | None
    later: list[Referral]
    answers: Readers
    machine: Readers
    warnings: list[Warning]
    partners: list[Partner]

    @property
    def may_choose(self) -> bool:
        """Whether there is somebody else to write to than the client."""
        return self.referral is not None and self.referral.person is not None

    @property
    def is_unknown(self) -> bool:
        """Whether somebody passed it on whom we do not know as a partner."""
        return self.referral is not None and not self.referral.is_known


def who_brought(lead: Lead, now: datetime) -> dict[str, Any]:
    """A part of the lead's page."""
    everybody = referrals.all_of(lead)
    return {
        "bringing": Bringing(
            referral=lead.brought_by,
            later=[each for each in everybody if not each.brought],
            answers=readers_of(lead, automatic=False),
            machine=readers_of(lead, automatic=True),
            warnings=overlaps.of_lead(lead),
            partners=[each for each in partners.partners() if each.active] if manages() else [],
        ),
        "rules": list(Answers),
    }


def told_of_bringing(lead: Lead, entries: Collection[Entry]) -> dict[str, Any]:
    """What facts of a lead's timeline need to be told: `partners` and `overlaps` by id, and who `brought` it."""
    told = overlaps.for_timeline(entries)
    return {**told, **referrals.for_timeline(entries), "brought": lead.brought_by}
