"""Fields with many inputs: who somebody is, the order of things, a table, and a text that asks nothing."""

import re
from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms.validators import StopValidation

from agency.briefs import limits, numerals, writing
from agency.briefs.fields import MAIN, AskedField, Labels, Parts
from agency.briefs.fields_choosing import Option, choices_of
from agency.briefs.kinds import QuestionKind
from agency.briefs.questionnaire import Question
from agency.kernel.i18n import pick

Kind = QuestionKind
# A table without a limit of its own; and how many of its rows lie ready to be filled in.
MOST_ROWS, READY_ROWS = 50, 3


class ContactField(AskedField):
    """Who somebody is, in one block: name, organisation, address, phone."""

    PARTS = (Kind.name.value, Kind.organisation.value, Kind.email.value, Kind.phone.value)
    WANTED = (Kind.name.value, Kind.email.value)

    def pre_validate(self, form: Any) -> None:
        if self.is_blank and self.question.required:
            self.wrong = {part: str(limits.NEEDED[Kind(part)]) for part in self.WANTED}
            raise StopValidation(self.needed())
        super().pre_validate(form)

    def check(self, form: Any) -> dict[str, str | None]:
        return {part: self._wrong(part, self.said(part)) for part in self.PARTS}

    def _wrong(self, part: str, words: str) -> str | None:
        kind = Kind(part)
        if not words.strip():
            wanted = self.question.required and part in self.WANTED
            return str(limits.NEEDED[kind]) if wanted else None
        if kind is Kind.email:
            return writing.wrong_address(words)
        if kind is Kind.phone:
            return writing.wrong_number(words)
        return limits.too_long(words, limits.LONGEST[kind])

    def answered(self) -> tuple[Any, Labels]:
        return {part: self.said(part) for part in self.PARTS if self.said(part).strip()}, {}

    @classmethod
    def again(cls, question: Question, value: Any, labels: Labels) -> Parts:
        return {part: [value[part]] for part in cls.PARTS if part in value}

    def named(self, part: str) -> str:
        names = {
            "name": _("Your name"),
            "organisation": _("Company or project"),
            "email": _("E-mail"),
            "phone": _("Phone"),
        }
        return str(names[part])

    def is_in_place(self, part: str) -> bool:
        return True

    def is_optional(self, part: str) -> bool:
        """Whether it may be left out where the block is wanted."""
        return self.question.required and part not in self.WANTED


class RankingField(AskedField):
    """An order: each choice has a place, 1 for the first; those without one come after."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.options: list[Option] = choices_of(self.question)
        self.labels: Labels = {each.value: each.label for each in self.options}

    def part_names(self, formdata: Any) -> Iterable[str]:
        return self.labels

    def check(self, form: Any) -> dict[str, str | None]:
        places: dict[int, str] = {}
        wrong: dict[str, str | None] = {}
        for part in self.labels:
            place, said = self._place(part), self.said(part).strip()
            if said and place is None:
                most = len(self.labels)
                wrong[part] = str(_("Write a place from 1 to %(most)d.", most=most))
            elif place is not None and place in places:
                taken = self.labels[places[place]]
                wrong[part] = str(
                    _("Place %(place)d is taken by “%(words)s”.", place=place, words=taken)
                )
            elif place is not None:
                places[place] = part
        return wrong or {self._first: limits.wrong_count(len(places), *self._bounds)}

    def answered(self) -> tuple[Any, Labels]:
        places = {self._place(part): part for part in self.labels if self._place(part) is not None}
        keys = [places[place] for place in sorted(places, key=lambda each: each or 0)]
        return keys, {key: self.labels[key] for key in keys}

    @classmethod
    def again(cls, question: Question, value: Any, labels: Labels) -> Parts:
        return {str(key): [str(place)] for place, key in enumerate(value, start=1)}

    def named(self, part: str) -> str:
        return self.labels.get(part, super().named(part))

    @property
    def first_input(self) -> str:
        return self.name_of(self._first)

    def is_in_place(self, part: str) -> bool:
        return True

    @property
    def in_order(self) -> list[Option]:
        """What is ranked, those with a place first."""
        return sorted(
            self.options, key=lambda each: self._place(each.value) or len(self.options) + 1
        )

    @property
    def most_places(self) -> int:
        """How many places there are."""
        return min(self.question.most or len(self.labels), len(self.labels))

    @property
    def _first(self) -> str:
        return next(iter(self.labels), MAIN)

    @property
    def _bounds(self) -> tuple[int | None, int | None]:
        count = len(self.labels)
        least, most = self.question.least, self.question.most
        return least and min(least, count), most

    def _place(self, part: str) -> int | None:
        figure = numerals.figure(self.said(part))
        if figure is None or not figure.isdecimal():
            return None
        return int(figure) if 1 <= int(figure) <= len(self.labels) else None


class TableField(AskedField):
    """Rows of words under the same heads; rows without a word are none."""

    more = 0

    def part_names(self, formdata: Any) -> Iterable[str]:
        columns = "|".join(re.escape(each.key) for each in self.question.columns)
        name = re.compile(rf"{re.escape(self.name)}\.([0-9]{{1,3}}\.(?:{columns}))")
        return [found[1] for key in formdata if (found := name.fullmatch(key))]

    def check(self, form: Any) -> dict[str, str | None]:
        long = {
            part: limits.too_long(self.said(part), limits.LONGEST_LINE)
            for part in self.parts
            if len(self.said(part)) > limits.LONGEST_LINE
        }
        return long or {"0." + self._first: self._wrong_count()}

    def _wrong_count(self) -> str | None:
        count, least = len(self.rows), self.question.least
        if least is not None and count < least:
            return str(
                ngettext("Fill in %(num)d row at least.", "Fill in %(num)d rows at least.", least)
            )
        if count > self.most:
            return str(
                ngettext(
                    "Fill in %(num)d row at most; now it has %(count)d.",
                    "Fill in %(num)d rows at most; now it has %(count)d.",
                    self.most,
                    count=count,
                )
            )
        return None

    @property
    def most(self) -> int:
        """How many rows it may have."""
        return self.question.most or MOST_ROWS

    @property
    def rows(self) -> list[dict[str, str]]:
        """The rows in which something was said, in their order."""
        numbers = sorted({int(part.partition(".")[0]) for part in self.parts})
        keys = [each.key for each in self.question.columns]
        rows = ({key: self.said(f"{n}.{key}") for key in keys} for n in numbers)
        told = ({key: words for key, words in row.items() if words.strip()} for row in rows)
        return [row for row in told if row]

    @property
    def places(self) -> range:
        """The rows to show: those that came, and some to fill in."""
        came = [int(part.partition(".")[0]) for part, typed in self.parts.items() if any(typed)]
        filled = max(came, default=-1) + 1
        ready = max(READY_ROWS, self.question.least or 0, filled + (self.more or bool(filled)))
        return range(max(filled, min(ready, self.most)))

    def answered(self) -> tuple[Any, Labels]:
        return self.rows, {}

    @classmethod
    def again(cls, question: Question, value: Any, labels: Labels) -> Parts:
        return {
            f"{n}.{key}": [str(words)] for n, row in enumerate(value) for key, words in row.items()
        }

    def named(self, part: str) -> str:
        row, _dot, key = part.partition(".")
        words = next((each.text for each in self.question.columns if each.key == key), {})
        return self.cell(int(row), words) if row.isdecimal() else super().named(part)

    def cell(self, row: int, words: dict[str, str]) -> str:
        """What a cell is called for the ear."""
        return str(_("%(column)s, row %(row)d", column=pick(words), row=row + 1))

    @property
    def first_input(self) -> str:
        return self.name_of(f"0.{self._first}")

    @property
    def _first(self) -> str:
        return self.question.columns[0].key if self.question.columns else MAIN


class StatementField(AskedField):
    """Words to be read; nothing is asked."""

    PARTS = ()

    def needed(self) -> str:
        return ""

    def pre_validate(self, form: Any) -> None:
        return None
