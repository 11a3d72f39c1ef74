"""What a condition may ask of a question of each kind, and with which values it can be compared."""

from agency.briefs.conditions import Op
from agency.briefs.kinds import TYPED, QuestionKind
from agency.briefs.questionnaire import OTHER, Question

Kind = QuestionKind
GIVEN = (Op.answered, Op.unanswered)
SAME = (Op.is_, Op.is_not)
REACHES = (Op.at_least, Op.at_most)
# What is answered by words that one types, a day among them.
WORDED = TYPED | {Kind.day}


def ops_for(question: Question) -> tuple[Op, ...]:
    """The checks that make sense of it; none of what is only read."""
    kind = question.kind
    if not kind.is_answered:
        return ()
    if values_of(question):
        return SAME + GIVEN
    if kind in (Kind.number, Kind.rating):
        return REACHES + SAME + GIVEN
    if kind in (Kind.budget, Kind.file):
        return REACHES + GIVEN
    return GIVEN + SAME if kind in WORDED else GIVEN


def values_of(question: Question) -> tuple[str, ...]:
    """The keys that it can be answered by; none where the answer is not one of several."""
    if question.kind is Kind.yes_no:
        return ("yes", "no")
    if question.kind in (Kind.choice, Kind.many, Kind.budget) and question.choices:
        keys = tuple(each.key for each in question.choices)
        return (*keys, OTHER) if question.other and question.kind is not Kind.budget else keys
    return ()
