"""Fields in which something is chosen: one of several, several, points, a range of money, a tick."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from flask_babel import gettext as _

from agency.briefs import budget, limits
from agency.briefs.fields import MAIN, AskedField, Labels, Parts
from agency.briefs.kinds import QuestionKind
from agency.briefs.questionnaire import OTHER, Choice, Question
from agency.kernel.i18n import pick

Kind = QuestionKind
# More than these are a list that folds, or one with a field that looks through it.
MOST_IN_SIGHT = 12


class Option(NamedTuple):
    """A choice as it is offered."""

    value: str
    label: str


def choices_of(question: Question) -> list[Option]:
    """Keys and wordings of the choices in the language at hand, a range's from its figures."""
    return [Option(each.key, words_of(each, question.currency)) for each in question.choices]


def words_of(choice: Choice, currency: str) -> str:
    """The words of a choice, or its range of money."""
    return pick(choice.text) if choice.text else budget.span(choice.least, choice.most, currency)


class ChoosingField(AskedField):
    """What choosing one and choosing several share: what is offered, and words of their own."""

    PARTS = (MAIN, OTHER)
    takes_several = False

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.options: Sequence[Option] = self.offered()
        self.labels: Labels = {each.value: each.label for each in self.options}

    def offered(self) -> list[Option]:
        """What may be chosen."""
        options = choices_of(self.question)
        if self.question.other and not any(each.value == OTHER for each in options):
            money = self.question.kind is Kind.budget
            options.append(Option(OTHER, _("Another amount") if money else _("Something else")))
        return options

    @property
    def is_long(self) -> bool:
        """Too many choices to stand there one by one."""
        return len(self.options) > MOST_IN_SIGHT and not self.pictures

    @property
    def pictures(self) -> dict[str, str]:
        """The digests of the pictures, by the choices that have one."""
        return {each.key: each.picture for each in self.question.choices if each.picture}

    @property
    def own(self) -> str:
        """The words of their own."""
        return self.said(OTHER) if self.question.other else ""

    @property
    def chosen(self) -> list[str]:
        """The keys taken. Whoever wrote words of their own, and took nothing, took these."""
        keys = list(dict.fromkeys(each for each in self.parts.get(MAIN, ()) if each.strip()))
        return keys or ([OTHER] if self.own.strip() else [])

    @property
    def typed(self) -> Any:
        # A choice that was not offered is nothing that anybody typed.
        if not set(self.chosen) <= set(self.labels):
            return {OTHER: [self.own]} if self.own.strip() else None
        return super().typed

    @property
    def first_input(self) -> str:
        return self.name_of("" if self.is_long and not self.takes_several else "1")

    def input_of(self, part: str) -> str:
        return self.name_of(part) if part else self.first_input

    def is_in_place(self, part: str) -> bool:
        return part == OTHER

    def wrong_own(self) -> str | None:
        """What is wrong with the words of their own, where they are taken."""
        if OTHER not in self.chosen or not self.question.other:
            return None
        if not self.own.strip():
            return str(_("Write your own answer here, or choose another one."))
        return limits.too_long(self.own, limits.LONGEST_LINE)

    def worded(self, keys: Iterable[str]) -> Labels:
        """The labels to keep: of what was taken, and the words of their own, taken or not."""
        labels = {key: self.labels[key] for key in keys}
        return labels | ({OTHER: self.own.strip()} if self.own.strip() else {})


class ChoiceField(ChoosingField):
    """One of several."""

    def check(self, form: Any) -> dict[str, str | None]:
        if len(self.chosen) != 1 or self.chosen[0] not in self.labels:
            return {MAIN: str(_("Choose one of the answers shown here."))}
        return {OTHER: self.wrong_own()}

    def answered(self) -> tuple[Any, Labels]:
        (key,) = self.chosen
        return key, self.worded([key])

    @classmethod
    def again(cls, question: Question, value: Any, labels: Labels) -> Parts:
        return {MAIN: [str(value)], **own_again(question, labels)}


class YesNoField(ChoiceField):
    """Yes or no."""

    def offered(self) -> list[Option]:
        return [Option("yes", _("Yes")), Option("no", _("No"))]


class RatingField(ChoiceField):
    """So many points of so many, as radios that say both."""

    def offered(self) -> list[Option]:
        least, most = scale(self.question)
        return [
            Option(str(n), _("%(points)s of %(most)s", points=n, most=most))
            for n in range(least, most + 1)
        ]


class ManyField(ChoosingField):
    """Several of several."""

    takes_several = True

    def check(self, form: Any) -> dict[str, str | None]:
        if not set(self.chosen) <= set(self.labels):
            return {MAIN: str(_("Choose one of the answers shown here."))}
        count = limits.wrong_count(len(self.chosen), self.question.least, self.question.most)
        return {MAIN: count, OTHER: self.wrong_own()}

    def answered(self) -> tuple[Any, Labels]:
        keys = [key for key in self.labels if key in self.chosen]
        return keys, self.worded(keys)

    @classmethod
    def again(cls, question: Question, value: Any, labels: Labels) -> Parts:
        return {MAIN: [str(each) for each in value], **own_again(question, labels)}


class RangeField(ChoiceField):
    """A range of money, or an amount of their own."""

    def wrong_own(self) -> str | None:
        if OTHER not in self.chosen or not self.question.other:
            return None
        if budget.amount(self.own, self.question.currency) is None:
            return budget.how_to_write(self.question.currency)
        return None

    def answered(self) -> tuple[Any, Labels]:
        value, labels = super().answered()
        amount = budget.amount(self.own, self.question.currency) if self.own.strip() else None
        if value == OTHER and self.question.other and amount is not None:
            return {"minor": amount.minor, "currency": amount.currency}, {}
        return value, labels

    @classmethod
    def again(cls, question: Question, value: Any, labels: Labels) -> Parts:
        if isinstance(value, dict):
            return {MAIN: [OTHER], OTHER: [budget.typed(value, question.currency)]}
        return super().again(question, value, labels)


class ConsentField(AskedField):
    """A tick below words that are kept with it."""

    def check(self, form: Any) -> dict[str, str | None]:
        ticked = self.said() == "yes"
        return {} if ticked else {MAIN: self.needed()}

    @property
    def typed(self) -> Any:
        return None

    def answered(self) -> tuple[Any, Labels]:
        return "yes", {"yes": _("Agreed")}


def scale(question: Question) -> tuple[int, int]:
    """The first and the last point of a rating."""
    least = 1 if question.least is None else max(0, min(question.least, 1))
    most = 5 if question.most is None else max(2, min(question.most, 10))
    return least, most


def own_again(question: Question, labels: Labels) -> Parts:
    """The words of their own, as they were typed."""
    return {OTHER: [labels[OTHER]]} if question.other and OTHER in labels else {}
