"""What is asked: pages and their questions, in each language, as one document that never changes.

A document is what a version of a template holds, what is copied, exported and imported, and what the builder
edits. `data()` and `reading.read()` turn it into JSON and back.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from agency.briefs.conditions import Condition
from agency.briefs.kinds import SECONDS, SECONDS_ELSE, QuestionKind
from agency.kernel.i18n import DEFAULT

__all__ = [
    "Choice",
    "Column",
    "Page",
    "Question",
    "QuestionKind",
    "Questionnaire",
    "Suggestion",
    "worded",
]

Texts = dict[str, str]
# The key of a choice whose words the client writes.
OTHER = "other"


@dataclass(frozen=True)
class Choice:
    """One choice: words with a second line and a picture where they help, or a range of money in whole units.

    `picture` is the digest of a public file, `alt` what it shows beyond the words beside it.
    """

    key: str
    text: Texts = field(default_factory=dict)
    hint: Texts = field(default_factory=dict)
    picture: str = ""
    least: int | None = None
    most: int | None = None
    alt: Texts = field(default_factory=dict)

    def data(self) -> dict[str, Any]:
        """For a column or a file."""
        more = {"text": self.text, "hint": self.hint, "picture": self.picture, "alt": self.alt}
        span = {"from": self.least, "to": self.most}
        kept = {name: value for name, value in more.items() if value}
        return {"key": self.key, **kept, **{k: v for k, v in span.items() if v is not None}}


@dataclass(frozen=True)
class Column:
    """A column of a table that is filled in row by row."""

    key: str
    text: Texts

    def data(self) -> dict[str, Any]:
        """For a column or a file."""
        return {"key": self.key, "text": self.text}


@dataclass(frozen=True)
class Question:
    """One question. Its `key` stays the same through all versions; so an answer finds it again.

    `least` and `most` bound what the kind counts: letters of words, choices taken, a number itself, points of a
    rating, files, rows. `other` lets them write a choice of their own.
    """

    key: str
    kind: QuestionKind
    text: Texts
    help: Texts = field(default_factory=dict)
    placeholder: Texts = field(default_factory=dict)
    required: bool = False
    choices: tuple[Choice, ...] = ()
    other: bool = False
    columns: tuple[Column, ...] = ()
    least: int | None = None
    most: int | None = None
    currency: str = ""
    shown_when: Condition | None = None

    @property
    def field(self) -> str:
        """Its name in a form."""
        return f"q-{self.key}"

    @property
    def seconds(self) -> int:
        """How long people take over it; what may be left out is, every third time."""
        seconds = SECONDS.get(self.kind, SECONDS_ELSE)
        return seconds if self.required else seconds * 2 // 3

    def hints(self, language: str) -> dict[str, str]:
        """The second lines of the choices that have one, by key."""
        return {each.key: worded(each.hint, language) for each in self.choices if each.hint}

    def alts(self, language: str) -> dict[str, str]:
        """What the pictures of the choices show, where that is told, by key."""
        return {each.key: worded(each.alt, language) for each in self.choices if each.alt}

    def wording(self, language: str) -> str:
        """As it is asked in this language, else in English, else in any."""
        return worded(self.text, language)

    def data(self) -> dict[str, Any]:
        """For a column or a file: what is usual is left out."""
        plain = {
            "help": self.help,
            "placeholder": self.placeholder,
            "required": self.required,
            "choices": [each.data() for each in self.choices],
            "other": self.other,
            "columns": [each.data() for each in self.columns],
            "currency": self.currency,
            "show_when": self.shown_when.data() if self.shown_when else None,
        }
        bounds = {"least": self.least, "most": self.most}
        kept = {name: value for name, value in plain.items() if value}
        kept |= {name: value for name, value in bounds.items() if value is not None}
        return {"key": self.key, "kind": self.kind.value, "text": self.text, **kept}


@dataclass(frozen=True)
class Page:
    """One page: a short name, a heading with a sentence under it, and its questions."""

    key: str
    number: int
    title: Texts
    name: Texts = field(default_factory=dict)
    lead: Texts = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    shown_when: Condition | None = None

    @property
    def seconds(self) -> int:
        """How long people take over it."""
        return sum(each.seconds for each in self.questions)

    @property
    def takes_files(self) -> bool:
        """Files may come with it."""
        return any(each.kind is QuestionKind.file for each in self.questions)

    def data(self) -> dict[str, Any]:
        """For a column or a file."""
        plain = {
            "name": self.name,
            "lead": self.lead,
            "show_when": self.shown_when.data() if self.shown_when else None,
        }
        kept = {name: value for name, value in plain.items() if value}
        questions = [each.data() for each in self.questions]
        return {"key": self.key, "title": self.title, **kept, "questions": questions}


@dataclass(frozen=True)
class Suggestion:
    """A line of the estimate that an answer suggests, with the hours that such a line takes."""

    key: str
    text: Texts
    section: Texts
    minutes: int
    when: Condition
    role: str = ""
    most_minutes: int | None = None

    def data(self) -> dict[str, Any]:
        """For a column or a file."""
        more = {"role": self.role, "most_minutes": self.most_minutes}
        return {
            "key": self.key,
            "text": self.text,
            "section": self.section,
            "minutes": self.minutes,
            "when": self.when.data(),
            **{name: value for name, value in more.items() if value},
        }


@dataclass(frozen=True)
class Questionnaire:
    """All that a brief asks, in its order, and what its answers suggest for the estimate."""

    pages: tuple[Page, ...]
    languages: tuple[str, ...] = ("en", "ru")
    suggestions: tuple[Suggestion, ...] = ()

    def page(self, number: int) -> Page | None:
        """The page with this number, from 1."""
        return self.pages[number - 1] if 0 < number <= len(self.pages) else None

    @property
    def questions(self) -> Iterator[Question]:
        """Every question, in the order in which they are asked."""
        return (question for page in self.pages for question in page.questions)

    @cached_property
    def by_key(self) -> dict[str, Question]:
        """Every question by its key."""
        return {each.key: each for each in self.questions}

    @cached_property
    def order(self) -> dict[str, int]:
        """At which place each question stands, by its key."""
        return {each.key: place for place, each in enumerate(self.questions)}

    @cached_property
    def pages_by_question(self) -> dict[str, Page]:
        """On which page each question stands, by its key."""
        return {each.key: page for page in self.pages for each in page.questions}

    def data(self) -> dict[str, Any]:
        """For a column or a file."""
        more = {"suggestions": [each.data() for each in self.suggestions]}
        return {
            "languages": list(self.languages),
            "pages": [each.data() for each in self.pages],
            **({} if not self.suggestions else more),
        }


def worded(texts: Texts, language: str) -> str:
    """The words in this language, else in English, else in any."""
    return texts.get(language) or texts.get(DEFAULT) or next(iter(texts.values()), "")
