"""Telling the fresh words of a letter from the history that was quoted under them."""

import re
from typing import NamedTuple

MOST_LONG = 500
_QUOTED = re.compile(r"\s*>")
_LED_IN = re.compile(
    r"(^on\b.*\bwrote:$|^.*\b(пишет|написала?|писала?)\b.*:$|^-+ ?(original message|исходное сообщение).*-+$)",
    re.IGNORECASE,
)


class Words(NamedTuple):
    """What was written now, and what was quoted below it."""

    fresh: str
    quoted: str


def split(body: str) -> Words:
    """Cut off the history at the end of a letter. A letter that answers between the quotes stays whole."""
    lines = body.rstrip().split("\n")
    cut = len(lines)
    while cut and (_QUOTED.match(lines[cut - 1]) or not lines[cut - 1].strip()):
        cut -= 1
    quotes = any(_QUOTED.match(line) for line in lines[cut:])
    led_in = cut if quotes else _marked(lines)
    start = _with_lead_in(lines, led_in)
    fresh = "\n".join(lines[:start]).strip()
    return Words(fresh, "\n".join(lines[start:]).strip()) if fresh else Words(body.strip(), "")


def _marked(lines: list[str]) -> int:
    marks = (n for n, line in enumerate(lines) if line.strip().startswith("-----"))
    return next((n for n in marks if _leads_in(lines[n].strip())), len(lines))


def _leads_in(line: str) -> bool:
    # A longer line was made to take time, not to be read.
    return len(line) <= MOST_LONG and _LED_IN.match(line) is not None


def _with_lead_in(lines: list[str], cut: int) -> int:
    # "On Thursday, Vera Lindt <…> wrote:" stands on one line or is broken over two.
    for height in (1, 2):
        lead_in = " ".join(line.strip() for line in lines[max(0, cut - height) : cut])
        if cut < len(lines) and _leads_in(lead_in):
            return cut - height
    return cut
