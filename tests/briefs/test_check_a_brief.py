"""What is wrong with a form is found before it is published, and nothing is held against one that is sound."""

from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from agency.briefs.circles import circles
from agency.briefs.conditions import Check, Condition, Group, Op
from agency.briefs.kinds import QuestionKind
from agency.briefs.questionnaire import Choice, Column, Page, Question, Questionnaire
from agency.briefs.reaching import Search, can_be_shown
from agency.briefs.ready.asking import Ready
from agency.briefs.soundness import faults, is_sound
from agency.briefs.standard import READY
from agency.briefs.walk import Walk

Kind = QuestionKind


@pytest.fixture
def database() -> str:
    """Nothing of it is in a database."""
    return "sqlite"


@pytest.fixture(autouse=True)
def words(app: Flask) -> Any:
    """Faults are told in a language."""
    with app.test_request_context():
        yield


def ask(key: str, kind: Kind = Kind.text, **more: Any) -> Question:
    words = {"en": key.upper(), "ru": key.upper()}
    if kind.chooses:
        more.setdefault("choices", tuple(choice(each) for each in ("a", "b", "c")))
    return Question(key, kind, words, **more)


def choice(key: str) -> Choice:
    return Choice(key, {"en": key, "ru": key})


def form(*pages: tuple[Question, ...] | list[Question], **conditions: Condition) -> Questionnaire:
    """Pages p1, p2, … with these questions; the first asks for an address too."""
    first, *more = pages
    made = [(ask("mail", Kind.email), *first), *more]
    texts = {"en": "Page", "ru": "Лист"}
    return Questionnaire(
        tuple(
            Page(f"p{n}", n, texts, questions=tuple(those), shown_when=conditions.get(f"p{n}"))
            for n, those in enumerate(made, start=1)
        )
    )


def told(asks: Questionnaire) -> list[tuple[str, str]]:
    return [(each.where, each.words) for each in faults(asks)]


def is_a(key: str, *values: str) -> Check:
    return Check(key, Op.is_, values)


def test_a_circle_is_named_by_its_questions() -> None:
    two = form(
        [ask("a", shown_when=Check("b", Op.answered)), ask("b", shown_when=Check("a", Op.answered))]
    )
    assert told(two) == [
        ("question:a", "Its condition runs in a circle: “A” asks for “B” and “B” asks for “A”.")
    ]
    three = form(
        [
            ask("a", shown_when=Check("c", Op.answered)),
            ask("b", shown_when=Check("a", Op.answered)),
            ask("c", shown_when=Check("b", Op.answered)),
        ]
    )
    assert circles(three) == [["a", "c", "b"]]
    own = form([ask("a", shown_when=Check("a", Op.answered))])
    assert told(own) == [("question:a", "It asks for its own answer: “A”.")]
    by_its_page = form([ask("x")], [ask("a")], p2=Check("a", Op.answered))
    assert circles(by_its_page) == [["a"]]


def test_each_slip_is_told_where_it_is() -> None:
    pick = ask("pick", Kind.choice)
    slips: dict[str, tuple[Question, str]] = {
        "later": (ask("q", shown_when=Check("z", Op.answered)), "which comes later"),
        "missing": (
            ask("q", shown_when=Check("nobody", Op.answered)),
            "a question that is not there",
        ),
        "no such choice": (
            ask("q", shown_when=is_a("pick", "d")),
            "a choice that is gone of “PICK”",
        ),
        "no value": (ask("q", shown_when=Check("pick", Op.is_, ())), "does not say what “PICK”"),
        "figures": (
            ask("q", shown_when=Check("pick", Op.at_least, ("3",))),
            "not compared by figures",
        ),
        "a statement": (ask("q", shown_when=Check("read", Op.answered)), "which nobody answers"),
        "only whether": (ask("q", shown_when=is_a("who", "x")), "only ask whether it is answered"),
        "no choices": (ask("q", Kind.many, choices=()), "It has no choices"),
        "no columns": (ask("q", Kind.table), "a table without columns"),
        "limits": (ask("q", least=5, most=3), "The least, 5, is more than the most, 3."),
        "too many": (ask("q", Kind.many, least=4), "At least 4 are to be taken, and there are 3."),
        "points": (ask("q", Kind.rating, most=40), "from 2 to 10 points"),
        "range": (
            ask("q", Kind.budget, currency="EUR", choices=(Choice("x", least=9, most=1),)),
            "runs backwards",
        ),
        "currency": (ask("q", Kind.budget, choices=(Choice("x", least=1),)), "in which currency"),
        "a language": (replace(ask("q"), text={"en": "Q"}), "missing in Russian: question"),
        "help": (ask("q", help={"ru": "Помощь"}), "missing in English: help"),
        "choice": (
            ask("q", Kind.choice, choices=(Choice("x", {"en": "X"}), choice("y"))),
            "Russian: choice 1",
        ),
        "column": (ask("q", Kind.table, columns=(Column("x", {}),)), "Words are missing: column 1"),
        "never": (
            ask("q", shown_when=Group(True, (is_a("pick", "a"), is_a("pick", "b")))),
            "Nobody can ever come to this question",
        ),
        "never given": (ask("q", shown_when=Check("must", Op.unanswered)), "Nobody can ever come"),
    }
    for name, (question, words) in slips.items():
        asks = form(
            [
                pick,
                ask("read", Kind.statement),
                ask("who", Kind.contact),
                ask("must", required=True),
                question,
                ask("z"),
            ]
        )
        (fault,) = faults(asks)
        assert fault.where == "question:q" and words in fault.words, (name, fault)


def test_pages_and_the_whole_are_looked_at_too() -> None:
    empty = form([ask("a")], [])
    assert told(empty) == [("page:p2", "It has no questions. Add one, or remove the page.")]
    same_page = form([ask("a")], [ask("b"), ask("c")], p2=Check("b", Op.answered))
    assert "question:b" in dict(told(same_page))
    never = form([ask("a", Kind.number, most=5)], [ask("b")], p2=Check("a", Op.at_least, ("6",)))
    assert told(never) == [
        ("page:p2", "Nobody can ever come to this page: its condition never holds.")
    ]
    (warning,) = faults(
        Questionnaire((Page("p1", 1, {"en": "A", "ru": "А"}, questions=(ask("a"),)),))
    )
    assert warning.is_warning and "nobody can be answered" in warning.words
    assert not is_sound(Questionnaire(()))


def test_the_search_knows_choices_limits_and_what_a_hidden_answer_is_worth() -> None:
    many = ask("many", Kind.many, most=1)
    both = Group(True, (is_a("many", "a"), is_a("many", "b")))
    assert not can_be_shown(
        form([many, ask("q", shown_when=both)]), *_last(form([many, ask("q", shown_when=both)]))
    )
    free = form([replace(many, most=None), ask("q", shown_when=both)])
    assert can_be_shown(free, *_last(free))
    # B is only asked after "a", so that "b is answered, and it was not a" never holds.
    hidden = form(
        [
            ask("pick", Kind.choice),
            ask("b", shown_when=is_a("pick", "a")),
            ask("q", shown_when=Group(True, (Check("b", Op.answered), is_a("pick", "b", "c")))),
        ]
    )
    assert not can_be_shown(hidden, *_last(hidden))
    between = Group(True, (Check("n", Op.at_least, ("5.1",)), Check("n", Op.at_most, ("5.9",))))
    assert can_be_shown(*_numbers(Kind.number, between)) and not can_be_shown(
        *_numbers(Kind.rating, between)
    )
    money = Group(True, (Check("n", Op.at_least, ("5000",)), Check("n", Op.at_most, ("4000",))))
    assert not can_be_shown(*_numbers(Kind.budget, money))


def test_what_is_too_much_to_go_through_is_not_held_against_a_form() -> None:
    asked = [ask(f"c{n}", Kind.choice) for n in range(40)]
    wanted = [Group(False, (is_a(each.key, "a"), is_a(each.key, "b"))) for each in asked]
    impossible = Group(True, (*wanted, is_a("c0", "c"), is_a("c0", "a")))
    asks = form([*asked, ask("q", shown_when=impossible)])
    search = Search(asks)
    assert search.can_hold([impossible]) and search.tried > 1000
    # Nor does a form of many such questions keep whoever builds it waiting: they share what is tried.
    for _question in range(20):
        assert search.can_hold([impossible])
    assert search.tried_in_all < 40_100 and search.tried == 1


@pytest.mark.parametrize("ready", READY, ids=lambda each: each.slug)
def test_what_the_house_brings_is_sound(ready: Ready) -> None:
    assert told(ready.made()) == []


KEYS = ("a", "b", "c", "d")
CHECKS = st.builds(
    lambda key, op, values: Check(key, op, tuple(values) if op.wants_value else ()),
    st.sampled_from(KEYS),
    st.sampled_from([Op.is_, Op.is_not, Op.answered, Op.unanswered]),
    st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=2, unique=True),
)
CONDITIONS = st.recursive(
    CHECKS,
    lambda those: st.builds(
        Group, st.booleans(), st.lists(those, min_size=1, max_size=3).map(tuple)
    ),
    max_leaves=4,
)


@settings(max_examples=60)
@given(
    st.lists(st.none() | CONDITIONS, min_size=4, max_size=4),
    st.lists(st.booleans(), min_size=4, max_size=4),
)
def test_made_up_forms_are_refused_exactly_when_nobody_can_come_to_a_question(
    conditions: list[Condition | None], required: list[bool]
) -> None:
    asks = form(
        [
            ask(key, Kind.choice, shown_when=condition, required=must)
            for key, condition, must in zip(KEYS, conditions, required, strict=True)
        ]
    )
    found = faults(asks)
    if any(each.is_about_conditions for each in found):
        assert _asks_forward(asks)
        return
    assert not _asks_forward(asks)
    assert {each.key for each in found} == set(KEYS) - _ever_shown(asks)


def _asks_forward(asks: Questionnaire) -> bool:
    """By hand: some condition asks for its own question or a later one."""
    return any(
        key in str(each.shown_when.data()) and asks.order[name] >= asks.order[each.key]
        for each in asks.questions
        if each.shown_when
        for name in KEYS
        for key in [f"'question': '{name}'"]
    )


def _ever_shown(asks: Questionnaire) -> set[str]:
    """Every answer that there can be, tried by the rules that count for visitors."""
    shown: set[str] = set()
    for said in product((None, "a", "b", "c"), repeat=len(KEYS)):
        walk = Walk(asks, {key: value for key, value in zip(KEYS, said, strict=True) if value})
        here = walk.shown & set(KEYS)
        if all(walk.values.get(key) for key in here if asks.by_key[key].required):
            shown |= here
    return shown


def _last(asks: Questionnaire) -> tuple[Page, Question]:
    page = asks.pages[-1]
    return page, page.questions[-1]


def _numbers(kind: Kind, condition: Condition) -> tuple[Questionnaire, Page, Question]:
    asks = form(
        [ask("n", kind, most=10 if kind is Kind.rating else None), ask("q", shown_when=condition)]
    )
    return asks, *_last(asks)
