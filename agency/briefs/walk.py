"""The way through a questionnaire for one set of answers: which pages and questions are shown, in their order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from agency.briefs.conditions import Condition, asked_of, holds
from agency.briefs.questionnaire import Page, Question, Questionnaire


@dataclass(frozen=True)
class Walk:
    """What is shown to somebody who gave these answers (`values` by the key of their question)."""

    asks: Questionnaire
    values: Mapping[str, Any]

    @cached_property
    def shown(self) -> frozenset[str]:
        """The keys of the questions that are shown."""
        judged: dict[str, bool] = {}
        return frozenset(key for key in self.asks.by_key if self._judge(key, judged))

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """The pages that show anything."""
        return tuple(page for page in self.asks.pages if self.questions_of(page))

    def questions_of(self, page: Page) -> list[Question]:
        """The questions of this page that are shown."""
        return [each for each in page.questions if each.key in self.shown]

    def is_shown(self, question: Question) -> bool:
        """Whether it is asked, after these answers."""
        return question.key in self.shown

    def next(self, page: Page) -> Page | None:
        """The page after it; None on the last one."""
        return next((each for each in self.pages if each.number > page.number), None)

    def previous(self, page: Page) -> Page | None:
        """The page before it; None on the first one."""
        before = [each for each in self.pages if each.number < page.number]
        return before[-1] if before else None

    def place(self, page: Page) -> int:
        """Which of the pages shown it is, from 1."""
        return 1 + sum(each.number < page.number for each in self.pages)

    def minutes_from(self, page: Page | None = None) -> int:
        """About how long it takes from this page to the end; from the first one where none is given."""
        left = [each for each in self.pages if page is None or each.number >= page.number]
        seconds = sum(question.seconds for each in left for question in self.questions_of(each))
        return max(1, round(seconds / 60))

    def _judge(self, key: str, judged: dict[str, bool]) -> bool:
        if key not in judged:
            # A circle, which no published form has, shows its questions rather than hiding them for ever.
            judged[key] = True
            conditions = conditions_of(self.asks, self.asks.by_key[key])
            asked = {each for one in conditions for each in asked_of(one)}
            told = {
                each: self.values.get(each)
                for each in asked
                if each in self.asks.by_key and self._judge(each, judged)
            }
            judged[key] = all(holds(each, told) for each in conditions)
        return judged[key]


def conditions_of(asks: Questionnaire, question: Question) -> list[Condition]:
    """What decides whether it is shown: the conditions of its page and its own."""
    page = asks.pages_by_question[question.key]
    return [each for each in (page.shown_when, question.shown_when) if each is not None]


def behind(asks: Questionnaire, keys: Iterable[str]) -> set[str]:
    """These questions, and all whose answers their conditions ask for, however far away."""
    found, waiting = set(), set(keys) & asks.by_key.keys()
    while waiting:
        key = waiting.pop()
        found.add(key)
        conditions = conditions_of(asks, asks.by_key[key])
        asked = {each for one in conditions for each in asked_of(one)}
        waiting |= (asked & asks.by_key.keys()) - found
    return found
