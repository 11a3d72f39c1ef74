"""A brief on paper: what was asked and answered, in the agency's brand, as a PDF.

It prints as it was asked: wordings and choices are those of the answers, pages those of the brief's version.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from flask import current_app, render_template
from markupsafe import escape

from agency.briefs.answers import Answer
from agency.briefs.kinds import QuestionKind
from agency.briefs.models import Brief
from agency.briefs.provenance import Givers, givers_of
from agency.briefs.questionnaire import worded
from agency.kernel import pdf
from agency.kernel.brand import print_stylesheet
from agency.kernel.files import StoredFile
from agency.kernel.i18n import in_zone, long_day, speaking
from agency.kernel.pictures import PictureRefused, shown_copy
from agency.kernel.typefaces import FACES, USUAL, Typeface
from agency.people import queries as people

_TEMPLATE = "briefs/paper.html"
_STYLE = "css/print/brief.css"
# Pixels of a picture's longer side: enough for the width in which it is printed.
_SIDE = 900
_MISSING = re.compile(r"\(U\+([0-9A-F]{4,6})\)")
# What only joins signs or gives them colour, and says nothing where they are written in words.
_JOINERS = frozenset("\u200d\ufe0e\ufe0f")
_ROUNDS = 8


@dataclass(frozen=True)
class Said:
    """A question with its answer: lines, who gave it where it was not the client, files, and pictures among them."""

    wording: str
    lines: list[str]
    by: str
    files: list[StoredFile]
    pictures: list[tuple[str, str]]
    # Things that were chosen or listed stand close together; what was written has its paragraphs.
    is_list: bool = False


@dataclass(frozen=True)
class Part:
    """A page of the brief."""

    name: str
    said: list[Said]


@dataclass
class Paper:
    """All that the pages show."""

    brief: Brief
    title: str
    service: str
    by: str
    dated: str
    day: str
    parts: list[Part] = field(default_factory=list)
    left_open: list[str] = field(default_factory=list)
    pictures: dict[str, Path] = field(default_factory=dict)

    @property
    def size(self) -> str:
        """How large the title stands: by its length."""
        longest = max(map(len, self.title.split()), default=0)
        if len(self.title) <= 24 and longest <= 14:
            return "large"
        return "middle" if len(self.title) <= 60 and longest <= 24 else "small"


@dataclass(frozen=True)
class Typescript:
    """A brief made ready for the press: whoever prints it needs the database no more."""

    html: str
    pictures: Mapping[str, Path]
    sheets: tuple[str, ...]
    face: Typeface = FACES[USUAL]

    def printed(self) -> bytes:
        """The PDF; the same answers give the same bytes. Raises PdfError."""
        return _printed(self.html, self.pictures, self.sheets, self.face)


def typescript(brief: Brief, *, now: datetime) -> Typescript:
    """All that the press needs."""
    house = people.agency()
    with speaking(brief.language):
        paper = _paper(brief, now)
        html = render_template(_TEMPLATE, paper=paper, brief=brief, house=house)
    static = Path(current_app.static_folder or "static")
    style = (static / _STYLE).read_text(encoding="utf-8")
    return Typescript(html, paper.pictures, (print_stylesheet(house.brand_kit), style))


def file_name(brief: Brief) -> str:
    """What the file is called."""
    words = worded(brief.template.called, brief.language)
    name = f"{words} - {_title(brief)}" if _title(brief) else words
    kept = "".join(char if char.isalnum() or char in " -_" else " " for char in name)
    return f"{' '.join(kept.split())[:100] or 'brief'}.pdf"


def _paper(brief: Brief, now: datetime) -> Paper:
    at = brief.submitted_at or now
    day = in_zone(at, people.agency().zone).date()
    service = worded(brief.template.called, brief.language)
    paper = Paper(
        brief=brief,
        title=_title(brief) or service,
        service=service,
        by=_by(brief),
        dated=long_day(day),
        day=day.isoformat(),
        left_open=[each.wording(brief.language) for each in brief.unanswered()],
    )
    givers = givers_of(brief)
    pages: dict[str, Part] = {}
    for answer in brief.answered:
        page = brief.asks.pages_by_question[answer.question_key]
        name = worded(page.name, brief.language) or worded(page.title, brief.language)
        part = pages.setdefault(page.key, Part(name, []))
        part.said.append(_said(answer, givers, paper.pictures))
    paper.parts = list(pages.values())
    return paper


def _said(answer: Answer, givers: Givers, pictures: dict[str, Path]) -> Said:
    shown = list(_pictures(answer))
    pictures.update({name: path for name, _alt, path in shown})
    return Said(
        wording=answer.wording,
        lines=[part for line in answer.lines for part in line.splitlines()],
        by=givers.words(answer),
        files=list(answer.files),
        pictures=[(pdf.address(name), alt) for name, alt, _path in shown],
        is_list=answer.kind is not QuestionKind.long,
    )


def _pictures(answer: Answer) -> Iterator[tuple[str, str, Path]]:
    """Those files that are pictures, each by a name for the press."""
    for file in answer.files:
        if not file.content_type.startswith("image/"):
            continue
        try:
            yield f"{file.sha256}.jpg", file.name, shown_copy(file, _SIDE)
        except (PictureRefused, OSError):
            continue  # it stands in the list of files all the same


def _title(brief: Brief) -> str:
    """Whose brief it is."""
    if brief.lead is not None:
        return brief.lead.client.name
    return " ".join(brief.said(QuestionKind.organisation).split())


def _by(brief: Brief) -> str:
    """Who filled it in."""
    return " ".join(brief.said(QuestionKind.name).split())


def _printed(
    html: str, files: Mapping[str, Path], sheets: tuple[str, ...], face: Typeface
) -> bytes:
    """The PDF. A sign for which no typeface has a letter is written in words rather than lost."""
    for _round in range(_ROUNDS):
        try:
            return pdf.render(html, files, stylesheets=sheets, face=face)
        except pdf.PdfError as error:
            missing = {chr(int(code, 16)) for code in _MISSING.findall(str(error))}
            if not missing & set(html):
                raise
            html = _spelt(html, missing)
    plain = _spelt(html, {char for char in html if ord(char) > 0x52F})
    return pdf.render(plain, files, stylesheets=sheets, face=face)


def _spelt(html: str, chars: set[str]) -> str:
    return html.translate({ord(char): _name(char) for char in chars | _JOINERS})


def _name(char: str) -> str:
    if char in _JOINERS or unicodedata.category(char) in ("Cf", "Mn"):
        return ""
    return str(escape(f"[{unicodedata.name(char, f'U+{ord(char):04X}').lower()}]"))
