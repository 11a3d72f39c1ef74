"""A question and a page as they are typed in the builder, and what of it cannot be kept yet, in words."""

import re
from dataclasses import dataclass, field, replace
from typing import TypeVar

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from agency.briefs import building_conditions, parts
from agency.briefs.building_conditions import TypedGroup
from agency.briefs.drafts import blank, new_key
from agency.briefs.kinds import QuestionKind
from agency.briefs.questionnaire import OTHER, Choice, Column, Page, Question, Questionnaire
from agency.briefs.reading import LONGEST, MOST_CHOICES, MOST_COLUMNS
from agency.kernel.forms import tidy
from agency.kernel.i18n import LANGUAGES

Sent = MultiDict[str, str]
Texts = dict[str, str]
Part = TypeVar("Part", Choice, Column)


@dataclass
class TypedQuestion:
    """A question with what is typed in its fields. `figures` are its limits and ranges as text, by their field."""

    question: Question
    condition: TypedGroup
    figures: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, question: Question) -> "TypedQuestion":
        """As it is kept."""
        figures = {"least": _text(question.least), "most": _text(question.most)}
        for each in question.choices:
            figures[f"choice-{each.key}-least"] = _text(each.least)
            figures[f"choice-{each.key}-most"] = _text(each.most)
        return cls(question, building_conditions.typed(question.shown_when), figures)

    @classmethod
    def read(cls, sent: Sent, before: Question, asks: Questionnaire) -> "TypedQuestion":
        """As it was sent for this question; what the page did not ask for stays as it was."""
        errors: dict[str, str] = {}
        figures = {name: value.strip() for name, value in sent.items() if _is_figure(name)}
        kind = _kind(sent, before.kind)
        question = replace(
            before,
            kind=kind,
            required="required" in sent and kind.is_answered,
            other="other" in sent and kind in parts.OTHERS,
            choices=_choices(sent, before, figures, errors),
            columns=_columns(sent, before, errors),
            least=_whole(figures, "least", errors) if kind in parts.LEAST else None,
            most=_whole(figures, "most", errors) if kind in parts.MOST else None,
            currency=sent.get("currency", before.currency)[:3].upper(),
            text=_words(sent, "text", before.text, errors),
            help=_words(sent, "help", before.help, errors),
            placeholder=_words(sent, "placeholder", before.placeholder, errors),
        )
        condition = building_conditions.read(sent, asks)
        return cls(_as_kind(question, before), condition, figures, errors)

    def made(self) -> Question:
        """The question. Only where there are no errors is it all that was typed."""
        return replace(self.question, shown_when=self.condition.made())


@dataclass
class TypedPage:
    """A page with what is typed in its fields."""

    page: Page
    condition: TypedGroup
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, page: Page) -> "TypedPage":
        """As it is kept."""
        return cls(page, building_conditions.typed(page.shown_when))

    @classmethod
    def read(cls, sent: Sent, before: Page, asks: Questionnaire) -> "TypedPage":
        """As it was sent for this page."""
        errors: dict[str, str] = {}
        page = replace(
            before,
            title=_words(sent, "title", before.title, errors),
            name=_words(sent, "name", before.name, errors),
            lead=_words(sent, "lead", before.lead, errors),
        )
        return cls(page, building_conditions.read(sent, asks), errors)

    def made(self) -> Page:
        """The page with its questions."""
        return replace(self.page, shown_when=self.condition.made())


def press(typed: TypedQuestion, command: str, key: str, sent: Sent) -> str:
    """One of the buttons of choices and columns; gives the field to go on at, "" where nothing changed."""
    question = typed.question
    if command == "choice":
        new = [Choice(new_key("c"))]
        typed.question = replace(question, choices=(*question.choices, *new)[:MOST_CHOICES])
        return f"choice-{new[0].key}"
    if command == "lines":
        return _press_lines(typed, sent)
    if command == "column":
        column = Column(new_key("k"), {})
        typed.question = replace(question, columns=(*question.columns, column)[:MOST_COLUMNS])
        return f"column-{column.key}"
    if command in ("up", "down", "out"):
        choices = _shift(question.choices, key, command)
        columns = _shift(question.columns, key, command)
        typed.question = replace(question, choices=choices, columns=columns)
        return f"choice-{key}" if command != "out" else "choices"
    return ""


def _press_lines(typed: TypedQuestion, sent: Sent) -> str:
    """A choice for each line that was pasted, in the language of its box."""
    made: list[Choice] = []
    for name, text in sent.items():
        if name.startswith("lines-"):
            lines = [line.strip() for line in tidy(text).split("\n") if line.strip()]
            made = _beside(made, lines, name.removeprefix("lines-"))
    kept = [each for each in typed.question.choices if each.text or each.least or each.most]
    typed.question = replace(typed.question, choices=tuple([*kept, *made][:MOST_CHOICES]))
    return "choices"


def _beside(made: list[Choice], lines: list[str], language: str) -> list[Choice]:
    while len(made) < min(len(lines), MOST_CHOICES):
        made.append(Choice(new_key("c")))
    return [
        replace(each, text={**each.text, language: lines[n][:LONGEST]}) if n < len(lines) else each
        for n, each in enumerate(made)
    ]


def _shift(those: tuple[Part, ...], key: str, command: str) -> tuple[Part, ...]:
    keys = [each.key for each in those]
    if key not in keys:
        return those
    at, rest = keys.index(key), [each for each in those if each.key != key]
    if command != "out":
        to = max(0, at + (1 if command == "down" else -1))
        rest.insert(to, those[at])
    return tuple(rest)


def _as_kind(question: Question, before: Question) -> Question:
    """What its kind does not have falls away; where the kind is another one, it begins with what it needs."""
    kind = question.kind
    fitting = replace(
        question,
        choices=question.choices if kind in parts.CHOICES else (),
        columns=question.columns if kind is QuestionKind.table else (),
        currency=question.currency if kind is QuestionKind.budget else "",
        placeholder=question.placeholder if kind in parts.EXAMPLES else {},
    )
    if kind is before.kind:
        return fitting
    new = blank(kind, question.key)
    return replace(
        fitting,
        choices=fitting.choices or new.choices,
        columns=fitting.columns or new.columns,
        most=fitting.most if fitting.most is not None else new.most,
    )


def _choices(
    sent: Sent, before: Question, figures: dict[str, str], errors: dict[str, str]
) -> tuple[Choice, ...]:
    if "choices" not in sent:
        return before.choices
    known = {each.key: each for each in before.choices}
    made = []
    for key in dict.fromkeys(sent.getlist("choice")[:MOST_CHOICES]):
        old = known.get(key) or Choice(key if _is_key(key) else new_key("c"))
        name = f"choice-{key}"
        made.append(
            replace(
                old,
                text=_words(sent, f"{name}-text", old.text, errors),
                hint=_words(sent, f"{name}-hint", old.hint, errors),
                picture=_digest(sent.get(f"{name}-picture"), old.picture),
                alt=_words(sent, f"{name}-alt", old.alt, errors),
                least=_whole(figures, f"{name}-least", errors),
                most=_whole(figures, f"{name}-most", errors),
            )
        )
    return tuple(made)


def _digest(sent: str | None, before: str) -> str:
    """The digest of a choice's picture: "" takes it away, what is none changes nothing."""
    if sent is None or (sent and not re.fullmatch(r"[0-9a-f]{64}", sent)):
        return before
    return sent


def _columns(sent: Sent, before: Question, errors: dict[str, str]) -> tuple[Column, ...]:
    if "columns" not in sent:
        return before.columns
    known = {each.key: each for each in before.columns}
    made = []
    for key in dict.fromkeys(sent.getlist("column")[:MOST_COLUMNS]):
        old = known.get(key) or Column(key if _is_key(key) else new_key("k"), {})
        made.append(replace(old, text=_words(sent, f"column-{key}-text", old.text, errors)))
    return tuple(made)


def _words(sent: Sent, name: str, before: Texts, errors: dict[str, str]) -> Texts:
    """The words by language; a language that the page did not ask for keeps its own."""
    words = dict(before)
    for language in LANGUAGES:
        typed = sent.get(f"{name}-{language}")
        if typed is None:
            continue
        words[language] = tidy(typed)
        if len(words[language]) > LONGEST:
            errors[f"{name}-{language}"] = str(
                _(
                    "Shorten it to %(most)d characters, now it has %(length)d.",
                    most=LONGEST,
                    length=len(words[language]),
                )
            )
    return {language: each for language, each in words.items() if each}


def _whole(figures: dict[str, str], name: str, errors: dict[str, str]) -> int | None:
    typed = re.sub(r"[\s\u00a0\u202f]", "", figures.get(name, ""))
    if not typed:
        return None
    if not re.fullmatch(r"-?\d{1,11}", typed):
        errors[name] = str(_("Write a whole number, like 5."))
        return None
    return int(typed)


def _is_figure(name: str) -> bool:
    return name in ("least", "most") or (
        name.startswith("choice-") and name.endswith(("-least", "-most"))
    )


def _is_key(key: str) -> bool:
    return bool(re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,39}", key)) and key != OTHER


def _kind(sent: Sent, before: QuestionKind) -> QuestionKind:
    return next((each for each in QuestionKind if each.value == sent.get("kind")), before)


def _text(figure: int | None) -> str:
    return "" if figure is None else str(figure)
