"""Finding a row again by a word of what is written in it."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

MOST_WORDS = 8


def mentions(
    words: str, columns: Iterable[InstrumentedAttribute[str] | InstrumentedAttribute[str | None]]
) -> sa.ColumnElement[bool]:
    """Whether each of these words stands in one of the columns at least."""
    looked_in = tuple(columns)
    return sa.and_(
        sa.true(),
        *(
            sa.or_(*(column.icontains(s, autoescape=True) for column in looked_in for s in shapes))
            for shapes in map(_shapes, words.split()[:MOST_WORDS])
        ),
    )


def _shapes(word: str) -> Iterable[str]:
    # SQLite folds the case of Latin letters only, so a Cyrillic word is looked for in its usual shapes.
    return dict.fromkeys((word, word.lower(), word.capitalize(), word.upper()))
