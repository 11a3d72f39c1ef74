"""A real house for the tests: `agency up` with all its processes on a folder of its own, until SIGTERM."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import psutil
import sqlalchemy as sa

from tests import nursery
from tests.kernel.house.waiting import until

ROOT = Path(__file__).parents[1]
OURS = (
    "AGENCY_DATA",
    "DATABASE_URL",
    "REDIS_URL",
    "SMTP_URL",
    "IMAP_URL",
    "BASE_URL",
    "SECRET_KEY",
    "PORT",
)
PARTS = {"web": "agency.cli web", "worker": "agency.cli worker", "clock": "agency.cli clock"}
PATIENCE = 60.0


@dataclass(eq=False)
class House:
    """One data folder, the settings of its processes, and `agency up` on it."""

    data: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    port: int = field(default_factory=lambda: free_port())
    # What carries out the `agency` command; another module may set the clock first.
    command: str = "agency.cli"
    process: subprocess.Popen[bytes] | nursery.Lasting | None = field(default=None, init=False)

    @property
    def url(self) -> str:
        """The address that stands in letters."""
        return f"http://localhost:{self.port}"

    @property
    def environ(self) -> dict[str, str]:
        """The environment of every process of this house, and of no other."""
        rest = {name: value for name, value in os.environ.items() if name not in OURS}
        return {
            **rest,
            "PYTHONPATH": str(ROOT),
            "AGENCY_DATA": str(self.data),
            "PORT": str(self.port),
            **self.settings,
        }

    @property
    def database_url(self) -> str:
        given = self.settings.get("DATABASE_URL", f"sqlite:///{self.data / 'agency.sqlite'}")
        return given.replace("postgresql://", "postgresql+psycopg://")

    def agency(self, *words: str) -> str:
        """Carry out one command to its end, and give what it printed."""
        done = nursery.carry_out(self.command, list(words), self.environ, self.data)
        assert done.code == 0, f"agency {' '.join(words)}: {done.stderr[-4000:]}"
        return done.stdout

    def clock_once(self, at: datetime) -> None:
        """Do what is due as if it were that time."""
        self.agency("clock", "--once", "--at", at.isoformat())

    def start(self, what: str = "up", sign: str = "/readyz") -> "House":
        """Open the house, or one part of it, and wait until its sign says that it is ready.

        It is forked from what is loaded already.
        """
        self.process = nursery.Lasting(self.command, [what], self.environ, self.data, self.log)
        until(lambda: self._is_open(sign), within=PATIENCE)
        return self

    def start_by_command(self) -> "House":
        """Open the whole house the long way: by the command line, with all that it loads."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self._command("up"), env=self.environ, cwd=self.data, stdout=log, stderr=log
            )
        until(lambda: self._is_open("/readyz"), within=PATIENCE)
        return self

    def stop(self) -> None:
        """Ask it to close by SIGTERM; it has to leave nobody behind."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(PATIENCE) == 0, self.last_words()
        left = self.processes()
        assert not left, f"still there after SIGTERM: {left}"
        self.process = None

    def crash(self) -> None:
        """`kill -9` of `agency up` itself; its children may not outlive it."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        until(lambda: not self.processes())
        self.process = None

    def kill(self, part: str) -> int:
        """`kill -9` of one part of a running house; the process id that was hit."""
        found: psutil.Process = until(lambda: self.part(part), within=PATIENCE)
        with suppress(psutil.NoSuchProcess):
            found.kill()
        return int(found.pid)

    def part(self, name: str) -> psutil.Process | None:
        """The process of this part, if it runs: web, worker, clock or redis."""
        assert self.process is not None
        with suppress(psutil.NoSuchProcess):
            for child in psutil.Process(self.process.pid).children():
                with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                    if _is_part(child, name):
                        return child
        return None

    def processes(self) -> list[psutil.Process]:
        """Every process that has this data folder in its environment."""
        return [each for each in psutil.process_iter() if self._owns(each)]

    def sweep(self) -> None:
        """Leave nothing of it after a test that failed."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
        for process in self.processes():
            with suppress(psutil.NoSuchProcess):
                process.kill()

    def ask(self, question: str, **values: Any) -> list[Any]:
        """Look into the database, past all our code."""
        with self._engine.connect() as connection:
            return list(connection.execute(sa.text(question), values))

    def change(self, statement: str, **values: Any) -> int:
        """Change the database, past all our code; how many rows that were."""
        with self._engine.begin() as connection:
            return connection.execute(sa.text(statement), values).rowcount

    @property
    def log(self) -> Path:
        """What its processes said."""
        return self.data / "house.log"

    def last_words(self) -> str:
        """The end of the log, for whoever has to find out; errors with the end of their traceback."""
        said = self.log.read_text(errors="replace") if self.log.exists() else ""
        return "\n".join(_shortened(line) for line in said.splitlines()[-400:])[-8000:]

    @cached_property
    def _engine(self) -> sa.Engine:
        return sa.create_engine(self.database_url, poolclass=sa.NullPool)

    def _command(self, *words: str) -> list[str]:
        return [sys.executable, "-P", "-m", self.command, *words]

    def _is_open(self, sign: str) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, f"it did not start:\n{self.last_words()}"
        return self.answers(sign)

    def answers(self, sign: str = "/readyz") -> bool:
        """Whether web, database and Redis are there."""
        line = HTTPConnection("127.0.0.1", self.port, timeout=2.0)
        try:
            line.request("GET", sign)
            return line.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            line.close()

    def _owns(self, process: psutil.Process) -> bool:
        try:
            if process.pid == os.getpid() or process.status() == psutil.STATUS_ZOMBIE:
                return False
            # What was forked shows the environment of the nursery, but works in our folder.
            if process.cwd() == str(self.data):
                return True
            return bool(process.environ().get("AGENCY_DATA") == str(self.data))
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            return False


def free_port() -> int:
    """A port that nobody has at the moment."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


def copy(mould: Path, data: Path) -> Path:
    """A data folder like this one; files never change, so they are linked, and compiled templates are shared."""
    data.mkdir(parents=True)
    (data / "templates").symlink_to(mould / "templates", target_is_directory=True)
    for path in mould.iterdir():
        if path.name == "files":
            shutil.copytree(path, data / "files", copy_function=os.link)
        elif path.is_file() and path.name not in ("house.log", "up.lock"):
            shutil.copy2(path, data / path.name)
    return data


def long_folder(parent: Path, length: int = 150) -> Path:
    """A folder whose path is that long, with a space in it."""
    missing = length - len(str(parent)) - len("/a data/")
    return parent / "a data" / ("long" * 40)[: max(missing, 1)]


def _shortened(line: str) -> str:
    try:
        event = json.loads(line)
    except ValueError:
        return line
    trouble = str(event.pop("exception", ""))[-1200:]
    return f"{json.dumps(event)}\n{trouble}" if trouble else line


def _is_part(process: psutil.Process, name: str) -> bool:
    command = " ".join(process.cmdline())
    if name == "redis":
        return "valkey-server" in command or "redis-server" in command
    # Where children are forked they have the command of their parent, and a name of their own.
    return command.endswith(PARTS[name]) or process.name() == f"agency {name}"
