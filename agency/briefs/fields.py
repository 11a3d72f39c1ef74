"""What every field of a brief can say about its answer, and the fields in which words are typed.

A field says what to do when an answer does not fit. It may have several inputs: the parts of what came have
names of their own, like "q-when.from"; the main one has none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from wtforms import Field
from wtforms.utils import unset_value
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import EmailInput, TelInput, TextArea, TextInput

from agency.briefs import limits, writing
from agency.briefs.questionnaire import OTHER, Question

Labels = dict[str, str]
# What was typed, by the part of the field; "" is the main one.
Parts = dict[str, list[str]]
MAIN = ""


@dataclass(frozen=True)
class Problem:
    """What is wrong in one input: its id, its name for the person, and what to do."""

    id: str
    label: str
    words: str


class AskedField(Field):
    """The field of a question.

    `is_shown`: the conditions of the question hold. `is_left`: the visitor did not have it before their eyes, so
    that nothing said is no answer taken back. `is_fit` is what the checks said, also where nobody complains.
    """

    PARTS: ClassVar[tuple[str, ...]] = (MAIN,)

    def __init__(
        self, label: str = "", validators: Sequence[Any] = (), *, question: Question, **more: Any
    ) -> None:
        super().__init__(label, validators, **more)
        self.question = question
        self.parts: Parts = {}
        self.wrong: Labels = {}
        self.is_shown, self.is_left, self.is_fit = True, False, True

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        super().process(formdata, data, extra_filters)
        if formdata is not None:
            self.parts = self.gather(formdata)

    def gather(self, formdata: Any) -> Parts:
        """All that came for it. A file in the place of words is nothing that was typed."""
        found = {
            part: [_lines(each) for each in formdata.getlist(self.name_of(part)) if _is_text(each)]
            for part in self.part_names(formdata)
        }
        return {part: values for part, values in found.items() if values}

    def part_names(self, formdata: Any) -> Iterable[str]:
        """The parts that it may have."""
        return self.PARTS

    def name_of(self, part: str) -> str:
        """The name of an input; its id is the same."""
        return f"{self.name}.{part}" if part else str(self.name)

    def pre_validate(self, form: Any) -> None:
        if self.is_blank:
            if self.question.required:
                raise StopValidation(self.needed())
            return
        self.wrong = {part: str(words) for part, words in self.check(form).items() if words}
        if self.wrong:
            raise ValidationError(" ".join(dict.fromkeys(self.wrong.values())))

    def check(self, form: Any) -> dict[str, str | None]:
        """What is wrong with what was said, by part."""
        return {}

    def needed(self) -> str:
        """What to say when it was left out."""
        return limits.needed(self.question)

    def said(self, part: str = MAIN) -> str:
        """What was typed into a part of it; the first words, should it have come several times."""
        values = self.parts.get(part, ())
        return next((each for each in values if each.strip()), next(iter(values), ""))

    @property
    def is_blank(self) -> bool:
        """Nothing was answered."""
        return not any(typed.strip() for values in self.parts.values() for typed in values)

    @property
    def typed(self) -> Any:
        """What was typed, to be kept even when it does not fit; None where nothing is typed."""
        if set(self.parts) == {MAIN} and len(self.parts[MAIN]) == 1:
            return self.parts[MAIN][0]
        return self.parts or None

    def answered(self) -> tuple[Any, Labels]:
        """The value to keep, and the wording of the choices taken."""
        return self.said(), {}

    @property
    def stands(self) -> Any:
        """What is answered here, in a form that is the same whoever writes it; None where nothing is."""
        if self.is_blank:
            return None
        if self.is_fit:
            value, labels = self.answered()
            return [value, labels.get(OTHER)]
        return {part: values for part, values in self.parts.items() if any(map(str.strip, values))}

    @classmethod
    def again(cls, question: Question, value: Any, labels: Labels) -> Parts:
        """The parts as they would be typed to give this value."""
        return {MAIN: [str(value)]}

    @property
    def problems(self) -> list[Problem]:
        """What is wrong, input by input."""
        if not self.errors:
            return []
        if self.wrong:
            return [
                Problem(self.input_of(part), self.named(part), words)
                for part, words in self.wrong.items()
            ]
        return [Problem(self.first_input, self.label.text, " ".join(map(str, self.errors)))]

    @property
    def first_input(self) -> str:
        """The id of the input to go to."""
        return self.name_of(self.PARTS[0])

    def input_of(self, part: str) -> str:
        """The id of the input of this part."""
        return self.name_of(part)

    def named(self, part: str) -> str:
        """What a part of it is called."""
        return str(self.label.text)

    @property
    def wrong_above(self) -> list[str]:
        """What is wrong with the whole of it, and is not said at one of its inputs."""
        if not self.wrong:
            return list(map(str, self.errors))
        above = (words for part, words in self.wrong.items() if not self.is_in_place(part))
        return list(dict.fromkeys(above)) if self.errors else []

    def is_in_place(self, part: str) -> bool:
        """Whether what is wrong in this part is said right there."""
        return False

    def wrong_in(self, part: str) -> str:
        """What is wrong in this part, if anybody complains of it now."""
        return self.wrong.get(part, "") if self.errors else ""


class WordsField(AskedField):
    """A line of words."""

    widget = TextInput()

    def _value(self) -> str:
        return self.said()

    def check(self, form: Any) -> dict[str, str | None]:
        words = self.said()
        long = limits.too_long(words, limits.longest(self.question))
        short = limits.too_short(words, self.question.least)
        return {MAIN: self.misspelt() or long or short}

    def misspelt(self) -> str | None:
        """What is wrong with how it is written."""
        return None


class LongField(WordsField):
    """Many words."""

    widget = TextArea()


class EmailField(WordsField):
    """An address that can get a letter."""

    widget = EmailInput()

    def misspelt(self) -> str | None:
        return writing.wrong_address(self.said())


class PhoneField(WordsField):
    """A number that can be dialled, written in any way."""

    widget = TelInput()

    def misspelt(self) -> str | None:
        return writing.wrong_number(self.said())


class LinkField(WordsField):
    """The address of a page; https stands before it, whether it was typed or not."""

    # No field for addresses: the browser would want the https typed, and we do not.
    def misspelt(self) -> str | None:
        return writing.wrong_link(self.said())

    def answered(self) -> tuple[Any, Labels]:
        return writing.link(self.said()), {}


def kept_parts(value: Any) -> Parts:
    """The parts of what was kept as it was typed."""
    if isinstance(value, dict):
        return {str(part): list(map(str, _listed(each))) for part, each in value.items()}
    return {MAIN: [str(each) for each in _listed(value)]}


def _listed(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    return [] if value in (None, "") else [value]


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _lines(text: str) -> str:
    # Browsers send every line break as CR LF.
    return text.replace("\r\n", "\n")
