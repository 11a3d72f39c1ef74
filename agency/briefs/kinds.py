"""How a question can be answered, and how long each way takes."""

import enum


class QuestionKind(enum.Enum):
    """How a question is answered."""

    name = "name"
    organisation = "organisation"
    email = "email"
    phone = "phone"
    contact = "contact"
    text = "text"
    long = "long"
    choice = "choice"
    many = "many"
    yes_no = "yes_no"
    number = "number"
    budget = "budget"
    day = "day"
    days = "days"
    link = "link"
    file = "file"
    rating = "rating"
    ranking = "ranking"
    table = "table"
    consent = "consent"
    statement = "statement"

    @property
    def is_answered(self) -> bool:
        """A statement is read, everything else wants an answer."""
        return self is not QuestionKind.statement

    @property
    def chooses(self) -> bool:
        """It is answered by choices of the agency's; a budget may be."""
        return self in CHOOSING


CHOOSING = frozenset({QuestionKind.choice, QuestionKind.many, QuestionKind.ranking})
# Words that are typed on one line or several.
TYPED = frozenset(
    {
        QuestionKind.name,
        QuestionKind.organisation,
        QuestionKind.email,
        QuestionKind.phone,
        QuestionKind.text,
        QuestionKind.long,
        QuestionKind.link,
    }
)

# How long an answer takes, so that "about four minutes left" is no guess out of thin air.
SECONDS = {
    QuestionKind.long: 60,
    QuestionKind.table: 60,
    QuestionKind.contact: 40,
    QuestionKind.file: 30,
    QuestionKind.text: 24,
    QuestionKind.ranking: 20,
    QuestionKind.many: 15,
    QuestionKind.days: 15,
    QuestionKind.yes_no: 6,
    QuestionKind.consent: 6,
    QuestionKind.statement: 6,
}
SECONDS_ELSE = 10
