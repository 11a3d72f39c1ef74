"""When somebody who is away comes back, as their automat says it. What is not clear is left unread: a wrong day is
worse than none.

Every day that the words name is looked at with what stands beside it: "back on the 3rd" names the day, "until the
3rd" and "1st to 3rd" the day before it. When the words do not agree with each other, nothing is known.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from agency.leads.sorting import absence_words as words

MOST_READ = 4_000
# Nobody is away for longer; a day in the past and without its year would else be one of next year.
LONGEST = timedelta(days=300)
LONGEST_WITHOUT_YEAR = timedelta(days=180)
LEFT, RIGHT = 90, 45
DAY = timedelta(days=1)

_MONTH = "|".join(sorted(map(re.escape, words.MONTHS), key=len, reverse=True))
_WEEKDAY = "|".join(sorted(map(re.escape, words.WEEKDAYS), key=len, reverse=True))
_YEAR = r"(?:,?\s*(?:de\s+|del\s+)?(20\d\d)\b)?"
_DATES = re.compile(
    rf"(?P<iso>\b(20\d\d)-(\d\d)-(\d\d)\b)"
    rf"|(?P<words>(?<![\d.:])(\d{{1,2}})(?:st|nd|rd|th|er|º|ª|\.|-?го|-?е)?\s+(?:of\s+|de\s+)?({_MONTH})\b\.?{_YEAR})"
    rf"|(?P<month>\b({_MONTH})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?\b(?![:.]\d){_YEAR})"
    r"|(?P<dots>(?<![\d.:,])(\d{1,2})\.\s?(\d{1,2})(?:\.\s?(20\d\d|\d\d)(?!\d)|\.?)(?!\d|:|\s*(?:uhr|h\b|ч\b|am\b|pm\b|%)))"
    r"|(?P<slash>(?<![\d/])(\d{1,2})([/-])(\d{1,2})(?:[/-](20\d\d|\d\d))?(?![\d/]))"
    rf"|(?P<weekday>\b({_WEEKDAY})\b)"
    rf"|(?P<tomorrow>\b(?:{words.TOMORROW})\b)",
    re.IGNORECASE,
)
_CUES = re.compile(
    rf"(?P<back>\b(?:{words.BACK}))|(?P<until>\b(?:{words.UNTIL}))|(?P<away>\b(?:{words.AWAY}))|(?P<start>\b(?:{words.START}))",
    re.IGNORECASE,
)
_AWAY = re.compile(rf"\b(?:{words.AWAY})", re.IGNORECASE)
_NEXT = re.compile(rf"\b(?:{words.NEXT})\s+\S{{0,4}}\s*$", re.IGNORECASE)
# "1 to 9 May", "01.05. – 09.05.", "from Monday to Friday"
_RANGE = re.compile(
    rf"(?:\d|{_MONTH}|{_WEEKDAY})\S{{0,3}}\s*(?:[-–—]|\b(?:{words.BETWEEN})\b)\s*(?:the|dem|den|le|el|il|dia|o|de)?\s*$",
    re.IGNORECASE,
)
# Between a weekday and the date that it falls on.
_JOINT = re.compile(r"[\s,.()]*(?:the|den|dem|le|el|il|dia|día)?[\s,.()]*", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[^\W\d_]{3})[.!?]+\s+(?=\W*[^\W\d_])|[!?;•|]|\n\s*\n")


@dataclass(frozen=True)
class _Named:
    """A day that the words name, with what stands left and right of it in its sentence."""

    on: date
    left: str
    right: str
    sentence: str
    is_weekday: bool


def first_day_back(subject: str, said: str, *, sent_on: date, country: str | None) -> date | None:
    """The first day on which whoever sent this is there again; None where that is not clear."""
    text = f"{subject}\n\n{said[:MOST_READ]}"
    back, until = set(), set()
    for sentence in _SENTENCE.split(text):
        for named in _named(" ".join((sentence or "").split()), sent_on, country, text):
            kind = _kind(named)
            if kind == "back":
                back.add(named.on)
            elif kind == "until" and _AWAY.search(named.sentence):
                until.add(named.on + DAY)
    found = _agreed(back, until)
    return found if found is not None and found > sent_on else None


def _agreed(back: set[date], until: set[date]) -> date | None:
    if len(back) > 1 or (len(until) > 1 and not back):
        return None
    if not back:
        return next(iter(until), None)
    day = next(iter(back))
    # "Until the 3rd, back on the 3rd": of the two the one that was said plainly.
    return day if all(day >= last - DAY for last in until) else None


def _named(text: str, sent_on: date, country: str | None, whole: str) -> Iterator[_Named]:
    found = list(_DATES.finditer(text))
    days = [(match, _day(match, text, sent_on, country, whole)) for match in found]
    for n, (match, on) in enumerate(days):
        if on is None:
            continue
        after = found[n + 1].start() if n + 1 < len(found) else len(text)
        if _is_named_twice(days, n, text):  # "Monday, 4 January": the second one tells more
            continue
        left = text[max(0, match.start() - LEFT) : match.start()]
        right = text[match.end() : min(after, match.end() + RIGHT)]
        yield _Named(on, left, right, text, match.group("weekday") is not None)


def _is_named_twice(days: list[tuple[re.Match[str], date | None]], n: int, text: str) -> bool:
    match = days[n][0]
    if match.group("weekday") is None or n + 1 == len(days):
        return False
    following = days[n + 1][0]
    gap = text[match.end() : following.start()]
    return following.group("weekday") is None and bool(_JOINT.fullmatch(gap))


def _kind(named: _Named) -> str:
    """What stands beside the day says: they are "back", away "until", or nothing that we know."""
    if _RANGE.search(named.left):
        return "" if named.is_weekday else "until"  # "Monday to Friday" are office hours
    cues = list(_CUES.finditer(named.left))
    last = cues[-1].lastgroup if cues else None
    if last == "until" and named.is_weekday:
        return ""  # some who are away "until Monday" are back on it, some are not
    if last in ("back", "until"):
        return last
    after = next((cue.lastgroup for cue in _CUES.finditer(named.right)), None)
    if after == "back":
        return "back"
    if last == "start" and len(cues) > 1 and cues[-2].lastgroup == "back":
        return "back"
    return ""


def _day(
    match: re.Match[str], text: str, sent_on: date, country: str | None, whole: str
) -> date | None:
    if match.group("tomorrow"):
        return sent_on + DAY
    if match.group("weekday"):
        return _weekday(match, text, sent_on)
    numbers = _numbers(match, country, whole)
    if numbers is None:
        return None
    day, month, year = numbers
    if year is not None:
        return _within(_date(year, month, day), sent_on, LONGEST)
    this = _date(sent_on.year, month, day)
    if this is None or this < sent_on:
        this = _date(sent_on.year + 1, month, day)
    return _within(this, sent_on, LONGEST_WITHOUT_YEAR)


def _numbers(
    match: re.Match[str], country: str | None, whole: str
) -> tuple[int, int, int | None] | None:
    """Day, month and perhaps the year."""
    if match.group("iso"):
        year, month, day = (int(each) for each in match.group("iso").split("-"))
        return day, month, year
    found = re.findall(r"\d+", match.group())
    if match.group("words") or match.group("month"):
        said = (each.lower() for each in match.groups() if each)
        name = next(each for each in said if each in words.MONTHS)
        year_said = int(found[1]) if len(found) > 1 else None
        return int(found[0]), words.MONTHS[name], year_said
    first, second = int(found[0]), int(found[1])
    year_said = _year(found[2]) if len(found) > 2 else None
    if match.group("dots"):
        return first, second, year_said
    if "-" in match.group() and year_said is None:
        return None
    order = _order(first, second, country, whole)
    return (*order, year_said) if order else None


def _order(first: int, second: int, country: str | None, whole: str) -> tuple[int, int] | None:
    """Which of two numbers is the day: those who write English do not agree about it."""
    if first > 12 or first == second:
        return first, second
    english = len(words.ENGLISH.findall(whole)) > len(words.OTHER.findall(whole))
    if second > 12:
        return second, first
    if not english:
        return first, second
    if country is None:
        return None
    return (second, first) if country in words.MONTH_FIRST else (first, second)


def _weekday(match: re.Match[str], text: str, sent_on: date) -> date | None:
    wanted = words.WEEKDAYS[match.group().lower()]
    ahead = (wanted - sent_on.isoweekday() - 1) % 7 + 1
    day = sent_on + ahead * DAY
    if _NEXT.search(text[: match.start()]) and day.isocalendar()[1] == sent_on.isocalendar()[1]:
        return None  # "next Friday", said on a Tuesday: some mean this one, some the one after
    return day


def _year(said: str) -> int:
    return int(said) if len(said) == 4 else 2000 + int(said)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _within(day: date | None, sent_on: date, longest: timedelta) -> date | None:
    return day if day is not None and sent_on - DAY <= day <= sent_on + longest else None
