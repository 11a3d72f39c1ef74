"""Large JSON read piece by piece: of an object, its members; of a member that is a list, one item after the other.

Only one item is in memory at a time, whatever the size of the file: an export of a hundred megabytes is one object
with a few lists of small things.
"""

import json
from collections.abc import Iterator
from typing import Any, TextIO

CHUNK = 256 * 1024
# Nothing in an export of a board is larger than this by itself.
LARGEST = 8 * 1024 * 1024
TAIL = 3
_SPACE = " \t\n\r"


class NotJson(Exception):
    """It is no object in JSON, breaks off, or holds something far too large."""


def members(source: TextIO) -> Iterator[tuple[str, Any]]:
    """Name and value of each member; a member that is a list comes as often as it has items. Raises NotJson."""
    text = _Text(source)
    text.take("{")
    if text.next() == "}":
        return
    while True:
        name = text.value()
        if not isinstance(name, str):
            raise NotJson
        text.take(":")
        if text.next() == "[":
            yield from ((name, item) for item in _items(text))
        else:
            yield name, text.value()
        if not text.goes_on("}"):
            return


def _items(text: "_Text") -> Iterator[Any]:
    text.take("[")
    if text.next() == "]":
        text.take("]")
        return
    while True:
        yield text.value()
        if not text.goes_on("]"):
            return


class _Text:
    """The text from here on, as far as it was read."""

    def __init__(self, source: TextIO) -> None:
        self.source, self.ahead, self.at = source, "", 0
        self.is_over = False
        self.read_one = json.JSONDecoder().raw_decode

    def next(self) -> str:
        """The next sign that is no space; it stays there."""
        while True:
            while self.at < len(self.ahead) and self.ahead[self.at] in _SPACE:
                self.at += 1
            if self.at < len(self.ahead):
                return self.ahead[self.at]
            if not self._more(CHUNK):
                raise NotJson

    def take(self, sign: str) -> None:
        """This sign has to stand here."""
        if self.next() != sign:
            raise NotJson
        self.at += 1

    def goes_on(self, end: str) -> bool:
        """After a comma; not after the end."""
        sign = self.next()
        if sign not in (",", end):
            raise NotJson
        self.at += 1
        return sign == ","

    def value(self) -> Any:
        """One whole value."""
        self.next()
        while True:
            try:
                found, end = self.read_one(self.ahead, self.at)
            except RecursionError:
                raise NotJson from None
            except ValueError:
                # It may go on where we have not read yet: twice as far each time, so that little is read again.
                if not self._more(max(CHUNK, len(self.ahead) - self.at)):
                    raise NotJson from None
                continue
            # A figure that ends about where our text does may go on: 12 may become 12.5, and 1 become 1e+9.
            if self.is_over or end + TAIL <= len(self.ahead):
                self.at = end
                return found
            self._more(CHUNK)

    def _more(self, letters: int) -> bool:
        if len(self.ahead) - self.at > LARGEST:
            raise NotJson
        read = "" if self.is_over else self.source.read(letters)
        self.is_over = not read
        self.ahead, self.at = self.ahead[self.at :] + read, 0
        return not self.is_over
