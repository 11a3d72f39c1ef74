"""How every ready-made brief ends: by when, for how much, who decides, and what we forgot to ask."""

from itertools import pairwise

from agency.briefs.kinds import QuestionKind as Kind
from agency.briefs.ready.asking import Ask, Pick, Sheet, Span, Words

DECIDES = Ask(
    Kind.choice,
    Words("Who says yes in the end?", "За кем последнее слово?"),
    choices=(
        Pick("me", Words("I do", "За мной")),
        Pick("few", Words("Two or three of us", "Решаем вдвоём или втроём")),
        Pick(
            "board",
            Words("A board or a committee", "За советом или комиссией"),
            Words("We will plan time for it", "Заложим на это время"),
        ),
        Pick("open", Words("That is still open", "Пока не ясно")),
    ),
)

LISTEN = Ask(
    Kind.text,
    Words("Who else should be heard?", "Кого ещё стоит выслушать?"),
    Words(
        "A partner, the head of sales, whoever will work with it every day.",
        "Партнёра, руководителя продаж, того, кто будет работать с этим каждый день.",
    ),
)

FORGOTTEN = Ask(
    Kind.long,
    Words("What have we forgotten to ask?", "О чём мы забыли спросить?"),
    Words(
        "The thing that would come to your mind tonight, after sending this.",
        "То, что обычно вспоминается вечером, когда всё уже отправлено.",
    ),
)

UNDECIDED = Pick(
    "open",
    Words("Not decided: show me what is possible", "Не решено: покажите, что возможно"),
)

BUDGET_HELP = Words(
    "A range keeps us from drawing a palace where a good house is wanted. It binds nobody.",
    "Порядок суммы нужен, чтобы не рисовать дворец, когда нужен хороший дом. Это ни к чему не обязывает.",
)

SET_ASIDE = Words("What have you set aside for it?", "Сколько вы на это отложили?")

WHEN_AND_HOW_MUCH = Words("When, how much, and who decides?", "Когда, сколько и кто решает?")

TO_FIT_YOUR_LIFE = Words(
    "So that what we offer fits your life and not an ideal one.",
    "Чтобы наше предложение подошло вашей жизни, а не идеальной.",
)


def ending(
    *asks: Ask,
    also: tuple[Ask, ...] = (),
    title: Words = WHEN_AND_HOW_MUCH,
    lead: Words = TO_FIT_YOUR_LIFE,
) -> Sheet:
    """The page of time and money: these questions, who says yes, what else there is, and what we forgot."""
    name = Words("Time and money", "Сроки и бюджет")
    return Sheet(name, title, lead, (*asks, DECIDES, *also, FORGOTTEN))


def budget(*bounds: int, words: Words = SET_ASIDE) -> Ask:
    """How much it may cost: up to the first of these bounds, between each two of them, or more than the last."""
    edges = (None, *bounds, None)
    ranges = [Span(_key(least, most), least, most) for least, most in pairwise(edges)]
    return Ask(Kind.budget, words, BUDGET_HELP, required=True, choices=(*ranges, UNDECIDED))


def _key(*bounds: int | None) -> str:
    """ "3-6" of three to six thousand, "300" of up to three hundred: what answers are kept by, so it stays as it is."""
    return "-".join(str(each // 1_000 or each) for each in bounds if each is not None)
