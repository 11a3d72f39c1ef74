"""Words that a form lacks in one of its languages."""

from collections.abc import Iterator

from flask_babel import gettext as _

from agency.briefs.faults import Fault
from agency.briefs.kinds import QuestionKind
from agency.briefs.questionnaire import Page, Question, Questionnaire

Texts = dict[str, str]


def of_page(asks: Questionnaire, page: Page) -> Iterator[Fault]:
    """What a page lacks: its heading; its other words only where one language has them."""
    parts = [(_("heading"), page.title, True)]
    parts += [
        (_("short name"), page.name, False),
        (_("sentence under the heading"), page.lead, False),
    ]
    for words in _lacking(asks, parts):
        yield Fault("page", page.key, words)


def of_question(asks: Questionnaire, question: Question) -> Iterator[Fault]:
    """What a question lacks: its wording, that of its choices and columns; its help only where one language has it."""
    parts = [(_("question"), question.text, True)]
    parts += [(_("help"), question.help, False), (_("example"), question.placeholder, False)]
    is_range = question.kind is QuestionKind.budget
    for n, choice in enumerate(question.choices, start=1):
        worded = bool(choice.text) or not (
            is_range and (choice.least is not None or choice.most is not None)
        )
        parts.append((_("choice %(n)d", n=n), choice.text, worded))
        parts.append((_("second line of choice %(n)d", n=n), choice.hint, False))
    parts += [
        (_("column %(n)d", n=n), each.text, True) for n, each in enumerate(question.columns, 1)
    ]
    for words in _lacking(asks, parts):
        yield Fault("question", question.key, words)


def _lacking(asks: Questionnaire, parts: list[tuple[str, Texts, bool]]) -> Iterator[str]:
    for name, texts, needed in parts:
        missing = [each for each in asks.languages if not texts.get(each, "").strip()]
        if not missing or (not needed and len(missing) == len(asks.languages)):
            continue
        if len(missing) == len(asks.languages):
            yield str(_("Words are missing: %(part)s.", part=name))
        elif "ru" in missing:
            yield str(_("Words are missing in Russian: %(part)s.", part=name))
        else:
            yield str(_("Words are missing in English: %(part)s.", part=name))
