"""Reading a questionnaire from JSON: what we kept ourselves, and what somebody imports.

Reading is strict about shape and says where it is wrong. Whether the whole makes sense (a circle, a question
that nobody ever sees, words that are missing) is judged by `soundness`.
"""

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from flask_babel import gettext as _

from agency.briefs.conditions import Check, Condition, Group, Op
from agency.briefs.kinds import QuestionKind
from agency.briefs.questionnaire import (
    Choice,
    Column,
    Page,
    Question,
    Questionnaire,
    Suggestion,
)
from agency.kernel.i18n import LANGUAGES

KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
# Groups within groups: deeper is no form that anybody made by hand.
DEEPEST = 8
MOST_PAGES, MOST_QUESTIONS, MOST_CHOICES, MOST_COLUMNS = 50, 300, 1000, 12
LONGEST = 4000


class NotAQuestionnaire(ValueError):
    """It cannot be read; `where` is the place in it, like "pages[2].questions[1].kind"."""

    def __init__(self, where: str, words: str) -> None:
        self.where = where
        super().__init__(words)


@lru_cache(maxsize=128)
def parsed(text: str) -> Questionnaire:
    """The questionnaire in a text that we kept: read once, as it never changes."""
    return read(json.loads(text))


def kept(asks: Questionnaire) -> str:
    """As it is kept in a column."""
    return json.dumps(asks.data(), ensure_ascii=False, separators=(",", ":"))


def read(data: Any) -> Questionnaire:
    """The questionnaire in this JSON. Raises NotAQuestionnaire."""
    whole = _object(data, "")
    pages = tuple(
        _page(each, number, f"pages[{number}]")
        for number, each in enumerate(_list(whole, "pages", "", MOST_PAGES), start=1)
    )
    asks = Questionnaire(
        pages=pages,
        languages=_languages(whole),
        suggestions=tuple(
            _suggestion(each, f"suggestions[{n}]")
            for n, each in enumerate(_list(whole, "suggestions", "", MOST_QUESTIONS), start=1)
        ),
    )
    _must_be_few("pages", len(list(asks.questions)), MOST_QUESTIONS)
    _must_differ("pages", (page.key for page in pages))
    _must_differ("pages", (each.key for each in asks.questions))
    return asks


def _question(data: Any, where: str) -> Question:
    raw = _object(data, where)
    choices = tuple(
        _choice(each, f"{where}.choices[{n}]")
        for n, each in enumerate(_list(raw, "choices", where, MOST_CHOICES), start=1)
    )
    columns = tuple(
        Column(_key(_object(each, where), where), _texts(_object(each, where), "text", where))
        for each in _list(raw, "columns", where, MOST_COLUMNS)
    )
    _must_differ(f"{where}.choices", (each.key for each in choices))
    _must_differ(f"{where}.columns", (each.key for each in columns))
    return Question(
        key=_key(raw, where),
        kind=_kind(raw, where),
        text=_texts(raw, "text", where),
        help=_texts(raw, "help", where),
        placeholder=_texts(raw, "placeholder", where),
        required=_yes(raw, "required", where),
        choices=choices,
        other=_yes(raw, "other", where),
        columns=columns,
        least=_whole(raw, "least", where),
        most=_whole(raw, "most", where),
        currency=_line(raw, "currency", where, 3),
        shown_when=_condition(raw.get("show_when"), f"{where}.show_when"),
    )


def _page(data: Any, number: int, where: str) -> Page:
    raw = _object(data, where)
    return Page(
        key=_key(raw, where),
        number=number,
        title=_texts(raw, "title", where),
        name=_texts(raw, "name", where),
        lead=_texts(raw, "lead", where),
        questions=tuple(
            _question(each, f"{where}.questions[{n}]")
            for n, each in enumerate(_list(raw, "questions", where, MOST_QUESTIONS), start=1)
        ),
        shown_when=_condition(raw.get("show_when"), f"{where}.show_when"),
    )


def _suggestion(data: Any, where: str) -> Suggestion:
    raw = _object(data, where)
    when = _condition(raw.get("when"), f"{where}.when")
    minutes = _whole(raw, "minutes", where)
    if when is None or minutes is None or minutes < 1:
        raise NotAQuestionnaire(where, _("A suggested line needs its minutes and its condition."))
    return Suggestion(
        key=_key(raw, where),
        text=_texts(raw, "text", where),
        section=_texts(raw, "section", where),
        minutes=minutes,
        most_minutes=_whole(raw, "most_minutes", where),
        role=_line(raw, "role", where, 40),
        when=when,
    )


def _choice(data: Any, where: str) -> Choice:
    raw = _object(data, where)
    return Choice(
        key=_key(raw, where),
        text=_texts(raw, "text", where),
        hint=_texts(raw, "hint", where),
        picture=_line(raw, "picture", where, 80),
        alt=_texts(raw, "alt", where),
        least=_whole(raw, "from", where),
        most=_whole(raw, "to", where),
    )


def _condition(data: Any, where: str, depth: int = 0) -> Condition | None:
    if data is None:
        return None
    raw = _object(data, where)
    if depth >= DEEPEST:
        raise NotAQuestionnaire(
            where, _("Conditions go %(most)d groups deep at most.", most=DEEPEST)
        )
    for word in ("all", "any"):
        if word in raw:
            parts = (
                _condition(each, f"{where}.{word}[{n}]", depth + 1)
                for n, each in enumerate(_list(raw, word, where, MOST_CHOICES), start=1)
            )
            return Group(word == "all", tuple(part for part in parts if part is not None))
    return _check(raw, where)


def _check(raw: dict[str, Any], where: str) -> Check:
    try:
        op = Op(raw.get("op"))
    except ValueError:
        raise NotAQuestionnaire(
            where, _("There is no condition “%(word)s”.", word=str(raw.get("op"))[:40])
        ) from None
    values = _list(raw, "values", where, MOST_CHOICES)
    if not all(isinstance(each, str) for each in values):
        raise NotAQuestionnaire(where, _("What a condition compares with is written as text."))
    return Check(_key(raw, where, "question"), op, tuple(str(each) for each in values))


def _object(data: Any, where: str) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise NotAQuestionnaire(where, _("Here should be an object in braces, {…}."))
    return data


def _list(raw: dict[str, Any], name: str, where: str, most: int) -> list[Any]:
    found = raw.get(name, [])
    if not isinstance(found, list):
        raise NotAQuestionnaire(_at(where, name), _("Here should be a list in brackets, […]."))
    _must_be_few(_at(where, name), len(found), most)
    return found


def _key(raw: dict[str, Any], where: str, name: str = "key") -> str:
    found = raw.get(name)
    if not isinstance(found, str) or not KEY.fullmatch(found):
        raise NotAQuestionnaire(
            _at(where, name),
            _("A key is made of small Latin letters, digits, “-” and “_”, 40 at most."),
        )
    return found


def _kind(raw: dict[str, Any], where: str) -> QuestionKind:
    try:
        return QuestionKind(raw.get("kind"))
    except ValueError:
        raise NotAQuestionnaire(
            _at(where, "kind"),
            _("There is no kind of question “%(word)s”.", word=str(raw.get("kind"))[:40]),
        ) from None


def _texts(raw: dict[str, Any], name: str, where: str) -> dict[str, str]:
    found = raw.get(name, {})
    fine = isinstance(found, dict) and all(
        language in LANGUAGES and isinstance(words, str) and len(words) <= LONGEST
        for language, words in found.items()
    )
    if not fine:
        raise NotAQuestionnaire(
            _at(where, name),
            _(
                "Here should be words by language, {“en”: “…”}, of %(most)d letters at most.",
                most=LONGEST,
            ),
        )
    return {language: words for language, words in found.items() if words.strip()}


def _line(raw: dict[str, Any], name: str, where: str, most: int) -> str:
    found = raw.get(name, "")
    if not isinstance(found, str) or len(found) > most:
        raise NotAQuestionnaire(
            _at(where, name), _("Here should be a word of %(most)d letters at most.", most=most)
        )
    return found


def _yes(raw: dict[str, Any], name: str, where: str) -> bool:
    found = raw.get(name, False)
    if not isinstance(found, bool):
        raise NotAQuestionnaire(_at(where, name), _("Here should be true or false."))
    return found


def _whole(raw: dict[str, Any], name: str, where: str) -> int | None:
    found = raw.get(name)
    if found is None:
        return None
    if isinstance(found, bool) or not isinstance(found, int) or abs(found) >= 10**12:
        raise NotAQuestionnaire(_at(where, name), _("Here should be a whole number."))
    return found


def _languages(whole: dict[str, Any]) -> tuple[str, ...]:
    found = _list(whole, "languages", "", len(LANGUAGES)) or list(LANGUAGES)
    if not all(each in LANGUAGES for each in found):
        raise NotAQuestionnaire("languages", _("The languages are “en” and “ru”."))
    return tuple(dict.fromkeys(found))


def _must_differ(where: str, keys: Iterable[str]) -> None:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise NotAQuestionnaire(where, _("The key “%(key)s” stands there twice.", key=key))
        seen.add(key)


def _must_be_few(where: str, count: int, most: int) -> None:
    if count > most:
        raise NotAQuestionnaire(
            where, _("There are %(count)d here; %(most)d is the most.", count=count, most=most)
        )


def _at(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name
