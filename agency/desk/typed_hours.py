"""Hours of a day as people write them: "9–13, 14:00-18:00"; nothing is closed."""

import re
from collections.abc import Iterable, Sequence

_WINDOW = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:[-–—]|to|до)\s*(\d{1,2})(?:[:.](\d{2}))?")


class NotHours(ValueError):
    """Nobody can tell which hours these are."""


def windows(typed: str) -> list[list[str]]:
    """The windows, each as its two times. Raises NotHours."""
    return [_window(part) for part in re.split(r"\s*[,;]\s*", typed.strip()) if part]


def written(windows: Iterable[Sequence[str]]) -> str:
    """The same as one writes it."""
    return ", ".join("–".join(window) for window in windows)


def _window(part: str) -> list[str]:
    match = _WINDOW.fullmatch(part.strip())
    if match is None:
        raise NotHours(part)
    start, start_minutes, end, end_minutes = match.groups()
    found = [(int(start), int(start_minutes or 0)), (int(end), int(end_minutes or 0))]
    is_time = all(minutes < 60 and (hours, minutes) <= (24, 0) for hours, minutes in found)
    if not is_time or found[0] >= found[1]:
        raise NotHours(part)
    return [f"{hours:02}:{minutes:02}" for hours, minutes in found]
