"""Pages exactly as they came in: a client who hands a brief in is answered once this is on the disk.

What the house makes of it (a lead, its clocks, its notices) is made right after, when the browser asks for the thanks,
or by the worker where no browser asks. Until then the page lies here; afterwards it is gone, since its answers are the
brief's.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from agency.kernel.db import Model


class BriefArrival(Model):
    """A page as it came, with the language in which it was read; it is taken as of the moment at which it came."""

    __tablename__ = "brief_arrival"

    brief_id: Mapped[int] = mapped_column(sa.ForeignKey("brief.id"), index=True)
    page: Mapped[int]
    # What was sent, as pairs of a name and a value; without its seal, which was looked at when it came.
    fields: Mapped[list[Any]]
    language: Mapped[str] = mapped_column(sa.String(2))
    came_at: Mapped[datetime]
