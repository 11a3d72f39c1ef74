"""Telling the fresh words of a letter from the signature and from the history that was quoted under them."""

import re
from typing import NamedTuple

MOST_LONG = 500
# A signature is short, and what programs put in its place is one line.
MOST_OF_A_SIGNATURE = 15
_QUOTED = re.compile(r"\s*>")
_LED_IN = re.compile(
    r"(^on\b.*\bwrote:$|^.*\b(пишет|написала?|писала?)\b.*:$|^-+ ?(original message|исходное сообщение).*-+$)",
    re.IGNORECASE,
)
# Outlook marks nothing: it puts the heads of the letter that is answered above it, in the language of its writer.
_FROM = re.compile(r"(from|от|от кого|von|de|da|van|od)\s*:\s*\S", re.IGNORECASE)
_WHEN = re.compile(
    r"(sent|date|отправлено|дата|gesendet|datum|enviado( el)?|fecha|envoyé|inviato|data|verzonden)\s*:\s*\S",
    re.IGNORECASE,
)
_WHAT = re.compile(
    r"(to|subject|кому|тема|an|betreff|para|asunto|assunto|à|objet|a|oggetto|aan|onderwerp)\s*:",
    re.IGNORECASE,
)
_SENT_FROM = re.compile(
    r"(sent from (my |outlook)|get outlook for |отправлено с |отправлено из |von meinem )",
    re.IGNORECASE,
)


class Words(NamedTuple):
    """What was written now, what was quoted below it, and the signature between them."""

    fresh: str
    quoted: str
    signature: str = ""


def split(body: str) -> Words:
    """Cut off the history at the end of a letter. A letter that answers between the quotes stays whole."""
    lines = body.rstrip().split("\n")
    cut = len(lines)
    while cut and (_QUOTED.match(lines[cut - 1]) or not lines[cut - 1].strip()):
        cut -= 1
    quotes = any(_QUOTED.match(line) for line in lines[cut:])
    start = _with_lead_in(lines, cut if quotes else _marked(lines))
    fresh = "\n".join(lines[:start]).strip()
    return Words(fresh, "\n".join(lines[start:]).strip()) if fresh else Words(body.strip(), "")


def fold(body: str) -> Words:
    """The same, with the signature apart where its writer's program has marked it."""
    words = split(body)
    lines = words.fresh.split("\n")
    at = _signed(lines)
    said = "\n".join(lines[:at]).strip()
    if not said or at == len(lines):
        return words
    return Words(said, words.quoted, "\n".join(lines[at:]).strip())


def _signed(lines: list[str]) -> int:
    first = max(1, len(lines) - MOST_OF_A_SIGNATURE)
    for n in range(first, len(lines)):
        line = lines[n]
        if line.rstrip() in ("--", "—") or (n >= len(lines) - 2 and _SENT_FROM.match(line.strip())):
            return n
    return len(lines)


def _marked(lines: list[str]) -> int:
    marks = (n for n in range(len(lines)) if _begins_history(lines, n))
    return next(marks, len(lines))


def _begins_history(lines: list[str], n: int) -> bool:
    line = lines[n].strip()
    if line.startswith("-----"):
        return _leads_in(line)
    return len(line) <= MOST_LONG and _is_head_of_letter(lines, n)


def _is_head_of_letter(lines: list[str], n: int) -> bool:
    """Whether the heads of another letter stand here, one under the other."""
    if not _FROM.match(_bare(lines[n])):
        return False
    block = [_bare(line) for line in lines[n + 1 : n + 6]]
    return any(map(_WHEN.match, block[:3])) and any(map(_WHAT.match, block))


def _bare(line: str) -> str:
    return line[:MOST_LONG].replace("*", "").strip()


def _leads_in(line: str) -> bool:
    # A longer line was made to take time, not to be read.
    return len(line) <= MOST_LONG and _LED_IN.match(line) is not None


def _with_lead_in(lines: list[str], cut: int) -> int:
    # "On Thursday, Vera Lindt <…> wrote:" stands on one line or is broken over two.
    for height in (1, 2):
        lead_in = " ".join(line.strip() for line in lines[max(0, cut - height) : cut])
        if cut < len(lines) and _leads_in(lead_in):
            return cut - height
    if 0 < cut < len(lines) and set(lines[cut - 1].strip()) == {"_"}:
        return cut - 1  # the rule that Outlook draws above it
    return cut
