"""Conditions that lead in a circle: A is shown by the answer to B, and B by the answer to A."""

from collections.abc import Iterator

from flask_babel import gettext as _

from agency.briefs.condition_words import both, called
from agency.briefs.conditions import asked_of
from agency.briefs.faults import Fault
from agency.briefs.questionnaire import Questionnaire
from agency.briefs.walk import conditions_of


def faults(asks: Questionnaire) -> list[Fault]:
    """Each circle once, told at the question with which it begins."""
    return [
        Fault("question", circle[0], _words(asks, circle), is_about_conditions=True)
        for circle in circles(asks)
    ]


def circles(asks: Questionnaire) -> list[list[str]]:
    """The keys of the questions that lead in a circle, each circle beginning with the first that is asked."""
    asked = _asked(asks)
    found: list[list[str]] = []
    seen: set[str] = set()
    for key in asks.order:
        circle = _back_to(key, asked)
        if circle and not seen & set(circle):
            found.append(circle)
            seen |= set(circle)
    return found


def edges_of(circle: list[str]) -> Iterator[tuple[str, str]]:
    """Who asks for whom in it."""
    return zip(circle, [*circle[1:], circle[0]], strict=True)


def _asked(asks: Questionnaire) -> dict[str, list[str]]:
    """For each question, those whose answers decide whether it is shown; of its page too."""
    made = {}
    for key, question in asks.by_key.items():
        wanted = {each for one in conditions_of(asks, question) for each in asked_of(one)}
        made[key] = sorted((each for each in wanted if each in asks.by_key), key=asks.order.get)  # type: ignore[arg-type]
    return made


def _back_to(start: str, asked: dict[str, list[str]]) -> list[str]:
    """The shortest way from this question back to itself; nothing where there is none."""
    ways, seen = [[start]], {start}
    while ways:
        way = ways.pop(0)
        for each in asked[way[-1]]:
            if each == start:
                return way
            if each not in seen:
                seen.add(each)
                ways.append([*way, each])
    return []


def _words(asks: Questionnaire, circle: list[str]) -> str:
    if len(circle) == 1:
        return str(_("It asks for its own answer: “%(a)s”.", a=called(asks.by_key[circle[0]])))
    told = [
        str(
            _(
                "“%(a)s” asks for “%(b)s”",
                a=called(asks.by_key[a]),
                b=called(asks.by_key[b]),
            )
        )
        for a, b in edges_of(circle)
    ]
    chain = both(", ".join(told[:-1]), told[-1])
    return str(_("Its condition runs in a circle: %(chain)s.", chain=chain))
