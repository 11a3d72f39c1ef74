"""Where the columns of a chart stand: places across in per cent, heights in units of the drawing."""

from collections.abc import Sequence
from dataclasses import dataclass

from agency.briefs.periods import month_name
from agency.briefs.tallies import AIM, Part, Share

# Heights of the drawing: the plot between its edges, and the words under it.
TOP, FLOOR = 22, 172
# More months than this stand in the table alone.
MOST = 24


@dataclass(frozen=True)
class Column:
    """A month: what came as a brief is filled, what got one later stands on it, open."""

    share: Share
    left: float
    width: float
    label: str
    year: str

    @property
    def middle(self) -> float:
        return self.left + self.width / 2

    @property
    def solid_top(self) -> float:
        return _height(self.share.at_first)

    @property
    def solid(self) -> float:
        return FLOOR - self.solid_top

    @property
    def open_top(self) -> float:
        return _height(self.share.in_all)

    @property
    def open(self) -> float:
        return self.solid_top - self.open_top

    @property
    def word_at(self) -> float:
        """Just above what is drawn."""
        return self.open_top - 6


@dataclass(frozen=True)
class Columns:
    """The months of a period, and the band that is aimed at."""

    columns: Sequence[Column]

    @classmethod
    def of(cls, months: Sequence[Share]) -> "Columns":
        """The last of them, as many as can be told apart."""
        shown = months[-MOST:]
        step = 92 / max(len(shown), 6)
        return cls([_column(place, each, step) for place, each in enumerate(shown)])

    @property
    def is_wide(self) -> bool:
        """More than a phone's width holds."""
        return len(self.columns) > 6

    @property
    def lines(self) -> list[tuple[int, float]]:
        """Hairlines, each with its per cent."""
        return [(each, _y(each)) for each in (0, 50, 100)]

    @property
    def aim(self) -> tuple[float, float]:
        """The band: its top and its height."""
        least, most = AIM
        return _y(most), _y(least) - _y(most)


def _column(place: int, share: Share, step: float) -> Column:
    is_first = place == 0 or share.name.endswith("-01")
    year = share.name[:4] if is_first else ""
    return Column(share, 8 + place * step + step * 0.18, step * 0.64, month_name(share.name), year)


def _height(part: Part) -> float:
    return _y(100 * part.count / part.of) if part.of else float(FLOOR)


def _y(percent: float) -> float:
    return FLOOR - (FLOOR - TOP) * percent / 100
