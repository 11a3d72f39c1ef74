"""The way through one brief after its answers: what is asked, what is still missing, where to go on."""

from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Mapped

from agency.briefs.answers import BY_LEAD, Answer
from agency.briefs.questionnaire import Page, Question, Questionnaire
from agency.briefs.templates import BriefVersion
from agency.briefs.walk import Walk


class FindsItsWay:
    """The part of a brief that knows what is shown after its answers, and which page comes next."""

    if TYPE_CHECKING:
        version: Mapped[BriefVersion]
        answers: Mapped[list[Answer]]

    @property
    def asks(self) -> Questionnaire:
        """What it asks, as it was when it began."""
        return self.version.asks

    @property
    def values(self) -> dict[str, Any]:
        """What was answered and fits, by the key of the question; files count by their number."""
        return {one.question_key: one.told for one in self.answers if one.fits}

    def walk(self) -> Walk:
        """The way through it after the answers so far."""
        return Walk(self.asks, self.values)

    def answer_to(self, question: Question) -> Answer | None:
        """What was answered to this question."""
        return next((one for one in self.answers if one.question_key == question.key), None)

    def is_known(self, question: Question) -> bool:
        """The lead told us the answer before, and nobody gave another. What came by address is asked all the same."""
        found = self.answer_to(question)
        return found is not None and found.by == BY_LEAD and found.fits

    def unanswered(self) -> list[Question]:
        """The questions shown without an answer, in the order in which they are asked."""
        walk = self.walk()
        answered = {one.question_key for one in self.answers if not one.is_empty}
        return [
            each
            for page in walk.pages
            for each in walk.questions_of(page)
            if each.kind.is_answered and each.key not in answered
        ]

    def knows(self, page: Page) -> bool:
        """All that this page asks was known before: it may be passed over."""
        asked = [each for each in self.walk().questions_of(page) if each.kind.is_answered]
        return bool(asked) and all(self.is_known(each) for each in asked)

    def page_after(self, page: Page) -> Page | None:
        """The next page that asks for anything; None on the last one."""
        found = self.walk().next(page)
        while found is not None and self.knows(found):
            found = self.walk().next(found)
        return found

    def page_to_mend(self) -> Page | None:
        """The first page with an answer that is missing or does not fit; None when it is complete."""
        walk = self.walk()
        unfit = {one.question_key for one in self.answers if not one.fits} & walk.shown
        missing = {each.key for each in self.unanswered() if each.required}
        return next(
            (page for page in walk.pages for each in page.questions if each.key in unfit | missing),
            None,
        )

    def page_to_go_on(self) -> Page:
        """Where somebody who comes back goes on: the first page that is wanting or untouched."""
        walk = self.walk()
        answered = {one.question_key for one in self.answers if not one.is_unseen}
        untouched = (
            page
            for page in walk.pages
            if not answered & {each.key for each in walk.questions_of(page)}
        )
        pages = [page for page in (self.page_to_mend(), next(untouched, None)) if page is not None]
        return min(pages, key=lambda page: page.number, default=self._last(walk))

    def _last(self, walk: Walk) -> Page:
        return (walk.pages or self.asks.pages)[-1]
