"""The typefaces that a house can set its pages in: whole TTFs, one a weight, with Latin, Cyrillic, ₽ and №.

Split web-font subsets turn digits into wrong letters on paper; these files are whole (see setup/vendor.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

WEIGHTS = (400, 500, 600, 700, 800)


@dataclass(frozen=True)
class Typeface:
    """A family: how it is kept with a house, what it is called, how its files begin."""

    key: str
    name: str
    files: str

    def file(self, weight: int) -> str:
        """The name of its file of this weight."""
        return f"{self.files}-{weight}.ttf"


USUAL = "golos"
FACES: Mapping[str, Typeface] = MappingProxyType(
    {
        face.key: face
        for face in (
            Typeface(USUAL, "Golos Text", "golos"),
            Typeface("onest", "Onest", "onest"),
            Typeface("literata", "Literata", "literata"),
        )
    }
)


def typeface(key: str) -> Typeface:
    """The one of this key, else the usual one."""
    return FACES.get(key) or FACES[USUAL]


def family(face: Typeface) -> str:
    """As a style sheet names it: letters that it lacks are the usual one's."""
    names = dict.fromkeys((face.name, FACES[USUAL].name))
    return ", ".join(f'"{name}"' for name in names)
