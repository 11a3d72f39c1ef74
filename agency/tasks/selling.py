"""What a task has of having been sold: its line and its frozen price, and what another agreement makes of them."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Mapped

from agency.kernel.timeline import Actor
from agency.proposals.models import EstimateLine
from agency.tasks.hours import TaskPlan

if TYPE_CHECKING:
    from agency.tasks.agreed import Agreed
    from agency.tasks.projects import Project


class Sold:
    """What was agreed anew changes what nobody has changed by hand; hours worked stay where they are."""

    if TYPE_CHECKING:
        title: Mapped[str]
        words_version: Mapped[int]
        section: Mapped[str]
        category: Mapped[int]
        sold_minor: Mapped[int | None]
        owner_id: Mapped[int | None]
        is_out_of_scope: Mapped[bool]
        line: Mapped[EstimateLine | None]
        plans: Mapped[list[TaskPlan]]
        project: Mapped[Project | None]

        def change(
            self, fact: str, *, at: datetime, by: Actor, **data: int | str | None
        ) -> None: ...

        def put_aside(self, *, by: Actor, at: datetime) -> None: ...

        def take_back(self, *, by: Actor, at: datetime) -> None: ...

    def sell(self, line: EstimateLine, after: "Agreed", *, by: Actor, at: datetime) -> None:
        """What went beyond is agreed now, or what was dropped is wanted again: it has a line and a price of its own."""
        self.is_out_of_scope = False
        if not self.plans:
            self._plan(after.member, after.minutes)
        self._take(line, after, by=by, at=at)
        self.take_back(by=by, at=at)

    def sell_anew(
        self, line: EstimateLine, before: "Agreed", after: "Agreed", *, by: Actor, at: datetime
    ) -> None:
        """Another version was agreed: its price, and its words, hours and owner where they are still the old ones."""
        if self.title == before.text != after.text:
            # Whoever has its words open meanwhile is shown both, and does not undo it.
            self.title = after.text
            self.words_version += 1
        if self.section == before.section:
            self.section, self.category = after.section, after.category
        if before.member == after.member:
            self._plan(after.member, after.minutes - before.minutes)
        else:
            self._plan(before.member, -before.minutes)
            self._plan(after.member, after.minutes)
        if self.owner_id == before.member:
            self.owner_id = after.member
        self._take(line, after, by=by, at=at)

    def sell_no_more(self, *, by: Actor, at: datetime) -> None:
        """It was taken out of what is agreed: it has no price any more, and lies in the archive with its hours."""
        self.change("tasks.dropped", at=at, by=by, was=self.sold_minor, currency=self._currency)
        self.sold_minor = None
        self.put_aside(by=by, at=at)

    def _take(self, line: EstimateLine, after: "Agreed", *, by: Actor, at: datetime) -> None:
        was, self.sold_minor, self.line = self.sold_minor, after.sold, line
        told = {"was": was, "now": after.sold, "currency": self._currency}
        self.change("tasks.sold_anew", at=at, by=by, **told)

    @property
    def _currency(self) -> str | None:
        return self.project.currency if self.project is not None else None

    def _plan(self, member: int | None, minutes: int) -> None:
        """So many minutes more of this member, or less; nobody keeps none."""
        if member is None or not minutes:
            return
        found = next((each for each in self.plans if each.member_id == member), None)
        if found is None:
            found = TaskPlan(member_id=member, minutes=0)
            self.plans.append(found)
        found.minutes = max(found.minutes + minutes, 0)
        if not found.minutes:
            self.plans.remove(found)
