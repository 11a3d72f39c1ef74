"""What the builder shows: the form as a list, the one thing that is being edited, and what is wrong."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

from agency.briefs import building, building_conditions, drafts
from agency.briefs.building_forms import TypedPage, TypedQuestion
from agency.briefs.comparing import ops_for, values_of
from agency.briefs.condition_words import called, sentence, value_words
from agency.briefs.conditions import Condition, Op
from agency.briefs.differences import between, name_of
from agency.briefs.drafts import NotThere
from agency.briefs.faults import Fault
from agency.briefs.questionnaire import Page, Question, Questionnaire
from agency.briefs.reading import parsed
from agency.briefs.soundness import faults
from agency.briefs.templates import BriefTemplate
from agency.kernel.i18n import LANGUAGES, language

Typed = TypedQuestion | TypedPage


@dataclass
class Builder:
    """The builder of one template, at one of its questions, at a page, or at the whole.

    `typed` is what stands in the fields; after a refusal `theirs` is what somebody else made of the same, and
    `problem` is why nothing was done.
    """

    template: BriefTemplate
    typed: Typed | None = None
    theirs: Question | Page | None = None
    is_refused: bool = False
    is_gone: bool = False
    problem: str = ""

    @classmethod
    def at(cls, template: BriefTemplate, where: str) -> "Builder":
        """As it opens at "question:<key>", "page:<key>" or "whole"; at the first question else."""
        made = cls(template)
        kind, _, key = where.partition(":")
        try:
            if kind == "question":
                made.typed = TypedQuestion.of(drafts.question_of(made.asks, key))
            elif kind == "page":
                made.typed = TypedPage.of(drafts.page_of(made.asks, key))
            elif kind != "whole":
                made.typed = made._first()
        except NotThere:
            made.typed = made._first()
        return made

    @cached_property
    def draft(self) -> building.Draft:
        """What is being made."""
        return building.draft_of(self.template)

    @property
    def asks(self) -> Questionnaire:
        """What is asked so far."""
        return self.draft.asks

    @property
    def question(self) -> Question | None:
        """The question that is edited."""
        return self.typed.question if isinstance(self.typed, TypedQuestion) else None

    @property
    def page(self) -> Page | None:
        """The page that is edited, or on which the question stands."""
        if isinstance(self.typed, TypedPage):
            return self.typed.page
        key = self.question.key if self.question else ""
        return self.asks.pages_by_question.get(key) or next(iter(self.asks.pages), None)

    @property
    def where(self) -> str:
        """What is edited, as an address has it."""
        if self.question is not None:
            return f"question:{self.question.key}"
        return f"page:{self.page.key}" if self.typed is not None and self.page else "whole"

    @property
    def mark(self) -> str:
        """What stands for what is shown, so that nobody writes over another's words."""
        if self.question is not None:
            return building.mark(self.asks.by_key.get(self.question.key))
        page = self.page if self.typed is not None else None
        return building.mark(
            next((each for each in self.asks.pages if page and each.key == page.key), None)
        )

    @property
    def languages(self) -> dict[str, str]:
        """The languages of the form with their names, the one at hand first."""
        codes = sorted(self.asks.languages, key=lambda each: each != language())
        return {code: LANGUAGES[code] for code in codes}

    @cached_property
    def faults(self) -> list[Fault]:
        """All that is wrong with what is kept."""
        if self.template.draft is None:
            return faults(self.asks)
        return list(_faults(self.template.draft, language()))

    @property
    def stops(self) -> list[Fault]:
        """What has to be mended before it is published."""
        return [each for each in self.faults if not each.is_warning]

    @property
    def warnings(self) -> list[Fault]:
        """What should be looked at."""
        return [each for each in self.faults if each.is_warning]

    def faults_of(self, kind: str, key: str) -> list[Fault]:
        """What is wrong with one question or page."""
        return [each for each in self.faults if each.kind == kind and each.key == key]

    def sentence(self, condition: Condition | None) -> str:
        """A condition in words."""
        return sentence(condition, self.asks)

    @property
    def earlier(self) -> list[tuple[Page, list[Question]]]:
        """The questions that a condition may ask for, page by page."""
        thing = self.question or self.page
        if thing is None:
            return []
        found = building_conditions.earlier(self.asks, thing)
        return [
            (page, mine)
            for page in self.asks.pages
            if (mine := [each for each in found if each in page.questions])
        ]

    @property
    def place(self) -> tuple[int, int] | None:
        """Which question of how many on its page it is; None where it is gone."""
        key = self.question.key if self.question else ""
        if key not in self.asks.by_key:
            return None
        keys = [each.key for each in self.asks.pages_by_question[key].questions]
        return keys.index(key) + 1, len(keys)

    def is_earlier(self, key: str) -> bool:
        """A condition may ask for it."""
        return any(each.key == key for _page, those in self.earlier for each in those)

    def values_of(self, key: str) -> list[tuple[str, str]]:
        """What a condition can compare the answer with, in words; none where one types it."""
        question = self.asks.by_key.get(key)
        if question is None:
            return []
        return [(each, value_words(question, each)) for each in values_of(question)]

    def ops_of(self, key: str, chosen: Op) -> list[Op]:
        """The checks to choose from, with the one that is chosen."""
        question = self.asks.by_key.get(key)
        fitting = list(ops_for(question)) if question else []
        return fitting if chosen in fitting else [*fitting, chosen]

    def name_at(self, fault: Fault) -> str:
        """What a fault is about, by its name; "" for the whole."""
        if fault.kind == "question":
            return called(self.asks.by_key.get(fault.key))
        page = next((each for each in self.asks.pages if each.key == fault.key), None)
        return name_of(page) if page is not None else ""

    def theirs_told(self) -> list[tuple[str, str]]:
        """What somebody else made of the same, part by part, where it is otherwise than what is typed."""
        if self.theirs is None or self.typed is None:
            return []
        return [
            (change.part, change.after)
            for change in between(self.typed.made(), self.theirs, self.asks)
        ]

    @property
    def is_changed(self) -> bool:
        """There is something to publish."""
        return building.is_changed(self.template)

    def _first(self) -> Typed | None:
        question = next(iter(self.asks.questions), None)
        if question is not None:
            return TypedQuestion.of(question)
        page = next(iter(self.asks.pages), None)
        return TypedPage.of(page) if page is not None else None


@lru_cache(maxsize=64)
def _faults(text: str, language: str) -> tuple[Fault, ...]:
    # The language is part of the question: the words of a fault are in it.
    return tuple(faults(parsed(text)))
