"""How much an answer may hold, and what to say when it is too much, too little, or missing."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from agency.briefs.kinds import QuestionKind
from agency.briefs.questionnaire import Question

Kind = QuestionKind

NEEDED = {
    Kind.name: _l("Write your name."),
    Kind.organisation: _l("Write the name of your company or project."),
    Kind.email: _l("Write your address, like ines@example.com."),
    Kind.phone: _l("Write your number with the country’s code, like +351 912 345 678."),
    Kind.contact: _l("Write who you are and where our answer goes."),
    Kind.choice: _l("Choose one of the answers."),
    Kind.yes_no: _l("Choose one of the answers."),
    Kind.many: _l("Choose one answer or several."),
    Kind.budget: _l("Choose a range; a rough guess helps too."),
    Kind.number: _l("Write a figure, like 12."),
    Kind.rating: _l("Choose how many points you give."),
    Kind.ranking: _l("Give the answers their places, 1 for the first."),
    Kind.day: _l("Choose a day."),
    Kind.days: _l("Choose the first and the last day."),
    Kind.link: _l("Write the address of a page, like example.com."),
    Kind.table: _l("Fill in one row at least."),
    Kind.consent: _l("Tick the box to go on."),
    Kind.file: _l("Add a file."),
}
NEEDED_ELSE = _l("Write a few words here.")
LONGEST = {
    Kind.name: 120,
    Kind.organisation: 160,
    Kind.email: 254,
    Kind.phone: 40,
    Kind.text: 500,
    Kind.link: 2000,
}
LONGEST_ELSE = 20_000
# A line of words within a greater answer: a choice of their own, a cell of a table.
LONGEST_LINE = 500


def needed(question: Question) -> str:
    """What to say when it was left out."""
    if question.kind is Kind.budget and not question.choices:
        return str(_("Write an amount; a rough guess helps too."))
    return str(NEEDED.get(question.kind, NEEDED_ELSE))


def longest(question: Question) -> int:
    """How many characters it may have: what the form says, else what is usual for its kind."""
    usual = LONGEST.get(question.kind, LONGEST_ELSE)
    return usual if question.most is None else min(question.most, LONGEST_ELSE)


def hint(question: Question) -> str:
    """What to know before answering: how many to choose, from which figure to which."""
    least, most = question.least, question.most
    if question.kind in (Kind.number, Kind.budget) and not question.choices:
        return _span(least, most)
    if question.kind is Kind.many:
        return _count(least, most)
    return ""


def _span(least: int | None, most: int | None) -> str:
    if least is not None and most is not None:
        return str(_("From %(least)s to %(most)s.", least=least, most=most))
    if least is not None:
        return str(_("%(least)s or more.", least=least))
    return str(_("%(most)s or less.", most=most)) if most is not None else ""


def _count(least: int | None, most: int | None) -> str:
    if least is not None and most is not None and least > 1:
        return str(_("Choose from %(least)d to %(most)d.", least=least, most=most))
    if most is not None:
        return str(_("Choose %(most)d at most.", most=most))
    if least is not None and least > 1:
        return str(ngettext("Choose at least %(num)d.", "Choose at least %(num)d.", least))
    return ""


def too_long(text: str, most: int) -> str | None:
    """What is too long says by how much; it is kept until it is shortened."""
    if len(text) <= most:
        return None
    return str(
        _(
            "Shorten it to %(most)d characters, now it has %(length)d. A long text can "
            "come as a file.",
            most=most,
            length=len(text),
        )
    )


def too_short(text: str, least: int | None) -> str | None:
    """What says too little says how much more is wanted."""
    length = len(text.strip())
    if least is None or length >= least:
        return None
    return str(
        ngettext(
            "Write a little more: %(num)d character at least, now it has %(length)d.",
            "Write a little more: %(num)d characters at least, now it has %(length)d.",
            least,
            length=length,
        )
    )


def wrong_count(count: int, least: int | None, most: int | None) -> str | None:
    """What to say when fewer or more were chosen than are wanted."""
    if least is not None and count < least:
        return str(ngettext("Choose at least %(num)d.", "Choose at least %(num)d.", least))
    if most is not None and count > most:
        return str(
            ngettext(
                "Choose %(num)d at most; now there are %(count)d.",
                "Choose %(num)d at most; now there are %(count)d.",
                most,
                count=count,
            )
        )
    return None
