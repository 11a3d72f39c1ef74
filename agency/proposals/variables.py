"""Words in a text of the house that fill themselves: {client}, {valid_until}, and what each of them comes to."""

import re
from collections.abc import Iterable, Mapping

from flask_babel import lazy_gettext as _l

# What each stands for, as it is listed beside a text.
KNOWN = {
    "client": _l("the client’s organisation"),
    "city": _l("the client’s city"),
    "contact": _l("whoever it is addressed to"),
    "title": _l("the title of the proposal"),
    "total": _l("what is to be paid"),
    "valid_until": _l("the last day of the offer"),
    "agency": _l("our name"),
    "manager": _l("who of us answers for it"),
}
# Known only when it is read: whoever reads may choose, and the total follows.
LATE = "total"
_VARIABLE = re.compile(r"\{\s*([^{}\n]{0,40}?)\s*\}")


def used_in(*texts: str) -> list[str]:
    """The names in braces, each once, in their order."""
    return list(dict.fromkeys(found for text in texts for found in _VARIABLE.findall(text)))


def unknown_in(*texts: str) -> list[str]:
    """Those that nothing fills."""
    return [name for name in used_in(*texts) if name not in KNOWN]


def empty_in(texts: Iterable[str], values: Mapping[str, str]) -> list[str]:
    """Those that come to nothing here, unknown ones among them."""
    return [name for name in used_in(*texts) if name != LATE and not values.get(name, "").strip()]


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with what is known put in its place; what is not stays as it was typed."""
    return _VARIABLE.sub(lambda found: values.get(found[1]) or found[0], text)


def shown(names: Iterable[str]) -> str:
    """Names as they are typed: "{client}, {total}"."""
    return ", ".join(f"{{{name}}}" for name in names)
