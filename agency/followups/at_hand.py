"""The follow-ups of a lead on its page: what went out and what comes, in groups that can be handled each by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agency.followups import machine, mails, pausing, plan_rows
from agency.followups.models import Enrollment, EnrollmentState
from agency.followups.plan_rows import PlanRow
from agency.leads.models import Lead
from agency.people import queries as people


@dataclass(frozen=True)
class Group:
    """Steps that stand together; `runs` is what may be handled there, and None where all of it is over."""

    rows: Sequence[PlanRow]
    runs: Enrollment | None = None

    @property
    def rests(self) -> bool:
        return self.runs is not None and self.runs.state is EnrollmentState.paused

    @property
    def next(self) -> PlanRow | None:
        """What goes out next by itself."""
        return next((row for row in self.rows if row.touch_id and row.state == "planned"), None)

    def notes(self, row: PlanRow) -> str:
        """What whoever rings them should know."""
        return mails.notes(self.runs, row.n) if self.runs is not None else ""


def part(lead: Lead, now: datetime) -> dict[str, Any]:
    """The part of the lead's page that is about its letters."""
    zone = people.agency().zone
    plans = plan_rows.plans_of(lead)
    return {
        "plan": [row for _enrollment, rows in plans for row in rows],
        "groups": _groups(plans),
        "read_so_far": _read_so_far(plans),
        "goes_on": _goes_on(lead, now) if plans else [],
        "pause_times": pausing.picks(lead, now=now, zone=zone),
        "instead_times": pausing.instead(lead, now=now, zone=zone),
    }


def _groups(plans: Sequence[tuple[Enrollment, list[PlanRow]]]) -> list[Group]:
    """One line of steps where at most one thing is followed up; else what is over, and then each by itself."""
    running = [(each, rows) for each, rows in plans if each.state.is_running]
    if len(running) < 2:
        only = running[0][0] if running else None
        return [Group([row for _each, rows in plans for row in rows], only)]
    over = [row for each, rows in plans if not each.state.is_running for row in rows]
    apart = [Group(rows, each) for each, rows in running]
    return [Group(over), *apart] if over else apart


def _read_so_far(plans: Sequence[tuple[Enrollment, list[PlanRow]]]) -> str:
    """What whoever decides about the next letter should know of how they read."""
    running = (mails.read_so_far(each) for each, _rows in plans if each.state.is_running)
    return next(filter(None, running), "")


def _goes_on(lead: Lead, now: datetime) -> list[PlanRow]:
    """The letters that one press would let go on, where they stopped because they were heard."""
    found = machine.may_go_on(lead)
    return plan_rows.ahead(lead, found[1], at=now) if found is not None else []
