"""Pictures of the house that every proposal is offered first, for its cover and beside its words."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.kernel.db import Model, db
from agency.kernel.files import StoredFile

MOST = 12


class UsualPicture(Model):
    """One of them."""

    __tablename__ = "usual_picture"

    picture_id: Mapped[int] = mapped_column(sa.ForeignKey("stored_file.id"), unique=True)

    picture: Mapped[StoredFile] = relationship(lazy="joined", innerjoin=True)


def usual_pictures() -> list[UsualPicture]:
    """All of them, the latest first."""
    return list(db.session.scalars(sa.select(UsualPicture).order_by(UsualPicture.id.desc())))


def has_room() -> bool:
    """Whether one more can be kept."""
    return (db.session.scalar(sa.select(sa.func.count(UsualPicture.id))) or 0) < MOST
