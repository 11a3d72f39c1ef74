"""Templates: each compiles, each address in them exists, nothing is inline."""

import re
from pathlib import Path

import pytest
from flask import Flask

TEMPLATES = Path(__file__).parents[2] / "templates"
ALL = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
# A letter travels without our stylesheet, so its styles have to be in it.
LETTERS = "mail/"


@pytest.fixture
def database() -> str:
    """These read files only: one database is enough."""
    return "sqlite"


def test_every_template_compiles(app: Flask) -> None:
    for name in ALL:
        app.jinja_env.get_template(name)


def test_every_address_in_a_template_exists(app: Flask) -> None:
    for name in ALL:
        for endpoint in re.findall(r"url_for\(\s*'([^']+)'", (TEMPLATES / name).read_text()):
            # A dot stands for the blueprint, which is named like the folder.
            full = name.split("/")[0] + endpoint if endpoint.startswith(".") else endpoint
            assert full in app.view_functions, f"{name} points to {endpoint}"


def test_nothing_is_inline(app: Flask) -> None:
    inline = re.compile(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|javascript:", re.I)
    for name in ALL:
        if not name.startswith(LETTERS):
            # Comments of Jinja may speak about it.
            text = re.sub(r"\{#.*?#\}", "", (TEMPLATES / name).read_text(), flags=re.S)
            found = inline.search(text)
            assert not found, f"{name}: {found and found.group()}"
