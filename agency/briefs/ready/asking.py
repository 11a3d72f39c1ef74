"""The shape of a ready-made brief, and the questions that may stand anywhere in it."""

from collections.abc import Iterator
from dataclasses import dataclass

from agency.briefs.conditions import Check, Condition, Op
from agency.briefs.kinds import QuestionKind
from agency.briefs.questionnaire import Choice, Column, Page, Question, Questionnaire, Suggestion

Kind = QuestionKind


@dataclass(frozen=True)
class Words:
    """The same in both languages."""

    en: str
    ru: str

    def texts(self) -> dict[str, str]:
        """For a column."""
        return {"en": self.en, "ru": self.ru}


@dataclass(frozen=True)
class Pick:
    """One choice of a question, with a second line where it helps."""

    key: str
    words: Words
    hint: Words | None = None

    def made(self) -> Choice:
        """The choice of a questionnaire."""
        return Choice(self.key, self.words.texts(), self.hint.texts() if self.hint else {})


@dataclass(frozen=True)
class Span:
    """A range of money in whole units."""

    key: str
    least: int | None
    most: int | None

    def made(self) -> Choice:
        """The choice of a questionnaire."""
        return Choice(self.key, least=self.least, most=self.most)


@dataclass(frozen=True)
class Ask:
    """A question. One that a condition asks for has a key of its own, the others get a number."""

    kind: QuestionKind
    words: Words
    help: Words | None = None
    required: bool = False
    choices: tuple[Pick | Span, ...] = ()
    key: str = ""
    when: Condition | None = None
    other: bool = False
    columns: tuple[tuple[str, Words], ...] = ()
    least: int | None = None
    most: int | None = None
    currency: str = "EUR"

    def made(self, key: str) -> Question:
        """The question of a questionnaire."""
        return Question(
            key=self.key or key,
            kind=self.kind,
            text=self.words.texts(),
            help=self.help.texts() if self.help else {},
            required=self.required,
            choices=tuple(each.made() for each in self.choices),
            other=self.other,
            columns=tuple(Column(key, words.texts()) for key, words in self.columns),
            least=self.least,
            most=self.most,
            currency=self.currency if self.kind is Kind.budget else "",
            shown_when=self.when,
        )


def taken(key: str, *choices: str) -> Check:
    """When one of these choices was taken there."""
    return Check(key, Op.is_, choices)


@dataclass(frozen=True)
class Sheet:
    """A page: its short name, its heading, a sentence under it, its questions."""

    name: Words
    title: Words
    lead: Words
    asks: tuple[Ask, ...]
    when: Condition | None = None


@dataclass(frozen=True)
class Ready:
    """A brief for one service."""

    slug: str
    service: Words
    sheets: tuple[Sheet, ...]
    suggestions: tuple[Suggestion, ...] = ()

    def made(self) -> Questionnaire:
        """What it asks, as a template keeps it."""
        keys = (f"q{n}" for n in range(1, 1000))
        pages = tuple(_page(n, sheet, keys) for n, sheet in enumerate(self.sheets, start=1))
        return Questionnaire(pages=pages, suggestions=self.suggestions)


def _page(number: int, sheet: Sheet, keys: Iterator[str]) -> Page:
    return Page(
        key=f"p{number}",
        number=number,
        name=sheet.name.texts(),
        title=sheet.title.texts(),
        lead=sheet.lead.texts(),
        questions=tuple(ask.made(next(keys)) for ask in sheet.asks),
        shown_when=sheet.when,
    )


FILES = Ask(
    Kind.file,
    Words("Files that help", "Файлы, которые помогут"),
    Words(
        "A logo, a brand book, texts, photographs, a drawing on a napkin. Up to 10 files of 20 MB.",
        "Логотип, брендбук, тексты, фотографии, рисунок на салфетке. До 10 файлов по 20 МБ.",
    ),
)

NEVER = Ask(
    Kind.long,
    Words("What would you never want to see?", "Чего вы точно не хотите увидеть?"),
    Words(
        "A sentence is enough. What you dislike helps us as much as what you love.",
        "Хватит одной фразы. То, что вам не нравится, помогает не меньше любимого.",
    ),
)
