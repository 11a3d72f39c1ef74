"""The lines that answers suggest for an estimate, as they are edited in a template's draft."""

import json
from dataclasses import dataclass, field, replace
from functools import cached_property

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from agency.briefs import building_conditions
from agency.briefs.building import Draft
from agency.briefs.building_conditions import TypedGroup
from agency.briefs.building_page import Builder
from agency.briefs.comparing import ops_for
from agency.briefs.conditions import Group, Op
from agency.briefs.drafts import new_key
from agency.briefs.questionnaire import Page, Question, Questionnaire, Suggestion
from agency.briefs.templates import BriefTemplate
from agency.kernel.forms import parse_hours, tidy
from agency.kernel.i18n import LANGUAGES
from agency.kernel.marks import mark_of

Sent = MultiDict[str, str]
NEW = "new"
LONGEST_TEXT, LONGEST_SECTION, LONGEST_ROLE = 300, 120, 40
MOST_MINUTES = 60 * 2000
NOTHING = Group(True, ())


class LineChangedMeanwhile(Exception):
    """Somebody else changed the same line since this was begun; `theirs` is what it is now."""

    def __init__(self, theirs: Suggestion) -> None:
        self.theirs = theirs
        super().__init__()


@dataclass
class TypedLine:
    """A line with what is typed in its fields; hours stay as they were typed."""

    key: str
    text: dict[str, str]
    section: dict[str, str]
    hours: str
    most: str
    role: str
    condition: TypedGroup
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, line: Suggestion | None) -> "TypedLine":
        """As it is kept; a new one else."""
        if line is None:
            return cls(NEW, {}, {}, "", "", "", building_conditions.typed(None))
        return cls(
            line.key,
            line.text,
            line.section,
            _hours(line.minutes),
            _hours(line.most_minutes),
            line.role,
            building_conditions.typed(line.when),
        )

    @classmethod
    def read(cls, sent: Sent, key: str, asks: Questionnaire) -> "TypedLine":
        """As it was sent."""
        typed = cls(
            key,
            _texts(sent, "text", LONGEST_TEXT),
            _texts(sent, "section", LONGEST_SECTION),
            sent.get("hours", "").strip(),
            sent.get("most", "").strip(),
            tidy(sent.get("role", ""))[:LONGEST_ROLE],
            building_conditions.read(sent, asks),
        )
        typed.check()
        return typed

    def check(self) -> None:
        """What is still missing, by its field."""
        least, most = _minutes(self.hours), _minutes(self.most)
        if not self.text:
            self.errors["text"] = _("Write what the line says.")
        if not least:
            self.errors["hours"] = _("Enter the hours, like 2.5")
        if self.most and (most is None or most < (least or 0)):
            self.errors["most"] = _("Enter more hours than the least, or leave it empty")
        if self.condition.made() is None:
            self.errors["condition"] = _("Say which answer suggests it.")

    def made(self) -> Suggestion:
        """The line. Only where there are no errors is it all that was typed."""
        most = _minutes(self.most)
        return Suggestion(
            key=new_key("s") if self.key == NEW else self.key,
            text=self.text,
            section=self.section,
            minutes=_minutes(self.hours) or 0,
            most_minutes=most if most != _minutes(self.hours) else None,
            role=self.role,
            when=self.condition.made() or NOTHING,
        )


@dataclass
class Lines:
    """The lines of one template, and the one that is being edited."""

    template: BriefTemplate
    typed: TypedLine | None = None
    theirs: Suggestion | None = None
    is_refused: bool = False

    @cached_property
    def builder(self) -> Builder:
        """What the builder knows of the form."""
        return Builder(self.template)

    @property
    def asks(self) -> Questionnaire:
        """What is asked so far."""
        return self.builder.asks

    @property
    def languages(self) -> dict[str, str]:
        """The languages of the form with their names, the one at hand first."""
        return self.builder.languages

    @property
    def mark(self) -> str:
        """What stands for the line that is edited, as it is kept."""
        return mark(line_of(self.asks, self.typed.key) if self.typed else None)

    @property
    def earlier(self) -> list[tuple[Page, list[Question]]]:
        """The questions that a line may ask for, page by page: all that can be answered."""
        return [
            (page, mine)
            for page in self.asks.pages
            if (mine := [each for each in page.questions if ops_for(each)])
        ]

    def is_earlier(self, key: str) -> bool:
        """A line may ask for it."""
        return any(each.key == key for _page, those in self.earlier for each in those)

    def sentence(self, line: Suggestion) -> str:
        """Its condition in words."""
        return self.builder.sentence(line.when)

    def values_of(self, key: str) -> list[tuple[str, str]]:
        """What a condition can compare the answer with, in words."""
        return self.builder.values_of(key)

    def ops_of(self, key: str, chosen: Op) -> list[Op]:
        """The checks to choose from, with the one that is chosen."""
        return self.builder.ops_of(key, chosen)

    def press(self, command: str, path: str) -> None:
        """One of the buttons of the condition."""
        if self.typed is not None:
            those = [each for _page, mine in self.earlier for each in mine]
            building_conditions.press(self.typed.condition, command, path, those)
            self.typed.errors.clear()


def line_of(asks: Questionnaire, key: str) -> Suggestion | None:
    """The line with this key."""
    return next((each for each in asks.suggestions if each.key == key), None)


def with_line(draft: Draft, line: Suggestion) -> Draft:
    """With this line in the place of the one that has its key, else as the last."""
    lines = draft.asks.suggestions
    if line.key in {each.key for each in lines}:
        lines = tuple(line if each.key == line.key else each for each in lines)
    else:
        lines = (*lines, line)
    return replace(draft, asks=replace(draft.asks, suggestions=lines))


def without_line(draft: Draft, key: str) -> Draft:
    """Without it."""
    kept = tuple(each for each in draft.asks.suggestions if each.key != key)
    return replace(draft, asks=replace(draft.asks, suggestions=kept))


def must_be_seen(now: Suggestion | None, typed: Suggestion, seen: str) -> None:
    """Nobody else changed it since the page was made. Raises LineChangedMeanwhile."""
    if now is not None and mark(now) != seen and now != typed:
        raise LineChangedMeanwhile(now)


def mark(line: Suggestion | None) -> str:
    """What stands for a line as somebody saw it."""
    return mark_of(json.dumps(line.data() if line else None, sort_keys=True))


def _texts(sent: Sent, name: str, most: int) -> dict[str, str]:
    typed = {each: tidy(sent.get(f"{name}-{each}", ""))[:most] for each in LANGUAGES}
    return {language: words for language, words in typed.items() if words}


def _minutes(typed: str) -> int | None:
    found = parse_hours(typed) if typed else None
    return found if found is not None and 0 < found <= MOST_MINUTES else None


def _hours(minutes: int | None) -> str:
    return f"{minutes / 60:g}" if minutes else ""
