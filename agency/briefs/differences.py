"""What changed from one version of a form to another, thing by thing, in the order in which it is asked."""

import enum
from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from agency.briefs.condition_words import called, sentence, speaks
from agency.briefs.questionnaire import Page, Question, Questionnaire, Suggestion, Texts, worded
from agency.kernel.i18n import LANGUAGES, hours, pick

Part = tuple[str, str, str]
Thing = Question | Page


class What(enum.Enum):
    """What became of a page or a question."""

    added = "added"
    removed = "removed"
    changed = "changed"
    moved = "moved"


@dataclass(frozen=True)
class Change:
    """One page or question that is otherwise than it was; `before` and `after` are one of its words."""

    what: What
    name: str
    part: str = ""
    before: str = ""
    after: str = ""
    is_page: bool = False


def differences(before: Questionnaire, after: Questionnaire) -> list[Change]:
    """All that is otherwise in `after`."""
    return [
        *_pages(before, after),
        *_questions(before, after),
        *_gone(before, after),
        *_lines(before, after),
    ]


def between(before: Thing, after: Thing, asks: Questionnaire) -> list[Change]:
    """What is otherwise in `after` of the same thing; of a page without its questions."""
    found: Iterator[Part]
    if isinstance(before, Page) and isinstance(after, Page):
        found, name = _page_parts(before, after, asks, asks), name_of(after)
    elif isinstance(before, Question) and isinstance(after, Question):
        found, name = _question_parts(before, after, asks, asks), called(after)
    else:
        return []
    return [Change(What.changed, name, *part) for part in found if part[1] != part[2]]


def name_of(page: Page) -> str:
    """What a page is called: its short name, else its heading, else its number."""
    return pick(page.name) or pick(page.title) or str(_("Page %(n)d", n=page.number))


def _pages(before: Questionnaire, after: Questionnaire) -> Iterator[Change]:
    old = {page.key: page for page in before.pages}
    for page in after.pages:
        name = name_of(page)
        was = old.get(page.key)
        if was is None:
            yield Change(What.added, name, is_page=True)
            continue
        for part, first, second in _page_parts(was, page, before, after):
            if first != second:
                yield Change(What.changed, name, part, first, second, is_page=True)
    kept = {page.key for page in after.pages}
    order = [key for key in old if key in kept]
    if order != [page.key for page in after.pages if page.key in old]:
        words = str(_("the order of the pages"))
        yield Change(What.moved, words, is_page=True)


def _questions(before: Questionnaire, after: Questionnaire) -> Iterator[Change]:
    for question in after.questions:
        was = before.by_key.get(question.key)
        name = called(question)
        if was is None:
            yield Change(What.added, name, after=name_of(after.pages_by_question[question.key]))
            continue
        for part, first, second in _question_parts(was, question, before, after):
            if first != second:
                yield Change(What.changed, name, part, first, second)
        here, there = (each.pages_by_question[question.key] for each in (before, after))
        if here.key != there.key:
            yield Change(What.moved, name, before=name_of(here), after=name_of(there))
    for page in after.pages:
        yield from _order(before, page)


def _order(before: Questionnaire, page: Page) -> Iterator[Change]:
    """The questions of a page stand in another order, leaving aside which came and went."""
    stayed = [
        each.key
        for each in page.questions
        if each.key in before.by_key and before.pages_by_question[each.key].key == page.key
    ]
    if stayed != sorted(stayed, key=before.order.__getitem__):
        yield Change(
            What.moved, str(_("the order on “%(page)s”", page=name_of(page))), is_page=True
        )


def _gone(before: Questionnaire, after: Questionnaire) -> Iterator[Change]:
    kept = {page.key for page in after.pages}
    for page in before.pages:
        if page.key not in kept:
            yield Change(What.removed, name_of(page), is_page=True)
    for question in before.questions:
        if question.key not in after.by_key:
            yield Change(What.removed, called(question))


def _lines(before: Questionnaire, after: Questionnaire) -> Iterator[Change]:
    """Lines of the estimate that answers suggest."""
    old = {each.key: each for each in before.suggestions}
    new = {each.key: each for each in after.suggestions}
    part = str(_("suggested line"))
    for key, line in new.items():
        if key not in old:
            yield Change(What.added, pick(line.text), part)
        elif old[key] != line:
            yield Change(
                What.changed, pick(line.text), part, _line(old[key], before), _line(line, after)
            )
    for key, line in old.items():
        if key not in new:
            yield Change(What.removed, pick(line.text), part)


def _line(line: Suggestion, asks: Questionnaire) -> str:
    span = hours(line.minutes) + (f"–{hours(line.most_minutes)}" if line.most_minutes else "")
    facts = (pick(line.text), pick(line.section), str(_("%(hours)s h", hours=span)), line.role)
    return ", ".join(each for each in (*facts, sentence(line.when, asks)) if each)


def _question_parts(
    was: Question, now: Question, before: Questionnaire, after: Questionnaire
) -> Iterator[Part]:
    yield _("kind"), was.kind.value, now.kind.value
    for part, first, second in (
        (_("wording"), was.text, now.text),
        (_("help"), was.help, now.help),
        (_("example"), was.placeholder, now.placeholder),
    ):
        yield from _texts(part, first, second)
    yield _("required"), _yes(was.required), _yes(now.required)
    yield _("choices"), _choices(was, before), _choices(now, after)
    yield _("columns"), _columns(was, before), _columns(now, after)
    yield _("least"), _figure(was.least), _figure(now.least)
    yield _("most"), _figure(was.most), _figure(now.most)
    yield _("currency"), was.currency, now.currency
    yield _("condition"), sentence(was.shown_when, before), sentence(now.shown_when, after)


def _page_parts(
    was: Page, now: Page, before: Questionnaire, after: Questionnaire
) -> Iterator[Part]:
    for part, first, second in (
        (_("heading"), was.title, now.title),
        (_("short name"), was.name, now.name),
        (_("sentence under the heading"), was.lead, now.lead),
    ):
        yield from _texts(part, first, second)
    yield _("condition"), sentence(was.shown_when, before), sentence(now.shown_when, after)


def _texts(part: str, first: Texts, second: Texts) -> Iterator[Part]:
    for language, name in LANGUAGES.items():
        yield f"{part}, {name}", first.get(language, ""), second.get(language, "")


def _choices(question: Question, asks: Questionnaire) -> str:
    language = speaks(asks.languages)
    words = [
        worded(each.text, language) or f"{_figure(each.least)}–{_figure(each.most)}"
        for each in question.choices
    ]
    if question.other:
        words.append(str(_("something else")))
    return "; ".join(words)


def _columns(question: Question, asks: Questionnaire) -> str:
    return "; ".join(worded(each.text, speaks(asks.languages)) for each in question.columns)


def _yes(value: bool) -> str:
    return str(_("yes") if value else _("no"))


def _figure(value: int | None) -> str:
    return "" if value is None else str(value)
