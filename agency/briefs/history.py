"""What was sent of a brief, time after time: how revisions differ, and what is not sent yet."""

from dataclasses import dataclass

from agency.briefs.models import Brief
from agency.briefs.revisions import Difference, Revision, between


@dataclass(frozen=True)
class History:
    """The revisions of a brief, the latest first, and how the one that is looked at differs from the one before it."""

    revisions: tuple[Revision, ...]
    shown: Revision
    differences: tuple[Difference, ...]
    unsent: tuple[Difference, ...]

    @property
    def unsent_keys(self) -> frozenset[str]:
        """The questions whose answers changed since anything was sent."""
        return frozenset(each.key for each in self.unsent)


def history_of(brief: Brief, number: int | None = None) -> History | None:
    """None for a brief that was sent once and left as it is. Without a number, the latest revision is looked at."""
    revisions, unsent = brief.revisions, brief.unsent()
    if not unsent and len(revisions) < 2:
        return None
    shown = next((each for each in revisions if each.number == number), revisions[-1])
    before = next((each.answers for each in revisions if each.number == shown.number - 1), None)
    return History(
        revisions=tuple(reversed(revisions)),
        shown=shown,
        differences=tuple(between(before, shown.answers)) if before is not None else (),
        unsent=tuple(unsent),
    )
