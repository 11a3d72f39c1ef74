"""Conditions read back as sentences: shown when “What has to be in it?” is Shop or Booking."""

from functools import reduce

from flask_babel import gettext as _

from agency.briefs import budget
from agency.briefs.conditions import Check, Condition, Group, Op
from agency.briefs.kinds import QuestionKind
from agency.briefs.questionnaire import OTHER, Question, Questionnaire
from agency.kernel.i18n import language, pick

SHORT = 60


def sentence(condition: Condition | None, asks: Questionnaire) -> str:
    """The whole condition, to follow "shown when"; "" where there is none."""
    if isinstance(condition, Check):
        return _check(condition, asks)
    if condition is None:
        return ""
    parts = [part for each in condition.parts if (part := _part(each, asks))]
    return reduce(both if condition.every else either, parts) if parts else ""


def both(more: str, last: str) -> str:
    """Two of which each counts."""
    return str(_("%(more)s and %(last)s", more=more, last=last))


def either(more: str, last: str) -> str:
    """Two of which one counts."""
    return str(_("%(more)s or %(last)s", more=more, last=last))


def called(question: Question | None) -> str:
    """What a question is called in a sentence: its wording, else its kind."""
    words = pick(question.text) if question is not None else ""
    if len(words) > SHORT:
        words = words[: SHORT - 1].rstrip() + "…"
    return words or str(_("a question without words"))


def value_words(question: Question | None, value: str) -> str:
    """A value that a condition compares with, as the form words it."""
    if question is None:
        return value
    if value == OTHER and question.other:
        return str(_("something else"))
    if question.kind is QuestionKind.yes_no and value in ("yes", "no"):
        return str(_("yes") if value == "yes" else _("no"))
    for choice in question.choices:
        if choice.key == value:
            return pick(choice.text) or _range(choice.least, choice.most, question.currency)
    return str(_("a choice that is gone")) if question.choices else value


def speaks(languages: tuple[str, ...]) -> str:
    """The language in which a form is shown to whoever makes it: their own where the form has it."""
    return language() if language() in languages else languages[0]


def _range(least: int | None, most: int | None, currency: str) -> str:
    if least is None and most is None:
        return str(_("a choice without words"))
    return budget.span(least, most, currency or "EUR")


def _part(condition: Condition, asks: Questionnaire) -> str:
    words = sentence(condition, asks)
    return f"({words})" if isinstance(condition, Group) and len(condition.parts) > 1 else words


def _check(check: Check, asks: Questionnaire) -> str:
    question = asks.by_key.get(check.question)
    name = called(question) if question is not None else str(_("a question that is gone"))
    values = _either([value_words(question, each) for each in check.values])
    ways = {
        Op.answered: _("“%(question)s” is answered", question=name),
        Op.unanswered: _("“%(question)s” is left out", question=name),
        Op.is_: _("“%(question)s” is %(values)s", question=name, values=values),
        Op.is_not: _("“%(question)s” is not %(values)s", question=name, values=values),
        Op.at_least: _("“%(question)s” is at least %(values)s", question=name, values=values),
        Op.at_most: _("“%(question)s” is at most %(values)s", question=name, values=values),
    }
    return str(ways[check.op])


def _either(values: list[str]) -> str:
    if not values:
        return "…"
    if len(values) == 1:
        return values[0]
    return either(", ".join(values[:-1]), values[-1])
