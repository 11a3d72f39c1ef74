"""Whether a condition fits what it asks for: an earlier question that is there, a choice that it has."""

from collections.abc import Iterator

from flask_babel import gettext as _

from agency.briefs import circles
from agency.briefs.comparing import GIVEN, REACHES, SAME, ops_for, values_of
from agency.briefs.condition_words import called, value_words
from agency.briefs.conditions import Check, Condition, checks_of, figure_of
from agency.briefs.faults import Fault
from agency.briefs.questionnaire import Page, Question, Questionnaire
from agency.kernel.i18n import pick


def of_question(asks: Questionnaire, question: Question) -> Iterator[Fault]:
    """What is wrong with the condition of a question."""
    circular = {pair for one in circles.circles(asks) for pair in circles.edges_of(one)}
    for check in checks_of(question.shown_when):
        words = _misfit(asks, check)
        is_circular = (question.key, check.question) in circular
        if not words and not is_circular and asks.order[check.question] >= asks.order[question.key]:
            words = str(
                _(
                    "Its condition asks for “%(question)s”, which comes later.",
                    question=called(asks.by_key[check.question]),
                )
            )
        if words:
            yield Fault("question", question.key, words, is_about_conditions=True)


def of_page(asks: Questionnaire, page: Page) -> Iterator[Fault]:
    """What is wrong with the condition of a page: only pages before it have been answered."""
    for check in checks_of(page.shown_when):
        words = _misfit(asks, check)
        if not words and asks.pages_by_question[check.question].number >= page.number:
            words = str(
                _(
                    "Its condition asks for “%(question)s”, which is on no earlier page.",
                    question=called(asks.by_key[check.question]),
                )
            )
        if words:
            yield Fault("page", page.key, words, is_about_conditions=True)


def of_suggestions(asks: Questionnaire) -> Iterator[Fault]:
    """What is wrong with the conditions of the lines that answers suggest."""
    for each in asks.suggestions:
        for words in _misfits(asks, each.when):
            told = _("The suggested line “%(line)s”: %(words)s", line=pick(each.text), words=words)
            yield Fault("whole", "", str(told))


def _misfits(asks: Questionnaire, condition: Condition | None) -> list[str]:
    return [words for check in checks_of(condition) if (words := _misfit(asks, check))]


def _misfit(asks: Questionnaire, check: Check) -> str:
    """What is wrong with one check wherever it stands; "" when nothing is."""
    question = asks.by_key.get(check.question)
    if question is None:
        return str(_("Its condition asks for a question that is not there."))
    name = called(question)
    if not question.kind.is_answered:
        return str(_("Its condition asks for “%(question)s”, which nobody answers.", question=name))
    if check.op in GIVEN:
        return ""
    if not any(value.strip() for value in check.values):
        return str(
            _("Its condition does not say what “%(question)s” is compared with.", question=name)
        )
    return _unlike(question, check, name)


def _unlike(question: Question, check: Check, name: str) -> str:
    known = values_of(question)
    if check.op in REACHES:
        if set(REACHES) <= set(ops_for(question)) and figure_of(check.values[0]) is not None:
            return ""
        return str(_("“%(question)s” is not compared by figures.", question=name))
    if known and not set(check.values) <= set(known):
        gone = [value_words(question, each) for each in check.values if each not in known]
        return str(
            _(
                "Its condition asks for %(choice)s of “%(question)s”.",
                choice=gone[0],
                question=name,
            )
        )
    if check.op in SAME and not set(SAME) <= set(ops_for(question)):
        return str(_("Of “%(question)s” one can only ask whether it is answered.", question=name))
    return ""
