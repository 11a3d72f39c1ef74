"""Whether a form makes sense as a whole: what would lead people in a circle, past a question, or to an empty page.

Nothing with a fault is published. A warning is told and holds nothing up.
"""

from collections.abc import Iterator

from flask_babel import gettext as _

from agency.briefs import circles, conditions_fit, wordings
from agency.briefs.faults import Fault
from agency.briefs.kinds import QuestionKind
from agency.briefs.questionnaire import Page, Question, Questionnaire
from agency.briefs.reaching import Search, can_be_shown

__all__ = ["Fault", "faults", "is_sound"]
Kind = QuestionKind
BOUNDED = frozenset({Kind.many, Kind.ranking})
POINTS = 10


def faults(asks: Questionnaire) -> list[Fault]:
    """All that is wrong with it, in the order in which it is asked; what is only a warning comes last."""
    found = [*_of_whole(asks), *circles.faults(asks)]
    for page in asks.pages:
        found += _of_page(asks, page)
        for question in page.questions:
            found += _of_question(asks, question)
    if not any(each.is_about_conditions for each in found):
        found += _never_reached(asks)
    found += conditions_fit.of_suggestions(asks)
    return sorted(dict.fromkeys(found), key=lambda fault: (fault.is_warning, _order(asks, fault)))


def is_sound(asks: Questionnaire) -> bool:
    """It may be published."""
    return all(fault.is_warning for fault in faults(asks))


def _of_whole(asks: Questionnaire) -> Iterator[Fault]:
    if not any(page.questions for page in asks.pages):
        yield Fault("whole", "", str(_("It asks nothing yet. Add a question.")))
    elif not any(each.kind in (Kind.email, Kind.contact) for each in asks.questions):
        words = _("It does not ask for an e-mail address, so nobody can be answered.")
        yield Fault("whole", "", str(words), is_warning=True)


def _of_page(asks: Questionnaire, page: Page) -> Iterator[Fault]:
    yield from wordings.of_page(asks, page)
    yield from conditions_fit.of_page(asks, page)
    if not page.questions:
        yield Fault("page", page.key, str(_("It has no questions. Add one, or remove the page.")))


def _of_question(asks: Questionnaire, question: Question) -> Iterator[Fault]:
    yield from wordings.of_question(asks, question)
    yield from conditions_fit.of_question(asks, question)
    for words in (*_choices(question), *_limits(question), *_own(question)):
        yield Fault("question", question.key, words)


def _choices(question: Question) -> Iterator[str]:
    if question.kind.chooses and not question.choices:
        yield str(_("It has no choices. Add the first one."))
    for each in question.choices:
        if each.least is not None and each.most is not None and each.least > each.most:
            yield str(
                _(
                    "The range from %(least)d to %(most)d runs backwards.",
                    least=each.least,
                    most=each.most,
                )
            )
    if question.choices and question.kind is Kind.budget and not question.currency:
        yield str(_("Say in which currency the ranges are."))


def _limits(question: Question) -> Iterator[str]:
    least, most = question.least, question.most
    if least is not None and most is not None and least > most:
        yield str(
            _("The least, %(least)d, is more than the most, %(most)d.", least=least, most=most)
        )
    if question.kind in BOUNDED and least is not None:
        there = len(question.choices) + question.other
        if least > there:
            yield str(
                _(
                    "At least %(least)d are to be taken, and there are %(count)d.",
                    least=least,
                    count=there,
                )
            )
    if question.kind is not Kind.number and most is not None and most < 1:
        yield str(_("The most has to be 1 or more."))
    if question.kind is Kind.rating and most is not None and not 2 <= most <= POINTS:
        yield str(_("A rating has from 2 to %(most)d points.", most=POINTS))


def _own(question: Question) -> Iterator[str]:
    if question.kind is Kind.table and not question.columns:
        yield str(_("It is a table without columns. Add the first one."))


def _never_reached(asks: Questionnaire) -> Iterator[Fault]:
    search = Search(asks)
    for page in asks.pages:
        if not can_be_shown(asks, page, search=search):
            words = _("Nobody can ever come to this page: its condition never holds.")
            yield Fault("page", page.key, str(words))
            continue
        for question in page.questions:
            if not can_be_shown(asks, page, question, search):
                words = _("Nobody can ever come to this question: its condition never holds.")
                yield Fault("question", question.key, str(words))


def _order(asks: Questionnaire, fault: Fault) -> tuple[int, int]:
    if fault.kind == "question" and fault.key in asks.by_key:
        return asks.pages_by_question[fault.key].number, 1 + asks.order[fault.key]
    if fault.kind == "page":
        return next((each.number for each in asks.pages if each.key == fault.key), 0), 0
    return 0, 0
