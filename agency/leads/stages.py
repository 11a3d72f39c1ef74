"""Where a lead stands: what the machine knows of it, and how the agency calls it; why leads are won and lost."""

import enum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from agency.kernel.db import Model

# More than this, and nobody keeps a pipeline right.
MOST_STAGES = 8


class Stage(enum.Enum):
    """Where a lead stands, from the first inquiry to won or lost."""

    new = "new"
    talking = "talking"
    proposal = "proposal"
    won = "won"
    lost = "lost"

    @property
    def is_open(self) -> bool:
        return self not in (Stage.won, Stage.lost)


class PipelineStage(Model):
    """An open stage as the agency calls it. `kind` is what it means to the machine, which moves leads by it."""

    __tablename__ = "pipeline_stage"

    kind: Mapped[Stage]
    name: Mapped[dict[str, str]]
    position: Mapped[int]


class ClosingReason(Model):
    """Why leads are won or lost, in the agency's own words, so that they can be counted."""

    __tablename__ = "closing_reason"

    kind: Mapped[Stage]
    name: Mapped[dict[str, str]]
    position: Mapped[int]
    # One that is not offered any more stays where it was given.
    is_offered: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
