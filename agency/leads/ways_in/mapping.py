"""What the fields of another service mean to us: for each of ours a path into its payload, or a fixed text.

A path goes down by names and places, `call.from.number` or `contacts[0].phone`; what begins with = is a text that
stands for itself.
"""

import re
from collections.abc import Mapping
from typing import Any

from agency.leads.ways_in.hooks import HookKind

FIXED = "="
MOST_PATH = 200
OURS = (
    *("name", "phone", "address", "company", "subject", "words", "chat", "happened_at"),
    *("external_id", "direction", "duration", "answered_by", "audio"),
)
# What a telephone system says of a call and others do not.
OF_CALLS = frozenset({"direction", "duration", "answered_by", "audio"})
_STEP = re.compile(r"([^.\[\]]+)|\[(\d{1,6})\]")


def fields_for(kind: HookKind) -> tuple[str, ...]:
    """Which of our fields such a service may fill."""
    calls = kind is HookKind.telephony
    return tuple(name for name in OURS if calls or name not in OF_CALLS)


def apply(mapping: Mapping[str, str], payload: Any) -> dict[str, str]:
    """Our fields, as far as the payload fills them."""
    found = {name: value_at(payload, path) for name, path in mapping.items() if path}
    return {name: value for name, value in found.items() if value}


def value_at(payload: Any, path: str) -> str:
    """What stands there as text; "" where nothing does, or where it is no single value."""
    if path.startswith(FIXED):
        return path.removeprefix(FIXED).strip()
    here = payload
    for name, place in _STEP.findall(path[:MOST_PATH]):
        if place and isinstance(here, list):
            here = here[int(place)] if int(place) < len(here) else None
        elif name and isinstance(here, Mapping):
            here = here.get(name)
        else:
            return ""
    return _text(here)


def is_path(text: str) -> bool:
    """Whether this can be a path at all."""
    if text.startswith(FIXED):
        return True
    return "".join(match.group() for match in _STEP.finditer(text)) == text.replace(".", "")


def paths_in(payload: Any, most: int = 80) -> dict[str, str]:
    """Every single value of a payload by its path, to choose from."""
    found: dict[str, str] = {}
    waiting: list[tuple[str, Any]] = [("", payload)]
    while waiting and len(found) < most:
        path, here = waiting.pop(0)
        if isinstance(here, Mapping):
            waiting += [(f"{path}.{key}".lstrip("."), each) for key, each in here.items()]
        elif isinstance(here, list):
            waiting += [(f"{path}[{place}]", each) for place, each in enumerate(here[:5])]
        elif path:
            found[path] = _text(here)
    return found


def _text(value: Any) -> str:
    if isinstance(value, bool) or value is None or isinstance(value, Mapping | list):
        return ""
    return str(value).strip()
