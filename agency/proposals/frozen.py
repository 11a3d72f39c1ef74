"""A `Document` as JSON and back, so that what was sent is shown the same for ever.

Members change their names and photos, and an agency its colours; what a client was offered does not.
Pictures are kept by their digest, the secret link not at all.
"""

from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from types import NoneType
from typing import Any, cast, get_args, get_origin, get_type_hints

from agency.kernel.files import path_of
from agency.proposals.document import Document
from agency.proposals.pictured import Picture

Address = Callable[[str], str]


def frozen(document: Document) -> dict[str, Any]:
    """The document as plain JSON."""
    kept = replace(document, accept=replace(document.accept, link=None))
    return cast(dict[str, Any], _plain(kept))


def thawed(content: dict[str, Any], address: Address) -> Document:
    """The document again; `address` says where the browser finds a picture by its digest."""
    return cast(Document, _Thaw(address).made(Document, content))


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if is_dataclass(value):
        return {name: _plain(getattr(value, name)) for name in _kept(value.__class__)}
    return value


@cache
def _kept(kind: type[Any]) -> list[str]:
    return [each.name for each in fields(kind) if each.name not in ("file", "url")]


class _Thaw:
    """Makes values of a declared type out of JSON."""

    def __init__(self, address: Address) -> None:
        self._address = address

    def made(self, kind: Any, value: Any) -> Any:
        if get_origin(kind) is Sequence:
            return tuple(self.made(get_args(kind)[0], each) for each in value)
        if NoneType in get_args(kind):
            return None if value is None else self.made(get_args(kind)[0], value)
        if kind is date:
            return date.fromisoformat(value)
        if is_dataclass(kind) and isinstance(kind, type):
            return self._record(kind, value)
        return value

    def _record(self, kind: type[Any], value: dict[str, Any]) -> Any:
        hints = get_type_hints(kind)
        # A name that this version of the product does not know any more is left out.
        known = {
            name: self.made(hints[name], part) for name, part in value.items() if name in hints
        }
        return kind(**known, **(self._places(value["name"]) if kind is Picture else {}))

    def _places(self, name: str) -> dict[str, Path | str]:
        digest = name.removesuffix(".jpg")
        return {"file": path_of(digest), "url": self._address(digest)}
