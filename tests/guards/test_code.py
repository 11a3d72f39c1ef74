"""Rules of the house that a machine can read out of the code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from agency.kernel import duties

AGENCY = Path(__file__).parents[2] / "agency"
EDGES = {"views.py", "jobs.py"}
# The loops of worker and clock, letters of the login's views, the demo and pages of a topic are edges by their nature.
EDGE_FILES = {
    "kernel/queue.py",
    "kernel/ticking.py",
    "kernel/mail/security.py",
    # Each batch out of the mailbox is a transaction of its own, and none is open on the network.
    "kernel/mail/postman.py",
    # The clock's pulse: a transaction of its own, on the disk before its file, and by the machine's time.
    "kernel/lifeline.py",
    # The routes of the sheet, beside those of the other pages of proposals.
    "proposals/sheet_views.py",
    "demo/loading.py",
    "demo/history.py",
    "demo/days.py",
}
ASKING_FILES = {
    "proposals/sheet_views.py",
    "kernel/lifeline.py",
    "kernel/queue.py",
    "kernel/ticking.py",
    "kernel/mail/security.py",
}


@pytest.fixture
def database() -> str:
    """These read files only: one database is enough."""
    return "sqlite"


def test_nothing_below_the_edges_commits() -> None:
    for path in AGENCY.rglob("*.py"):
        name = path.relative_to(AGENCY).as_posix()
        if not _is_edge(path) and name not in EDGE_FILES:
            assert not re.search(r"\.commit\(", path.read_text()), f"{name} commits"


def test_every_name_of_later_work_is_registered(app: Flask) -> None:
    used = {name for path in AGENCY.rglob("*.py") for name in _planned_names(path)}
    assert used
    assert used <= duties.registered()


def test_only_edges_ask_the_clock() -> None:
    allowed = {"clock.py", "loading.py", "shell.py"}
    for path in AGENCY.rglob("*.py"):
        name = path.relative_to(AGENCY).as_posix()
        if _is_edge(path) or path.name in allowed or name in ASKING_FILES:
            continue
        assert not re.search(r"\bclock\.now\(\)|datetime\.now\(|utcnow", path.read_text()), name


def test_every_package_and_public_function_has_a_docstring_where_it_is_owed() -> None:
    for path in AGENCY.rglob("__init__.py"):
        assert ast.get_docstring(ast.parse(path.read_text())), path
    for path in (AGENCY / "flows").glob("*.py"):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                assert ast.get_docstring(node), f"{path.name}: {node.name}"


def test_flows_hold_order_and_no_rules() -> None:
    for path in (AGENCY / "flows").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                assert (node.end_lineno or 0) - node.lineno < 30, f"{path.name} is too long"


def test_there_is_no_drawer_for_odds_and_ends() -> None:
    forbidden = {"utils.py", "helpers.py", "services.py", "managers.py"}
    assert not [path for path in AGENCY.rglob("*.py") if path.name in forbidden]


def _is_edge(path: Path) -> bool:
    return path.name in EDGES or path.parent.name in ("views", "cli")


def _planned_names(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in {"later", "plan", "cancel"}
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id in {"queue", "due"}
            and node.args
            and isinstance(node.args[0], ast.Constant)
        ):
            yield str(node.args[0].value)


def test_what_is_loaded_late_is_no_way_around_who_may_import_whom() -> None:
    found = {
        (path.relative_to(AGENCY).parts[0], name)
        for path in AGENCY.rglob("*.py")
        for name in re.findall(r'= Lazily\("([\w.]+)"\)', path.read_text())
    }
    assert found
    for package, name in found:
        assert not name.startswith("agency.") or name.startswith(f"agency.{package}."), name
