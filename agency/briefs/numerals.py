"""Figures as people write them: "1 200,5", "1,200.50", "1.200,5", "−3". The browser reads them by the same rules
(static/js/brief/numerals.js)."""

import re
from decimal import Decimal

from flask_babel import gettext as _

from agency.briefs.conditions import FIGURE

_BETWEEN = re.compile("[ \t\u00a0\u2009\u202f'’_]")
_THOUSANDS_BY_COMMA = re.compile(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
_THOUSANDS_BY_DOT = re.compile(r"-?[0-9]{1,3}((\.[0-9]{3})+,[0-9]+|(\.[0-9]{3}){2,})")
_PLAIN = re.compile(r"(-?)0*([0-9]+)(?:\.([0-9]*?)0*)?")


def figure(typed: str) -> str | None:
    """The figure as it is kept and compared, like "1200.5"; None where it is none."""
    text = _BETWEEN.sub("", typed.strip()).replace("−", "-")
    if _THOUSANDS_BY_COMMA.fullmatch(text):
        text = text.replace(",", "")
    elif _THOUSANDS_BY_DOT.fullmatch(text):
        text = text.replace(".", "").replace(",", ".")
    found = _PLAIN.fullmatch(text.replace(",", "."))
    if found is None:
        return None
    plain = found[2] + (f".{found[3]}" if found[3] else "")
    signed = plain if plain == "0" else found[1] + plain
    return signed if FIGURE.fullmatch(signed) else None


def out_of_bounds(value: Decimal | int, least: int | None, most: int | None) -> str | None:
    """What to say of a figure that is too small or too large; None where it fits."""
    if (least is None or value >= least) and (most is None or value <= most):
        return None
    if least is not None and most is not None:
        return str(_("Write a figure from %(least)s to %(most)s.", least=least, most=most))
    if least is not None:
        return str(_("Write a figure of %(least)s or more.", least=least))
    return str(_("Write a figure of %(most)s or less.", most=most))
