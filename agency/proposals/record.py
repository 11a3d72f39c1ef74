"""The record of an acceptance as its readers get it: on the page, and as the last page of the signed copy."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from agency.kernel.files import StoredFile
from agency.kernel.lazily import Lazily
from agency.kernel.money import Money, Span
from agency.kernel.pdf import FONTS
from agency.proposals.acceptance import Acceptance
from agency.proposals.document import Document
from agency.proposals.pictured import Picture

_fonts = Lazily("fontTools.ttLib")


@dataclass(frozen=True)
class Taken:
    """One thing that could be chosen: what it is, and how many of it; an alternative has the name of its variant."""

    text: str
    quantity: int = 1
    unit: str = ""
    variant: str = ""
    many: bool = False


@dataclass(frozen=True)
class Record:
    """Who agreed, when, from where, to what. Plain values; `signature` is the drawing, where there is one."""

    name: str
    role: str
    consent: str
    clocks: str
    ip: str
    browser: str
    version: int
    sha256: str
    total: Span
    taken: Sequence[Taken] = ()
    left: Sequence[str] = ()
    signed_as: str = ""
    signature: Picture | None = None

    @classmethod
    def of(cls, acceptance: Acceptance, document: Document, *, clocks: str) -> "Record":
        """Of what was agreed to; `document` is as it was chosen, `clocks` the instant on both of them."""
        currency = document.currency
        signature = acceptance.signature
        return cls(
            name=acceptance.name,
            role=acceptance.role,
            consent=acceptance.consent,
            clocks=acceptance.clocks or clocks,
            ip=acceptance.ip,
            browser=acceptance.user_agent,
            version=acceptance.version,
            sha256=acceptance.sha256,
            total=Span(
                Money(acceptance.total_minor, currency), Money(acceptance.most_minor, currency)
            ),
            taken=tuple(_taken(document)),
            left=tuple(line.text for line in _optional(document) if not line.taken),
            signed_as=acceptance.signed_as,
            signature=_drawing(signature) if signature else None,
        )

    def for_readers(self) -> "Record":
        """Without what is nobody's business who has a copy: the address, the browser, the signature."""
        return replace(self, ip="", browser="", signed_as="", signature=None)

    def legible(self) -> "Record":
        """With a letter that no typeface of ours has written as its number: no name keeps a record from being made."""
        return replace(
            self,
            name=legible(self.name),
            role=legible(self.role),
            browser=legible(self.browser),
            signed_as=legible(self.signed_as),
            consent=legible(self.consent),
        )


def legible(text: str) -> str:
    """The text, with what cannot be printed as "[U+7530]"."""
    return "".join(each if ord(each) in _letters() else f"[U+{ord(each):04X}]" for each in text)


def _drawing(file: StoredFile) -> Picture:
    return Picture(f"{file.sha256}.png", file.path, "", "A drawn signature")


def _taken(document: Document) -> list[Taken]:
    alternatives = [
        Taken(each.title, variant=each.variant)
        for each in document.sections
        if each.variant and each.taken
    ]
    return alternatives + [
        Taken(line.text, line.quantity, line.unit, many=line.quantity > 1)
        for line in _optional(document)
        if line.taken
    ]


def _optional(document: Document) -> list[Any]:
    return [
        line for each in document.sections if each.counts for line in each.lines if line.is_optional
    ]


@lru_cache(maxsize=1)
def _letters() -> frozenset[int]:
    with _fonts.TTFont(FONTS / "golos-400.ttf", lazy=True) as font:
        return frozenset(font.getBestCmap())
