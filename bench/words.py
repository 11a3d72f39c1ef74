"""Words of two languages, made up and always the same, some common and most rare, as in life."""

import itertools
import random
from dataclasses import dataclass, field
from functools import lru_cache

LATIN = [a + b for a in ("", *"bdfgklmnprstv", "tr", "ch") for b in "aeiou"]
CYRILLIC = [a + b for a in ("", *"бвгджзклмнпрстфхцчш", "ст", "пр") for b in "аеиоуюя"]


@dataclass
class Words:
    """Words that are drawn the more often the earlier they were made."""

    seed: int
    syllables: list[str]
    many: int
    longest: int
    words: list[str] = field(init=False)
    weights: list[float] = field(init=False)

    def __post_init__(self) -> None:
        draw = random.Random(self.seed)
        made: dict[str, None] = {}
        while len(made) < self.many:
            made["".join(draw.choices(self.syllables, k=draw.randint(2, self.longest)))] = None
        self.words = list(made)
        self.weights = list(itertools.accumulate(1 / (place + 3) for place in range(self.many)))

    def some(self, draw: random.Random, count: int) -> list[str]:
        return draw.choices(self.words, cum_weights=self.weights, k=count)


TEXT = (Words(1, LATIN, 15_000, 4), Words(2, CYRILLIC, 25_000, 5))
FIRST = (Words(3, LATIN, 300, 3), Words(4, CYRILLIC, 300, 3))
LAST = (Words(5, LATIN, 8_000, 4), Words(6, CYRILLIC, 12_000, 4))


@lru_cache(maxsize=2_000)
def title_of(number: int) -> str:
    """What a lead is called."""
    draw = random.Random(f"title {number}")
    return " ".join(TEXT[number % 2].some(draw, draw.randint(2, 5))).capitalize()
