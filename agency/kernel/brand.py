"""The agency's brand: nine colours for screen and paper, each with text that can be read on it."""

import re
from dataclasses import dataclass, fields
from typing import Self

from agency.kernel import typefaces
from agency.kernel.colour import INK, PAPER, READABLE, adjusted, contrast, luminance, oklch, text_on

_HEX = re.compile(r"#[0-9a-f]{6}")
_PATH = re.compile(r"[MmLlHhVvCcSsQqTtAaZz0-9eE+\-., ]+")
_PAPER_LIGHTNESS = 0.94  # a page lighter than this lets large pictures and thin rules work


class BrandError(ValueError):
    """A colour or a sign that cannot be used; the message names it."""


@dataclass(frozen=True)
class Brand:
    """Name, sign and colours; every `on_*` colour is readable on its ground.

    `mark` is the sign as SVG path data in a square of 22 by 22, or None.
    """

    name: str
    mark: str | None
    brand: str
    brand_deep: str
    brand_2: str
    brand_2_soft: str
    brand_spot: str
    brand_paper: str
    on_brand: str
    on_brand_2: str
    on_spot: str
    # A key of typefaces.FACES.
    type: str = typefaces.USUAL

    def __post_init__(self) -> None:
        for name in COLOURS:
            if not _HEX.fullmatch(getattr(self, name)):
                raise BrandError(
                    f"{name}: write the colour like #0b3b2e, not {getattr(self, name)!r}"
                )
        if self.mark is not None and not _PATH.fullmatch(self.mark):
            raise BrandError("The sign has to be SVG path data, like M0 0h10v22H0z")

    @classmethod
    def from_colours(
        cls,
        *,
        name: str,
        brand: str,
        brand_2: str,
        spot: str,
        mark: str | None = None,
        paper: str = PAPER,
        type: str = typefaces.USUAL,
    ) -> Self:
        """A brand from the three colours that an agency knows, and its paper.

        The three stay as they are. Computed are a deep twin of the first, dark enough for small text
        on paper, a soft twin of the second as a page ground, and the text colours; the paper is
        lightened where it is too dark to print on.
        """
        brand, brand_2, spot, paper = (_hex(colour) for colour in (brand, brand_2, spot, paper))
        sheet = oklch(paper)
        sheet_hex = (
            paper if sheet.lightness >= _PAPER_LIGHTNESS else sheet.at(_PAPER_LIGHTNESS).hex()
        )
        soft = oklch(brand_2).at(_PAPER_LIGHTNESS, chroma=0.028).hex()
        deep = oklch(brand)
        twin = deep.at(min(deep.lightness * 0.77, 0.3), chroma=deep.chroma * 0.77)
        deep_hex = adjusted(twin.hex(), soft, ratio=7)
        return cls(
            name=name,
            mark=mark,
            brand=brand,
            brand_deep=deep_hex,
            brand_2=brand_2,
            brand_2_soft=soft,
            brand_spot=spot,
            brand_paper=sheet_hex,
            on_brand=text_on(brand, ink=deep_hex, paper=sheet_hex),
            on_brand_2=text_on(brand_2, ink=deep_hex, paper=sheet_hex),
            on_spot=text_on(spot, ink=deep_hex, paper=sheet_hex),
            type=typefaces.typeface(type).key,
        )

    @property
    def face(self) -> typefaces.Typeface:
        """What its pages are set in."""
        return typefaces.typeface(self.type)

    @property
    def headline(self) -> str:
        """For large type on paper and on the soft ground: the brand colour, or its deep twin."""
        grounds = (self.brand_paper, self.brand_2_soft)
        holds = all(contrast(self.brand, ground) >= READABLE for ground in grounds)
        return self.brand if holds else self.brand_deep

    @property
    def on_deep(self) -> str:
        """For text on the deep colour."""
        return text_on(self.brand_deep, ink=INK, paper=self.brand_paper)

    @property
    def accent_on_deep(self) -> str:
        """For one large word on the deep colour: the second colour where it can be seen there."""
        seen = contrast(self.brand_2, self.brand_deep) >= 3
        return self.brand_2 if seen else self.on_deep

    @property
    def quiet(self) -> str:
        """For captions and second lines on paper and on the soft ground."""
        tint = oklch(self.brand_deep).at(0.46, chroma=0.02).hex()
        darker = min(self.brand_paper, self.brand_2_soft, key=luminance)
        return adjusted(tint, darker, ratio=5.2)

    @property
    def chart(self) -> tuple[str, ...]:
        """Fills for the five categories, in their order."""
        first, spot = oklch(self.brand), oklch(self.brand_spot)
        return (
            self.brand,
            self.brand_2,
            self.brand_spot,
            first.at(0.62).hex(),
            spot.at(0.82, chroma=0.1).hex(),
        )

    @property
    def rule(self) -> str:
        """For hairlines on paper."""
        return oklch(self.brand_deep).at(0.85, chroma=0.015).hex()

    @property
    def rule_on_soft(self) -> str:
        """For hairlines on the soft ground."""
        return oklch(self.brand_2).at(0.78, chroma=0.06).hex()


COLOURS = tuple(field.name for field in fields(Brand) if field.name not in {"name", "mark", "type"})

KVARTA = Brand(
    name="Kvarta",
    mark="M0 0h10v22H0zM12 0h10L12 10zM12 12l10 10H12z",
    brand="#0b3b2e",
    brand_deep="#06281f",
    brand_2="#cbb8f0",
    brand_2_soft="#efe8fb",
    brand_spot="#ff5a36",
    brand_paper="#fbf8f2",
    on_brand="#fbf8f2",
    on_brand_2="#06281f",
    on_spot="#06281f",
)


def properties(brand: Brand) -> dict[str, str]:
    """The nine custom properties by their CSS names."""
    return {f"--{name.replace('_', '-')}": getattr(brand, name) for name in COLOURS}


def stylesheet(brand: Brand) -> str:
    """The brand for the web: the nine on the root, what is written on the deep colour, and the typeface."""
    return _faces(brand) + _rule(properties(brand) | _on_deep(brand) | _type(brand))


def print_stylesheet(brand: Brand) -> str:
    """The brand for paper: the nine, and the inks and rules that a page needs beside them."""
    return _rule(
        properties(brand)
        | _on_deep(brand)
        | {
            "--ink": brand.brand_deep,
            "--ink-2": brand.quiet,
            "--rule": brand.rule,
            "--rule-soft": brand.rule_on_soft,
            "--headline": brand.headline,
            "--veil": f"{brand.brand_deep}d9",
            "--veil-end": f"{brand.brand_deep}00",
        }
        | {f"--cat-{number}": fill for number, fill in enumerate(brand.chart, start=1)}
    )


def _on_deep(brand: Brand) -> dict[str, str]:
    return {"--on-deep": brand.on_deep, "--accent-on-deep": brand.accent_on_deep}


def _type(brand: Brand) -> dict[str, str]:
    """Pages for clients are set in the house's typeface; the usual one they have anyway."""
    if brand.type == typefaces.USUAL:
        return {}
    return {"--font": f"{typefaces.family(brand.face)}, system-ui, sans-serif"}


def _faces(brand: Brand) -> str:
    if brand.type == typefaces.USUAL:
        return ""
    return "".join(
        f'@font-face{{font-family:"{brand.face.name}";font-weight:{weight};font-display:swap;'
        f'src:url("/static/vendor/fonts/{brand.face.file(weight)}") format("truetype")}}\n'
        for weight in typefaces.WEIGHTS
    )


def _rule(declarations: dict[str, str]) -> str:
    return ":root{" + "".join(f"{name}:{value};" for name, value in declarations.items()) + "}\n"


def _hex(colour: str) -> str:
    found = colour.strip().lower()
    if not _HEX.fullmatch(found):
        raise BrandError(f"Write the colour like #0b3b2e, not {colour!r}")
    return found
