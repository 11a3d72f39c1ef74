"""Where short commands of the tests' houses are born: forked from a process that has loaded the house already.

Each is a process of its own with its own environment, folder and exit code, as one from the command line is; only the
two seconds of loading are saved. Starting a house, and what tests of the command line itself do, goes the long way.
"""

import os
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from runpy import run_module

_FORKS = get_context("forkserver")
_FORKS.set_forkserver_preload(["agency.cli"])


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


def _live(
    module: str, words: list[str], environ: dict[str, str], folder: str, out: str, err: str
) -> None:
    for path, number in ((out, 1), (err, 2)):
        file = os.open(path, os.O_WRONLY | os.O_CREAT)
        os.dup2(file, number)
    # What is loaded already has these open; whatever was buffered there is not ours.
    sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
    os.environ.clear()
    os.environ.update(environ)
    os.chdir(folder)
    sys.argv[:] = [module, *words]
    run_module(module, run_name="__main__", alter_sys=False)
