"""Where commands of the tests' houses are born: forked from a process that has loaded the house already.

Each is a process of its own with its own environment, folder and exit code, as one from the command line is; only the
two seconds of loading are saved. Starting a whole house, and what tests of the command line itself do, goes the long
way.
"""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from runpy import run_module

_FORKS = get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.cradle"])


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it said."""

    code: int
    stdout: str
    stderr: str


def carry_out(module: str, words: list[str], environ: Mapping[str, str], folder: Path) -> Done:
    """Carry out `python -m module words…` to its end."""
    with tempfile.TemporaryDirectory() as said:
        out, err = Path(said) / "out", Path(said) / "err"
        work = (module, words, dict(environ), str(folder), str(out), str(err))
        child = _FORKS.Process(target=_live, args=work)
        child.start()
        child.join()
        assert child.exitcode is not None
        return Done(child.exitcode, out.read_text(), err.read_text())


class Lasting:
    """A command that goes on until it is asked to stop: the few words of Popen that a house needs.

    The environment that the system shows of it is that of the process it was forked from; its folder is its own.
    """

    def __init__(
        self, module: str, words: list[str], environ: Mapping[str, str], folder: Path, log: Path
    ) -> None:
        work = (module, words, dict(environ), str(folder), str(log), str(log))
        self._child: BaseProcess = _FORKS.Process(target=_live_on, args=work)
        self._child.start()
        assert self._child.pid is not None
        self.pid = self._child.pid

    def poll(self) -> int | None:
        """How it ended, or None while it runs."""
        return self._child.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end."""
        self._child.join(timeout)
        if self._child.exitcode is None:
            raise subprocess.TimeoutExpired(self._child.name, timeout or 0.0)
        return self._child.exitcode

    def send_signal(self, number: signal.Signals) -> None:
        """Does nothing once it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """`kill -9`."""
        self.send_signal(signal.SIGKILL)


def _live_on(
    module: str, words: list[str], environ: dict[str, str], folder: str, out: str, err: str
) -> None:
    os.setsid()
    _live(module, words, environ, folder, out, err)


def _live(
    module: str, words: list[str], environ: dict[str, str], folder: str, out: str, err: str
) -> None:
    for path, number in ((out, 1), (err, 2)):
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(file, number)
    # What is loaded already has these open; whatever was buffered there is not ours.
    sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
    os.environ.clear()
    os.environ.update(environ)
    os.chdir(folder)
    sys.argv[:] = [module, *words]
    run_module(module, run_name="__main__", alter_sys=False)
