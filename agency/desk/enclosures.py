"""What a letter to our people brings along beside its words: a brief's answers, and its paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from agency.briefs import posted
from agency.briefs import queries as briefs
from agency.briefs.models import Brief
from agency.briefs.receipts import answers_of
from agency.briefs.telling import HANDED_IN
from agency.kernel.db import db
from agency.kernel.files import StoredFile
from agency.kernel.mail.models import Letter
from agency.people.notices import Notice

GIVEN = "leads.given"


@dataclass(frozen=True)
class Enclosed:
    """The words below those of the notices, and the files."""

    words: str
    files: tuple[StoredFile, ...]


def enclosed(notices: Sequence[Notice]) -> Enclosed:
    """For these notices; nothing where none tells of a brief."""
    found = [each for each in (_brief_of(notice) for notice in notices) if each is not None]
    return Enclosed(
        "\n\n".join(answers_of(each) for each in found),
        tuple(each.paper for each in found if each.paper is not None),
    )


def note(notices: Sequence[Notice], letter: Letter, *, at: datetime) -> None:
    """Which letter brought it, so that an erasure finds it; and that of the same lead none else needs to come."""
    for notice in notices:
        if notice.kind == HANDED_IN:
            posted.note(int(notice.data["brief"]), letter, letter.recipients[0], at=at)
            db.session.execute(_of_the_same_lead(notice).values(mailed_at=at))


def _of_the_same_lead(notice: Notice) -> sa.Update:
    return sa.update(Notice).where(
        Notice.member_id == notice.member_id,
        Notice.stream == notice.stream,
        Notice.stream_id == notice.stream_id,
        Notice.kind == GIVEN,
        Notice.mailed_at.is_(None),
    )


def _brief_of(notice: Notice) -> Brief | None:
    return briefs.brief(int(notice.data["brief"])) if notice.kind == HANDED_IN else None
