"""How long work of the same kind really took: what was sold of it, and the hours that were logged."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from agency.proposals.house_lines import HouseLine
from agency.proposals.lines import EstimateLine

LAST = 5


@dataclass(frozen=True)
class Done:
    """A finished piece of sold work: its words, the line of the library it came from, minutes sold and logged."""

    text: str
    house_line_id: int | None
    sold: int
    took: int
    at: datetime


@dataclass(frozen=True)
class Record:
    """The last few like it: how many, and the median of what was sold and of what it took, in minutes."""

    count: int
    sold: int
    took: int

    @classmethod
    def of(cls, found: Sequence[Done]) -> "Record | None":
        """Of the last five; None where nothing like it was ever finished."""
        last = sorted(found, key=lambda each: each.at, reverse=True)[:LAST]
        if not last:
            return None
        sold, took = (round(median(figures)) for figures in zip(*map(_figures, last), strict=True))
        return cls(len(last), sold, took)

    @property
    def is_over(self) -> bool:
        """Whether it takes markedly longer than we sell it for."""
        return self.took * 10 > self.sold * 11


@dataclass(frozen=True)
class Experience:
    """All finished work that is like the lines in question."""

    done: Sequence[Done] = ()

    def of_house_line(self, line: HouseLine) -> Record | None:
        """What came of a line of the library, or was sold in the same words."""
        return self._like(line.id, line.wordings)

    def of_line(self, line: EstimateLine, house_line: HouseLine | None) -> Record | None:
        """What is like a line of an estimate."""
        wordings = [line.text, *(house_line.wordings if house_line else ())]
        return self._like(line.house_line_id, wordings)

    def _like(self, house_line_id: int | None, wordings: Iterable[str]) -> Record | None:
        said = {words for words in wordings if words}
        return Record.of(
            [
                each
                for each in self.done
                if each.text in said
                or (house_line_id is not None and each.house_line_id == house_line_id)
            ]
        )


def _figures(done: Done) -> tuple[int, int]:
    return done.sold, done.took
