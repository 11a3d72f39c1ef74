"""Whether anybody can ever come to a question: a search through the answers that its conditions tell apart.

A condition asks of questions, which have conditions of their own. For all of these together the answers are
finite in what they change: a choice taken or not, a figure below, at or above each bound that is named. They are gone
through one after the other, in the order in which they are asked, so that an answer to a question that is not shown
is never counted. Beyond MOST_TRIED answers the search gives up, and what it has not decided is not held against the
form.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from typing import Any

from agency.briefs.comparing import values_of
from agency.briefs.conditions import Check, Condition, asked_of, checks_of, figure_of, holds
from agency.briefs.kinds import QuestionKind
from agency.briefs.questionnaire import Page, Question, Questionnaire
from agency.briefs.walk import behind, conditions_of

MOST_TRIED = 5_000
# For all questions of a form together: whoever builds it waits for this with every page.
MOST_TRIED_IN_ALL = 40_000
# Of a question with more choices named than that, not every handful is gone through.
MOST_TAKEN = 10
Kind = QuestionKind
COUNTED = (Kind.rating, Kind.file)
ELSE = "\x00else"


class Undecided(Exception):
    """There are more answers than we go through."""


@dataclass
class Search:
    """Goes through answers until everything that is wanted holds; each question asked of only once a way."""

    asks: Questionnaire
    tried: int = 0
    tried_in_all: int = 0
    checks: dict[str, list[Check]] = field(default_factory=dict)

    def can_hold(self, wanted: Iterable[Condition | None]) -> bool:
        """Some answers make all of these hold. Where it cannot tell, it says so too."""
        conditions = [each for each in wanted if each is not None]
        asked = {key for each in conditions for key in asked_of(each)}
        keys = sorted(behind(self.asks, asked), key=self.asks.order.__getitem__)
        self.checks = self._checks(keys, conditions)
        self.tried = 0
        try:
            return self._try(keys, {}, conditions)
        except Undecided:
            return True

    def _try(self, keys: list[str], values: dict[str, Any], wanted: list[Condition]) -> bool:
        self.tried += 1
        self.tried_in_all += 1
        if self.tried > MOST_TRIED or self.tried_in_all > MOST_TRIED_IN_ALL:
            raise Undecided
        if not keys:
            return all(holds(each, values) for each in wanted)
        key, *rest = keys
        question = self.asks.by_key[key]
        if not all(holds(each, values) for each in conditions_of(self.asks, question)):
            return self._try(rest, values, wanted)
        return any(
            self._try(rest, values if value is None else {**values, key: value}, wanted)
            for value in answers(question, self.checks[key])
        )

    def _checks(self, keys: list[str], wanted: list[Condition]) -> dict[str, list[Check]]:
        questions = [self.asks.by_key[key] for key in keys]
        every = [*wanted, *(one for each in questions for one in conditions_of(self.asks, each))]
        made: dict[str, list[Check]] = {key: [] for key in keys}
        for check in (check for each in every for check in checks_of(each)):
            if check.question in made:
                made[check.question].append(check)
        return made


def can_be_shown(
    asks: Questionnaire, page: Page, question: Question | None = None, search: Search | None = None
) -> bool:
    """Somebody may come to this page, or to this question of it; with the same `search`, all share what it tries."""
    own = question.shown_when if question is not None else None
    if page.shown_when is None and own is None:
        return True
    return (search or Search(asks)).can_hold((page.shown_when, own))


def answers(question: Question, checks: list[Check]) -> Iterator[Any]:
    """The answers that these checks tell apart; None is no answer, which a required question does not get."""
    if not question.required or not question.kind.is_answered:
        yield None
    if not question.kind.is_answered:
        return
    named = {value for check in checks for value in check.values}
    if question.kind is Kind.many:
        yield from _handfuls(question, named)
    elif values_of(question):
        yield from values_of(question)
    elif question.kind in (Kind.number, Kind.rating, Kind.file, Kind.budget):
        yield from _figures(question, named)
    elif question.kind in (Kind.contact, Kind.days, Kind.table, Kind.ranking):
        yield {"given": "yes"}
    else:
        yield from sorted(named)
        yield ELSE


def _handfuls(question: Question, named: set[str]) -> Iterator[list[str]]:
    """Every handful of the choices that are named, each with as many of the others as may be."""
    keys = values_of(question)
    told, others = [key for key in keys if key in named], [key for key in keys if key not in named]
    if len(told) > MOST_TAKEN:
        raise Undecided
    least, most = max(question.least or 1, 1), question.most or len(keys)
    for count in range(len(told) + 1):
        more = max(least - count, 1 if count == 0 else 0)
        if count + more > most or more > len(others):
            continue
        for taken in combinations(told, count):
            yield [*taken, *others[:more]]


def _figures(question: Question, named: set[str]) -> Iterator[Any]:
    """The figures at, between and beyond the bounds that are named; of what is counted, whole ones."""
    bounds = {figure for value in named if (figure := figure_of(value)) is not None}
    least, most = _limits(question)
    bounds |= {each for each in (least, most) if each is not None}
    ordered = sorted(bounds) or [1.0]
    between = [(a + b) / 2 for a, b in pairwise(ordered)]
    figures = {*ordered, *between, ordered[0] - 1, ordered[-1] + 1}
    if question.kind in COUNTED:
        figures = {each for each in figures if each == int(each)}
        figures |= {int(each) + step for each in ordered for step in (-1, 1)}
    for figure in sorted(figures):
        if (least is None or figure >= least) and (most is None or figure <= most):
            yield _as_answer(question.kind, figure)


def _limits(question: Question) -> tuple[float | None, float | None]:
    if question.kind is Kind.rating:
        return 1, question.most or 5
    if question.kind is Kind.file:
        return max(question.least or 1, 1), question.most
    if question.kind is Kind.budget:
        return 0, None
    return question.least, question.most


def _as_answer(kind: QuestionKind, figure: float) -> Any:
    if kind is Kind.budget:
        return {"minor": round(figure * 100), "currency": "EUR"}
    return f"{figure:.6f}".rstrip("0").rstrip(".")
