"""The `agency` command says what stands in its way, without a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from agency.config import ROOT
from tests import nursery

SETTINGS = (
    "AGENCY_DATA",
    "DATABASE_URL",
    "REDIS_URL",
    "SMTP_URL",
    "IMAP_URL",
    "BASE_URL",
    "PORT",
    "LISTEN",
)


def environ_of(data: Path, **environ: str) -> dict[str, str]:
    rest = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    return {**rest, "PYTHONPATH": str(ROOT), "AGENCY_DATA": str(data), **environ}


def agency(data: Path, *words: str) -> nursery.Done:
    done = nursery.carry_out("agency.cli", list(words), environ_of(data), data)
    assert "Traceback" not in done.stderr
    return done


def typed(data: Path, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-P", "-m", "agency.cli", *words],
        env=environ_of(data, **environ),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "Traceback" not in done.stderr
    return done


@pytest.mark.parametrize(
    ("words", "environ", "expected"),
    [
        (["up"], {}, "The database is not up to date. Run `agency db upgrade` first."),
        (["clock", "--once", "--at", "2026-03-06T17:55Z"], {}, "it needs a demo data folder"),
        (["up"], {"REDIS_URL": "redis://127.0.0.1:1/0"}, "REDIS_URL: no server answers there."),
    ],
)
def test_what_stands_in_the_way_is_named(
    tmp_path: Path, words: list[str], environ: dict[str, str], expected: str
) -> None:
    done = typed(tmp_path, *words, **environ)
    assert done.returncode != 0
    assert expected in done.stderr.replace("\n", " ")
    assert "house.started" not in done.stderr


def test_a_time_that_is_none_is_refused_in_a_demo_too(tmp_path: Path) -> None:
    (tmp_path / "demo").touch()
    done = agency(tmp_path, "clock", "--once", "--at", "tomorrow")
    assert "expected a time like 2026-03-06T17:55:00Z" in done.stderr


def test_where_somebody_works_the_demo_is_refused(tmp_path: Path) -> None:
    add = ["member", "add", "--name", "Vera Lindt", "--email", "Vera@kvarta.example"]
    add += ["--access", "manager", "--password", "a long password"]
    assert agency(tmp_path, "db", "upgrade").code == 0
    assert "Vera Lindt can log in as vera@kvarta.example." in agency(tmp_path, *add).stdout
    assert "Somebody works here already" in agency(tmp_path, "demo").stderr
    assert not (tmp_path / "demo").exists()
