"""The draft of a template: what is being made, what was taken out of it, and who changed it last.

A draft begins as what counts now. Its edits are counted: a page tells which count it was made on, and whoever changed
the same thing on an earlier one is told instead of writing over it.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from agency.briefs import drafts
from agency.briefs.drafts import NotThere, Place
from agency.briefs.questionnaire import Page, Question, Questionnaire
from agency.briefs.reading import parsed, read
from agency.briefs.templates import BriefTemplate
from agency.kernel.db import db
from agency.kernel.i18n import LANGUAGES
from agency.kernel.marks import mark_of
from agency.people.models import Member

# So many things that were taken out can be put back.
KEPT = 6


class ChangedMeanwhile(Exception):
    """Somebody else changed the same thing since this was begun; `theirs` is what it is now, None where it is gone."""

    def __init__(self, theirs: Question | Page | None) -> None:
        self.theirs = theirs
        super().__init__()


@dataclass(frozen=True)
class Removed:
    """A page, or a question on its page, that was taken out, and after how many others it stood."""

    page: Page
    at: int
    is_page: bool

    @property
    def question(self) -> Question | None:
        """The question that it is, if it is no page."""
        return None if self.is_page else self.page.questions[0]

    def data(self) -> dict[str, Any]:
        """For the draft."""
        return {"at": self.at, "is_page": self.is_page, "what": self.page.data()}


@dataclass(frozen=True)
class Draft:
    """What is being made, and what was taken out of it, the latest first."""

    asks: Questionnaire
    removed: tuple[Removed, ...] = ()

    def text(self) -> str:
        """As it is kept in a column."""
        more = {"removed": [each.data() for each in self.removed[:KEPT]]} if self.removed else {}
        whole = {**self.asks.data(), **more}
        return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))

    def without(self, key: str) -> "Draft":
        """Without this question, which can be put back. Raises NotThere."""
        place = drafts.place_of(self.asks, key)
        page = drafts.page_of(self.asks, place.page)
        gone = Removed(replace(page, questions=(self.asks.by_key[key],)), place.at, is_page=False)
        return Draft(drafts.without(self.asks, key), (gone, *self.removed))

    def without_page(self, key: str) -> "Draft":
        """Without this page, which can be put back. Raises NotThere."""
        page = drafts.page_of(self.asks, key)
        gone = Removed(page, page.number - 1, is_page=True)
        return Draft(drafts.without_page(self.asks, key), (gone, *self.removed))

    def remembering(self, key: str) -> "Draft":
        """With this question as it is now to be put back, as it is about to lose something. Raises NotThere."""
        return replace(self, removed=self.without(key).removed)

    def with_again(self, nth: int) -> "Draft":
        """With what was taken out there put back where it stood. Raises NotThere."""
        if not 0 <= nth < len(self.removed):
            raise NotThere(str(nth))
        gone = self.removed[nth]
        rest = (*self.removed[:nth], *self.removed[nth + 1 :])
        return Draft(_with_again(self.asks, gone), rest)


def _with_again(asks: Questionnaire, gone: Removed) -> Questionnaire:
    if gone.is_page:
        new = [each for each in gone.page.questions if each.key not in asks.by_key]
        return drafts.with_page(asks, replace(gone.page, questions=tuple(new)), gone.at)
    question = gone.page.questions[0]
    if question.key in asks.by_key:
        return drafts.changed(asks, question)
    pages = [page.key for page in asks.pages]
    if not pages:
        return drafts.with_page(asks, gone.page)
    page = gone.page.key if gone.page.key in pages else pages[-1]
    return drafts.with_question(asks, question, Place(page, gone.at))


def draft_of(template: BriefTemplate) -> Draft:
    """What is being made of it: its draft, else what counts now."""
    if template.draft is None:
        return Draft(template.current.asks if template.current else drafts.begun(tuple(LANGUAGES)))
    # Read once a text, as a page asks for it many times.
    return Draft(parsed(template.draft), tuple(_removed(template.draft)))


def is_changed(template: BriefTemplate) -> bool:
    """Publishing its draft would change something."""
    if template.draft is None:
        return False
    return template.current is None or draft_of(template).asks != template.current.asks


def keep(template: BriefTemplate, draft: Draft, *, by: Member, at: datetime) -> None:
    """This is its draft now; it counts as one more edit."""
    template.draft = draft.text()
    template.edits += 1
    template.edited_by, template.edited_at = by, at


def mark(thing: Question | Page | None) -> str:
    """What stands for a question, or for a page without its questions, as somebody saw it."""
    return mark_of(json.dumps(drafts.data_of(thing), sort_keys=True))


def must_be_seen(
    now: Question | Page | None, typed: Question | Page, *, edits: tuple[int | None, int], seen: str
) -> None:
    """Nobody else changed it since the page was made. Raises ChangedMeanwhile.

    `edits` are the count that the page was made on and the one of now, `seen` the mark of what it showed.
    """
    made_on, counted = edits
    if made_on == counted and now is not None:
        return
    if now is None or (mark(now) != seen and drafts.data_of(now) != drafts.data_of(typed)):
        raise ChangedMeanwhile(now)


def template(id: int, *, lock: bool = False) -> BriefTemplate | None:
    """One template with what counts now; locked, nobody else changes it until the commit."""
    found = sa.select(BriefTemplate).where(BriefTemplate.id == id)
    if lock:
        found = found.with_for_update(of=BriefTemplate).execution_options(populate_existing=True)
    return db.session.scalar(
        found.options(
            joinedload(BriefTemplate.service),
            joinedload(BriefTemplate.current),
            joinedload(BriefTemplate.edited_by),
        )
    )


def _removed(text: str) -> Iterable[Removed]:
    for each in json.loads(text).get("removed", ()):
        (page,) = read({"pages": [each["what"]]}).pages
        yield Removed(page, each["at"], each["is_page"])
