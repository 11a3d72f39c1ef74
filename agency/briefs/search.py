"""What is found of briefs: what was answered, and what it was answered to."""

from collections.abc import Collection, Iterable

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from agency.briefs.answers import Answer
from agency.briefs.kinds import QuestionKind
from agency.briefs.models import Brief, BriefState
from agency.kernel.db import db
from agency.kernel.search.sources import Document, Source, Watch

# Beyond that nobody looks for a word of it.
LONGEST = 100_000


def _briefs(ids: Collection[int]) -> Iterable[Document]:
    """Those that belong to a lead or were handed in: nobody of us reads the others yet."""
    briefs = db.session.scalars(
        sa.select(Brief)
        .where(
            Brief.id.in_(ids),
            sa.or_(Brief.lead_id.is_not(None), Brief.state == BriefState.submitted),
        )
        .options(selectinload(Brief.answers).selectinload(Answer.files))
    )
    for brief in briefs:
        at = brief.submitted_at or brief.started_at
        yield Document(brief.id, lead_id=brief.lead_id, at=at, words=words_of(brief))


def words_of(brief: Brief) -> str:
    """All that was said in it, as it is read."""
    said = (line for answer in brief.answers if not answer.is_empty for line in lines_of(answer))
    return "\n".join(said)


def lines_of(answer: Answer) -> list[str]:
    """The answer, and the names of its files."""
    money = answer.kind is QuestionKind.budget and isinstance(answer.value, dict)
    lines = [] if money else [line[:LONGEST] for line in answer.lines]
    return [*lines, *(file.name for file in answer.files)]


BRIEF = Source(
    "brief",
    5,
    Brief,
    _briefs,
    (
        Watch(Brief, ("lead_id", "state")),
        Watch(Answer, ("value", "files"), lambda one: (one.brief_id,)),
    ),
)
SOURCES = (BRIEF,)
