"""Houses for the tests, and none left when they end."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from agency.kernel.house import redis_server

ROOT = Path(__file__).parents[3]
House = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A data folder with a path as long and as awkward as they come."""
    folder = tmp_path / "a folder with spaces" / ("long" * 40)
    folder.mkdir(parents=True)
    yield folder
    redis_server.tidy(folder)


@pytest.fixture
def start() -> Iterator[House]:
    """Starts a Python script of this folder; whatever is left of it at the end is killed."""
    started: list[subprocess.Popen[bytes]] = []

    def start(script: str, *words: object) -> subprocess.Popen[bytes]:
        path = Path(__file__).with_name(script)
        process = subprocess.Popen(
            [sys.executable, str(path), *map(str, words)],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stderr=subprocess.PIPE,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            for child in psutil.Process(process.pid).children(recursive=True):
                child.kill()
            process.kill()
        process.communicate()
