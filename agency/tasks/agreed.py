"""What was sold, line by line: as the board keeps it, whatever becomes of the estimate."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from agency.kernel.money import Money
from agency.proposals.models import EstimateLine, Proposal
from agency.proposals.parts import Payment
from agency.proposals.pricing import divided
from agency.tasks.hours import TaskPlan
from agency.tasks.models import Task
from agency.tasks.projects import BoardColumn, Project, Stage


@dataclass(frozen=True)
class Agreed:
    """A line as it was sold: its words, where it belongs, whose hours, for how much (in minor units)."""

    text: str
    section: str
    category: int
    member: int | None
    minutes: int
    sold: int

    @classmethod
    def of(cls, line: EstimateLine, minor: int) -> "Agreed":
        """Where hours from–to were sold, the client agreed to the most."""
        return cls(
            text=line.text,
            section=line.section.title,
            category=line.section.category,
            member=line.member_id,
            minutes=line.least_and_most[1],
            sold=minor,
        )

    @classmethod
    def read(cls, data: dict[str, Any]) -> "Agreed":
        """From JSON."""
        return cls(**data)

    def data(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)


def agreed_in(proposal: Proposal) -> Iterator[tuple[EstimateLine, Agreed]]:
    """Each line that counts, with its price at most: what is taken off sections and the whole is shared by their lines.

    So a board comes to what was agreed, before taxes that are added.
    """
    sections = [section for section in proposal.sections if section.counts]
    costs = [section.cost.most.minor for section in sections]
    for section, net in zip(
        sections, divided(proposal.whole.sum.net.most.minor, costs), strict=True
    ):
        prices = divided(net, [each.cost.most.minor for each in section.counted])
        for line, minor in zip(section.counted, prices, strict=True):
            yield line, Agreed.of(line, minor)


def prices_in(facts: Iterable[Mapping[str, Any]]) -> dict[int, Money]:
    """The prices that facts speak of, by their minor units, as a template writes them."""
    return {
        fact[name]: Money(fact[name], fact["currency"])
        for fact in facts
        for name in ("was", "now")
        if fact.get("currency") and fact.get(name) is not None
    }


def task_of(
    project: Project,
    column: BoardColumn,
    line: EstimateLine,
    agreed: Agreed,
    *,
    key: str,
    at: datetime,
) -> Task:
    """The task of a line, with its hours for whoever the line names, and the price sold."""
    is_planned = agreed.member is not None and agreed.minutes
    return Task(
        project=project,
        column=column,
        line=line,
        title=agreed.text,
        owner_id=agreed.member,
        section=agreed.section,
        category=agreed.category,
        stage=stage_named(project, agreed.section),
        order_key=key,
        sold_minor=agreed.sold,
        moved_at=at,
        plans=[TaskPlan(member_id=agreed.member, minutes=agreed.minutes)] if is_planned else [],
    )


def stage_named(project: Project, section: str) -> Stage | None:
    """The stage of the work plan that bears the name of this section."""
    wanted = section.strip().casefold()
    return next((each for each in project.stages if each.title.strip().casefold() == wanted), None)


def payments_of(proposal: Proposal) -> list[dict[str, Any]]:
    """What is to be paid when, of the total that was agreed; each knows which estimate of the lead it belongs to."""
    parts = [(part["percent"], part["when"]) for part in proposal.payments]
    return [
        {
            "percent": each.percent,
            "when": each.when,
            "least": each.amount.least.minor,
            "most": each.amount.most.minor,
            "series": proposal.series,
        }
        for each in Payment.schedule(proposal.total, parts)
    ]
