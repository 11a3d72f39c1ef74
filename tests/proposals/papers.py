"""Documents of every size, for the tests of paper and page."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Literal

from flask import Flask

import agency.demo
from agency.app import create_app
from agency.config import Settings
from agency.kernel.brand import KVARTA
from agency.kernel.money import Money, Span
from agency.proposals.document import Document
from agency.proposals.parts import (
    Accept,
    Figure,
    Line,
    Payment,
    Person,
    Quote,
    Reference,
    Section,
    Stage,
    Understanding,
)
from agency.proposals.pictured import Picture

PICTURES = Path(agency.demo.__file__).parent / "pictures"
CAST = ("anton", "mira", "daria", "timur", "ilya", "vera")


def a_picture(name: str, alt: str = "A picture of the studio", caption: str = "") -> Picture:
    return Picture(f"{name}.jpg", PICTURES / f"{name}.jpg", f"/pictures/{name}", alt, caption)


def a_person(number: int = 0, *, name: str = "", with_photo: bool = True) -> Person:
    face = CAST[number % len(CAST)]
    return Person(
        name or f"{face.title()} {'Abcdefghijkl'[number]}",
        "Designer",
        why="Draws by hand first.",
        photo=a_picture(face, f"Portrait of {face}") if with_photo else None,
    )


def lines_of(count: int, people: Sequence[Person], currency: str = "EUR") -> list[Line]:
    """Lines with figures of their own: each seventh at a fixed price, quarters of an hour among them."""
    made = []
    for number in range(1, count + 1):
        if number % 7 == 0:
            made.append(Line.fixed(number, f"Licence {number}", Money(100_00 + number, currency)))
            continue
        made.append(
            Line.hourly(
                number,
                f"Work on part {number} of it all",
                person=people[number % len(people)],
                minutes=60 + 15 * number,
                rate=Money(4800 + 50 * (number % 3), currency),
            )
        )
    return made


def sections_of(lines: Sequence[Line], each: int = 6) -> tuple[Section, ...]:
    return tuple(
        Section(f"Part {at // each + 1}", at // each % 5 + 1, lines[at : at + each])
        for at in range(0, len(lines), each)
    )


def a_document(
    *,
    lang: Literal["en", "ru"] = "en",
    currency: str = "EUR",
    lines: int = 12,
    team: int = 3,
    works: int = 3,
    plan: int = 3,
    with_photos: bool = True,
    with_words: bool = True,
    **more: Any,
) -> Document:
    """A proposal with so many lines, people, works and stages; `more` overrides any of its fields."""
    people = tuple(a_person(number, with_photo=with_photos) for number in range(team))
    sections = sections_of(lines_of(lines, people, currency))
    total = Span.total((part.cost for part in sections), currency)
    fields: dict[str, Any] = {
        "title": "A shop window for clay",
        "lang": lang,
        "currency": currency,
        "brand": KVARTA,
        "agency_name": "Kvarta",
        "agency_line": "Kvarta, a studio of nine in Yerevan.",
        "client_name": "Olaria Nova",
        "client_place": "Porto",
        "version": 1,
        "dated_on": date(2026, 3, 24),
        "valid_until": date(2026, 4, 14),
        "sections": sections,
        "people": people,
        "stages": tuple(a_stage(number, people[number % team]) for number in range(plan)),
        "payments": Payment.schedule(total, [(40, "when you accept"), (60, "at the end")]),
        "references": tuple(a_reference(number) for number in range(works)),
        "accept": Accept(
            people[-1], "vera@kvarta.example", "+374 00 000 312", "https://k.example/p/abc"
        ),
    }
    if with_photos:
        fields |= {
            "cover": a_picture("cover"),
            "opening": a_picture("opening", caption="Three of them"),
        }
    if with_words:
        fields |= {"quote": Quote("Nobody buys a bowl unseen.", "Inês Carvalho", "in your brief")}
        fields["understanding"] = Understanding(
            "You make tableware by hand.",
            ["A glaze is never the same twice."] * 3,
            [Figure("60", "objects on the opening day")],
            "A journal.",
            a_picture("detail") if with_photos else None,
        )
    return Document(**{**fields, **more})


def a_stage(number: int, person: Person) -> Stage:
    start = date(2026, 3, 30) + timedelta(weeks=2 * number)
    return Stage(f"Stage {number + 1}", person, start, start + timedelta(days=18))


def a_reference(number: int) -> Reference:
    names = ("lamp", "hotel", "wine", "tiles", "grid", "ferry", "museum", "bakery")
    picture = a_picture(f"ref-{names[number % len(names)]}", f"Work number {number}")
    kind: Literal["ours", "admired"] = "admired" if number % 3 == 2 else "ours"
    return Reference(kind, f"Reference {number}", "What to see in it.", picture)


@contextmanager
def a_press(data: Path) -> Iterator[Flask]:
    """An application that makes paper; that needs no database."""
    settings = Settings(
        data=data,
        database_url=f"sqlite:///{data / 'empty.sqlite3'}",
        redis_url=None,
        smtp_url=None,
        base_url="http://localhost",
        secret_key="a secret of the tests, long enough",
        port=8000,
    )
    app = create_app(settings, {"TESTING": True})
    with app.app_context():
        yield app
