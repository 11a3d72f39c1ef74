"""Everything that a person reads is there in Russian, and nothing is left over."""

import ast
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
KEYWORDS = {
    "_": None,
    "_l": None,
    # Refusals of a calendar or a cadence carry their message to the form that shows them.
    "CalendarError": None,
    "CadenceError": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}


@pytest.fixture(scope="module")
def russian() -> Catalog:
    """The Russian catalogue."""
    text = (ROOT / "agency/translations/ru/LC_MESSAGES/messages.po").read_bytes()
    return read_po(BytesIO(text), locale="ru")


def spoken() -> set[str]:
    """The messages of the code and the templates."""
    found = set()
    for folder in ("agency", "templates"):
        for _, _, message, _, _ in extract_from_dir(
            str(ROOT / folder),
            [("**.py", "python"), ("**.html", "jinja2")],
            keywords=KEYWORDS,
        ):
            found.add(message[0] if isinstance(message, tuple | list) else message)
    return found


def test_every_message_has_its_russian(russian: Catalog) -> None:
    missing = sorted(message for message in spoken() if not _is_translated(russian.get(message)))
    assert not missing


def test_no_message_hides_in_a_formatted_string() -> None:
    hidden = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in (ROOT / "agency").rglob("*.py")
        for text in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in KEYWORDS
    ]
    assert not hidden, "the catalogue would not find it"


def test_nothing_in_the_catalogue_is_left_over(russian: Catalog) -> None:
    ours = {_key(message) for message in russian if message.id}
    assert not sorted(ours - spoken())


def test_figures_and_names_survive_translation(russian: Catalog) -> None:
    for message in russian:
        if message.id and message.python_format:
            assert not list(message.check(russian)), message.id


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _is_translated(message: Message | None) -> bool:
    if message is None or message.fuzzy:
        return False
    words = message.string
    return all(words) if isinstance(words, tuple | list) else bool(words)
