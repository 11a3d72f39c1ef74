"""What the reader of a proposal chooses: optional lines and how many of each, and one of several alternatives.

Plain values, as the `Document` is: a document with a choice is a document again, whose sums are the chosen ones.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any, Self

from agency.proposals.document import Document
from agency.proposals.parts import Line, Payment, Section


class NotOffered(ValueError):
    """Something was chosen that this version does not offer, or more of it than it offers.

    `key` is that of the line or the section; `words` say what to do, where whoever refused it knew.
    """

    def __init__(self, key: str, words: str = "") -> None:
        super().__init__(words or key)
        self.key, self.words = key, words


@dataclass(frozen=True)
class Choice:
    """How many of each optional line by its key (0 where it is left out), and the section taken of each variant."""

    lines: Mapping[str, int] = field(default_factory=dict)
    variants: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, document: Document) -> Self:
        """As it stands in this document."""
        return cls(
            {line.key: line.quantity if line.taken else 0 for line in _optional(document)},
            {each.variant: each.key for each in document.sections if each.variant and each.taken},
        )

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        """From JSON."""
        return cls(dict(data.get("lines", {})), dict(data.get("variants", {})))

    def data(self) -> dict[str, Any]:
        """As JSON."""
        return {"lines": dict(self.lines), "variants": dict(self.variants)}

    @property
    def digest(self) -> str:
        """The same for the same choice, whatever the order."""
        return sha256(json.dumps(self.data(), sort_keys=True).encode()).hexdigest()


def chosen(document: Document, choice: Choice) -> Document:
    """The document with this choice; what the choice does not name stays as offered. Raises NotOffered."""
    _check(document, choice)
    sections = tuple(_section(section, choice) for section in document.sections)
    found = replace(document, sections=sections, payments=())
    parts = [(payment.percent, payment.when) for payment in document.payments]
    return replace(found, payments=Payment.schedule(found.total, parts))


def has_choices(document: Document) -> bool:
    """Whether there is anything to choose."""
    return bool(_optional(document)) or any(section.variant for section in document.sections)


def _optional(document: Document) -> Sequence[Line]:
    return [line for line in document.lines if line.is_optional]


def _check(document: Document, choice: Choice) -> None:
    offered = {line.key: line for line in _optional(document)}
    for key, quantity in choice.lines.items():
        if key not in offered or not 0 <= quantity <= _most(offered[key]):
            raise NotOffered(key)
    sections = {(each.variant, each.key) for each in document.sections if each.variant}
    for variant, key in choice.variants.items():
        if (variant, key) not in sections:
            raise NotOffered(key)


def _most(line: Line) -> int:
    return line.most_quantity or line.quantity


def _section(section: Section, choice: Choice) -> Section:
    taken = section.taken
    if section.variant in choice.variants:
        taken = choice.variants[section.variant] == section.key
    return replace(section, taken=taken, lines=tuple(_line(line, choice) for line in section.lines))


def _line(line: Line, choice: Choice) -> Line:
    if not line.is_optional or line.key not in choice.lines:
        return line
    quantity = choice.lines[line.key]
    return replace(line, taken=quantity > 0, quantity=quantity or line.quantity)
