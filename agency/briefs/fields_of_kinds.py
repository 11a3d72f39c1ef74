"""By which field each kind of question is answered, and what stands in it when somebody comes back."""

from typing import Any

from agency.briefs import limits
from agency.briefs.answers import Answer
from agency.briefs.fields import (
    AskedField,
    EmailField,
    LinkField,
    LongField,
    Parts,
    PhoneField,
    WordsField,
    kept_parts,
)
from agency.briefs.fields_blocks import ContactField, RankingField, StatementField, TableField
from agency.briefs.fields_choosing import (
    ChoiceField,
    ConsentField,
    ManyField,
    RangeField,
    RatingField,
    YesNoField,
)
from agency.briefs.fields_days import DayField, DaysField
from agency.briefs.fields_figures import AmountField, NumberField
from agency.briefs.fields_files import FilesField
from agency.briefs.kinds import QuestionKind
from agency.briefs.questionnaire import Question
from agency.kernel.i18n import pick

Kind = QuestionKind

FIELDS: dict[QuestionKind, type[AskedField]] = {
    Kind.name: WordsField,
    Kind.organisation: WordsField,
    Kind.email: EmailField,
    Kind.phone: PhoneField,
    Kind.contact: ContactField,
    Kind.text: WordsField,
    Kind.long: LongField,
    Kind.choice: ChoiceField,
    Kind.many: ManyField,
    Kind.yes_no: YesNoField,
    Kind.number: NumberField,
    Kind.budget: AmountField,
    Kind.day: DayField,
    Kind.days: DaysField,
    Kind.link: LinkField,
    Kind.file: FilesField,
    Kind.rating: RatingField,
    Kind.ranking: RankingField,
    Kind.table: TableField,
    Kind.consent: ConsentField,
    Kind.statement: StatementField,
}


def field_of(question: Question) -> Any:
    """The field in which it is answered, with its words and its hint."""
    made = _class_of(question)
    description = " ".join(filter(None, (pick(question.help), limits.hint(question))))
    return made(pick(question.text), description=description, question=question)


def _class_of(question: Question) -> type[AskedField]:
    if question.kind is Kind.budget and question.choices:
        return RangeField
    return FIELDS[question.kind]


def again(question: Question, answer: Answer | None) -> Parts:
    """What to type into its parts to give this answer once more."""
    if answer is None or answer.is_empty or not answer.value:
        return {}
    if not answer.fits:
        return kept_parts(answer.value)
    return _class_of(question).again(question, answer.value, answer.labels)
