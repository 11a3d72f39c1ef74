"""The owner's word on an offer above what the house set: asked for, given, or sent back with a reason.

It belongs to one revision: whatever changes afterwards makes it void, since nobody approved that.
"""

import enum
from datetime import datetime
from typing import TYPE_CHECKING, cast

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from agency.kernel.auth import Access
from agency.kernel.db import Model
from agency.kernel.marks import mark_of
from agency.people import queries as people
from agency.people.models import Member
from agency.proposals.limits import Limits

if TYPE_CHECKING:
    from agency.proposals.models import Proposal


class ApprovalState(enum.Enum):
    """Asked for, given, or sent back."""

    asked = "asked"
    approved = "approved"
    sent_back = "sent_back"


class NotTheirs(Exception):
    """Only an owner approves, or sends back."""


class AskedAlready(Exception):
    """This very revision was asked about, or approved, already."""


class DecidedMeanwhile(Exception):
    """It was changed, asked about or decided since the page was opened: look at it as it stands now."""


class Approval(Model):
    """One asking and its answer, for one revision of a proposal. An owner may approve unasked."""

    __tablename__ = "approval"

    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id"), index=True)
    revision: Mapped[int]
    state: Mapped[ApprovalState] = mapped_column(default=ApprovalState.asked)
    asked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("member.id"))
    asked_at: Mapped[datetime | None]
    asked_words: Mapped[str] = mapped_column(sa.Text, default="")
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("member.id"))
    decided_at: Mapped[datetime | None]
    words: Mapped[str] = mapped_column(sa.Text, default="")

    asked_by: Mapped[Member | None] = relationship(foreign_keys=[asked_by_id])
    decided_by: Mapped[Member | None] = relationship(foreign_keys=[decided_by_id])

    def decide(self, state: ApprovalState, *, by: Member, words: str, at: datetime) -> None:
        """What the owner says."""
        self.state, self.decided_by, self.decided_at = state, by, at
        self.words = words

    @property
    def is_open(self) -> bool:
        """Whether it waits for an owner."""
        return self.state is ApprovalState.asked


class Approvable:
    """What a proposal has of the owner's word."""

    revision: Mapped[int]

    @declared_attr
    def approvals(self) -> Mapped[list[Approval]]:
        return relationship(Approval, order_by=Approval.id)

    if TYPE_CHECKING:

        def must_be_draft(self) -> None:
            """Refuse when it was sent; the proposal itself knows."""

    def ask_approval(self, words: str, *, by: Member, at: datetime) -> Approval:
        """A manager asks for the owner's word on it as it stands. Raises AskedAlready."""
        self.must_be_draft()
        last = self.last_word
        if last is not None and last.state is not ApprovalState.sent_back:
            raise AskedAlready(last.state.value)
        asked = Approval(
            revision=self.revision,
            state=ApprovalState.asked,
            asked_by=by,
            asked_at=at,
            asked_words=words,
        )
        self.approvals.append(asked)
        return asked

    def approve(self, words: str, *, by: Member, seen: str, at: datetime) -> Approval:
        """The owner agrees to it as it stands. Raises NotTheirs, and DecidedMeanwhile where they saw another state."""
        return self._decide(ApprovalState.approved, words, by=by, seen=seen, at=at)

    def send_back(self, words: str, *, by: Member, seen: str, at: datetime) -> Approval:
        """The owner does not, and says why. Raises NotTheirs, and DecidedMeanwhile where they saw another state."""
        return self._decide(ApprovalState.sent_back, words, by=by, seen=seen, at=at)

    def _decide(
        self, state: ApprovalState, words: str, *, by: Member, seen: str, at: datetime
    ) -> Approval:
        self.must_be_draft()
        if by.access is not Access.owner:
            raise NotTheirs(by.id)
        if seen != self.approval_mark:
            raise DecidedMeanwhile(self.revision)
        word = self.last_word
        if word is None or not word.is_open:
            word = Approval(revision=self.revision)
            self.approvals.append(word)
        word.decide(state, by=by, words=words, at=at)
        return word

    @property
    def last_word(self) -> Approval | None:
        """The last asking or answer about it as it stands; None where nobody asked about this revision."""
        mine = (each for each in reversed(self.approvals) if each.revision == self.revision)
        return next(mine, None)

    @property
    def void_word(self) -> Approval | None:
        """The last asking or answer, where a change has made it void."""
        last = self.approvals[-1] if self.approvals else None
        return last if last is not None and last.revision != self.revision else None

    @property
    def is_approved(self) -> bool:
        """Whether an owner agreed to it as it stands."""
        return self.last_word is not None and self.last_word.state is ApprovalState.approved

    @property
    def approval_mark(self) -> str:
        """Stands for what was said of which revision: an owner who saw another one has not seen this."""
        last = self.approvals[-1] if self.approvals else None
        said = (len(self.approvals), last.state.value) if last is not None else (0, "")
        return mark_of(self.revision, *said)

    @property
    def why_approval(self) -> list[str]:
        """Why an owner must agree before it goes: "amount", "currency", "discount"; nothing where nobody need."""
        return self.limits.exceeded_by(cast("Proposal", self))

    @property
    def limits(self) -> Limits:
        """Above what the house wants an owner's word."""
        return Limits.of(people.agency())

    @property
    def lacks_approval(self) -> bool:
        """Whether an owner must still agree to it."""
        return not self.is_approved and bool(self.why_approval)
