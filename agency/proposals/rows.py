"""The rows of the sheet: a line, a section with its lines, the foot of the whole; as saved, and as typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from agency.proposals.cells import discount_of
from agency.proposals.estimate import EstimateSection, SectionContent
from agency.proposals.lines import EstimateLine, LineContent
from agency.proposals.models import Proposal
from agency.proposals.pricing import Discount
from agency.proposals.row_forms import LineForm, SectionForm, WholeForm, was_sent

Errors = Mapping[str, Sequence[str]]


@dataclass
class Row:
    """A line of the sheet: `line` as saved (none when new), `form` as typed (none when untouched)."""

    key: str
    line: EstimateLine | None = None
    form: LineForm | None = None
    theirs: EstimateLine | None = None
    number: int = 0
    is_open: bool = False

    @property
    def is_typed(self) -> bool:
        return self.form is not None

    @property
    def errors(self) -> Errors:
        return self.form.errors if self.form is not None else {}

    @property
    def has_details(self) -> bool:
        """Whether its rare cells are shown: they were asked for, or one of them cannot be read."""
        return self.line is not None and (
            self.is_open or not self.errors.keys().isdisjoint(("offer", "most", "off"))
        )

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed into a new row; a person alone is no work."""
        if self.form is None:
            return True
        found = self.form.content(LineContent())
        return not found.text and found.minutes is None and found.fixed_minor is None

    @property
    def mark(self) -> str | None:
        """Stands for what was typed; none where it cannot be read."""
        typed = self.form
        return None if typed is None or typed.errors else self.content.mark

    @property
    def content(self) -> LineContent:
        """What the line says with what was typed; what was not sent stays as it is."""
        before = self.line.content if self.line is not None else LineContent()
        return before if self.form is None else self.form.content(before)


@dataclass
class Block:
    """A section of the sheet with its rows; the last row is there to be typed into."""

    section: EstimateSection
    rows: list[Row]
    form: SectionForm | None = None
    theirs: EstimateSection | None = None
    is_open: bool = False

    @property
    def key(self) -> str:
        return f"s{self.section.id}"

    @property
    def errors(self) -> Errors:
        return self.form.errors if self.form is not None else {}

    @property
    def has_details(self) -> bool:
        """Whether its rare cells are shown."""
        return self.is_open or not self.errors.keys().isdisjoint(("off", "variant"))

    @property
    def content(self) -> SectionContent:
        """What its head says with what was typed."""
        found, typed = self.section.content, self.form
        if typed is None:
            return found
        if was_sent(typed.title):
            found = replace(found, title=str(typed.title.data))
        if was_sent(typed.variant):
            found = replace(found, variant=str(typed.variant.data))
        if was_sent(typed.off):
            off = discount_of(typed.off.data, self.section.proposal.currency)
            found = replace(found, off_hundredths=off.hundredths, off_minor=off.minor)
        return found

    def write(self) -> None:
        """Save what was typed into its head."""
        found = self.content
        self.section.rename(found.title)
        self.section.discount_by(Discount(found.off_hundredths, found.off_minor))
        self.section.stand_against(found.variant)

    def merge(self) -> None:
        """Lay what was typed beside what somebody else saved meanwhile."""
        if self.form is None or self.errors:
            return
        typed, seen = self.content.mark, self.form.seen.data
        if typed in (seen, self.section.mark):
            self.form = None
        elif seen != self.section.mark:
            self.theirs = self.section


@dataclass
class Foot:
    """The last row: what is taken off the whole."""

    proposal: Proposal
    form: WholeForm | None = None
    has_theirs: bool = False

    key = "p0"

    @property
    def errors(self) -> Errors:
        return self.form.errors if self.form is not None else {}

    @property
    def discount(self) -> Discount:
        """As typed, else as saved."""
        if self.form is None or not was_sent(self.form.off):
            return self.proposal.discount
        return discount_of(self.form.off.data, self.proposal.currency)

    def merge(self) -> None:
        """Lay what was typed beside what somebody else saved meanwhile."""
        if self.form is None or self.errors:
            return
        now, seen = self.proposal.discount, self.form.seen.data
        if self.discount.mark in (seen, now.mark):
            self.form = None
        elif seen != now.mark:
            self.has_theirs = True
