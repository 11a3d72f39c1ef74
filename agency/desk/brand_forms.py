"""The form of the brand: colours, paper, typeface, sign; and what the check of contrast made of the colours."""

import re
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, RadioField, StringField
from wtforms.validators import Regexp, ValidationError

from agency.kernel import typefaces
from agency.kernel.brand import Brand
from agency.kernel.colour import INK, PAPER, READABLE, contrast, readable_on
from agency.kernel.forms import StaffForm
from agency.kernel.logo import LogoRefused, mark_of_file
from agency.people.models import Agency

COLOUR = Regexp(re.compile(r"^#[0-9a-fA-F]{6}$"), message=_l("Choose a colour, like #0b3b2e"))
COLOURS = ("brand", "brand_2", "spot", "paper")
WHY_NOT = {
    "large": _l("This file is too large for a sign. Take one of at most 400 kB."),
    "fine": _l("This drawing is too fine for a sign. Take a simpler one."),
    "empty": _l(
        "There is no filled outline in it. Turn letters and strokes into outlines first, or take a PNG."
    ),
    "declares": _l(
        "This SVG declares things of its own, which we do not read. Save it as plain SVG."
    ),
    "unreadable": _l("We cannot read this file. Take an SVG or a PNG."),
}


@dataclass(frozen=True)
class Check:
    """A ground with the text on it: as it would be without the check, and as it is."""

    name: str
    ground: str
    before: str
    after: str

    @property
    def ratios(self) -> tuple[float, float]:
        """Their contrasts."""
        return contrast(self.before, self.ground), contrast(self.after, self.ground)

    @property
    def is_moved(self) -> bool:
        """Whether the text had to be moved to be read."""
        return self.ratios[0] < READABLE


class BrandForm(StaffForm):
    """How clients see the house."""

    brand = StringField(_l("First colour"), [COLOUR])
    brand_2 = StringField(_l("Second colour"), [COLOUR])
    spot = StringField(_l("Colour that calls"), [COLOUR])
    paper = StringField(_l("Paper"), [COLOUR])
    type = RadioField(_l("Typeface"))
    logo = FileField(_l("Sign, as SVG or PNG"))
    no_logo = BooleanField(_l("Take the sign away"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.type.choices = [(each.key, each.name) for each in typefaces.FACES.values()]
        self.mark: str | None = None

    @classmethod
    def showing(cls, house: Agency) -> "BrandForm":
        """The form with what is there now."""
        kit = house.brand_kit
        return cls(
            formdata=None,
            brand=kit.brand,
            brand_2=kit.brand_2,
            spot=kit.brand_spot,
            paper=house.brand.get("paper", PAPER),
            type=kit.type,
        )

    def validate_logo(self, field: FileField) -> None:
        """An uploaded sign becomes a path of ours."""
        if field.data and getattr(field.data, "filename", ""):
            try:
                self.mark = mark_of_file(field.data.read())
            except LogoRefused as refusal:
                raise ValidationError(str(WHY_NOT[refusal.why])) from None

    def typed(self, before: dict[str, str]) -> dict[str, str]:
        """The brand as typed, over what it was."""
        brand = {**before, **{name: self[name].data.lower() for name in COLOURS}}
        brand["type"] = self.type.data
        if self.mark is not None:
            brand["mark"] = self.mark
        elif self.no_logo.data:
            brand.pop("mark", None)
        return brand


def checks_of(kit: Brand) -> list[Check]:
    """Every ground that text stands on."""
    deep_text = readable_on(kit.brand_deep)
    return [
        Check(_("First colour"), kit.brand, _plain(kit.brand), kit.on_brand),
        Check(_("Second colour"), kit.brand_2, _plain(kit.brand_2), kit.on_brand_2),
        Check(_("Colour that calls"), kit.brand_spot, _plain(kit.brand_spot), kit.on_spot),
        Check(_("Deep twin of the first"), kit.brand_deep, deep_text, kit.on_deep),
        Check(_("First colour on paper"), kit.brand_paper, kit.brand, kit.headline),
        Check(_("Small print on the soft ground"), kit.brand_2_soft, kit.brand_2, kit.quiet),
    ]


def _plain(ground: str) -> str:
    """What one would take without looking: white on what looks dark, else ink."""
    return PAPER if contrast(PAPER, ground) >= 3 else INK
