"""Forms of briefs: a template for a service, its draft, and its versions. What was published does not change."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.briefs.questionnaire import Questionnaire
from agency.briefs.reading import kept, parsed
from agency.kernel.db import Model
from agency.people.models import Member, Service

CURRENT = sa.text("retired_at IS NULL")


class BriefTemplate(Model):
    """The form of a brief for one service, or for one audience of it.

    `draft` is what is being made; `edits` counts its changes, so that nobody writes over another's. `origins`
    are the sites that may show it in a frame of theirs.
    """

    __tablename__ = "brief_template"

    slug: Mapped[str] = mapped_column(sa.String(40), unique=True)
    service_id: Mapped[int] = mapped_column(sa.ForeignKey("service.id"))
    name: Mapped[dict[str, str]] = mapped_column(default=dict, server_default="{}")
    is_live: Mapped[bool] = mapped_column(default=True)
    archived_at: Mapped[datetime | None]
    draft: Mapped[str | None] = mapped_column(sa.Text)
    edits: Mapped[int] = mapped_column(default=0, server_default="0")
    edited_at: Mapped[datetime | None]
    edited_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("member.id"))
    origins: Mapped[list[str]] = mapped_column(default=list, server_default="[]")

    service: Mapped[Service] = relationship()
    edited_by: Mapped[Member | None] = relationship()
    current: Mapped["BriefVersion | None"] = relationship(
        primaryjoin="and_(BriefVersion.template_id == BriefTemplate.id,"
        " BriefVersion.retired_at.is_(None))",
        viewonly=True,
        uselist=False,
    )

    @property
    def called(self) -> dict[str, str]:
        """Its own name, else its service's."""
        return self.name or self.service.name


class BriefVersion(Model):
    """What a template asked from one day on. Briefs are pinned to it; the one not retired counts now."""

    __tablename__ = "brief_version"
    __table_args__ = (
        sa.UniqueConstraint("template_id", "number"),
        sa.Index(
            "ix_brief_version_current",
            "template_id",
            unique=True,
            sqlite_where=CURRENT,
            postgresql_where=CURRENT,
        ),
    )

    template_id: Mapped[int] = mapped_column(sa.ForeignKey("brief_template.id"))
    number: Mapped[int]
    document: Mapped[str] = mapped_column(sa.Text)
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("member.id"))
    retired_at: Mapped[datetime | None]

    template: Mapped[BriefTemplate] = relationship()
    published_by: Mapped[Member | None] = relationship()

    @property
    def asks(self) -> Questionnaire:
        """What it asks."""
        return parsed(self.document)


def version_one(template: BriefTemplate, asks: Questionnaire) -> BriefVersion:
    """The first version of a template that came ready-made."""
    return BriefVersion(template=template, number=1, document=kept(asks))
