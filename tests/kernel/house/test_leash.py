"""Nobody outlives the one that started it."""

import os
import signal
import subprocess
import sys

import psutil
import pytest

from tests.kernel.house.conftest import ROOT
from tests.kernel.house.waiting import alive, gone, until

PARENT = """
import os, subprocess, sys
code = "import sys; sys.platform = sys.argv[1]; from agency.kernel.house import leash; " \\
    "leash.become(int(sys.argv[2]), ['sleep', '60'])"
child = subprocess.Popen([sys.executable, "-c", code, sys.argv[1], str(os.getpid())])
print(child.pid, flush=True)
child.wait()
"""


@pytest.mark.parametrize("platform", [sys.platform, "somewhere else"])
def test_a_leashed_command_dies_with_its_parent(platform: str) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, platform], stdout=subprocess.PIPE, cwd=ROOT
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    until(lambda: _command(child) == "sleep")
    os.kill(parent.pid, signal.SIGKILL)
    parent.communicate()
    until(gone({child}))


def test_a_parent_that_is_gone_already_is_noticed() -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    leash = [sys.executable, "-m", "agency.kernel.house.leash", str(ended.pid), "sleep", "60"]
    assert subprocess.run(leash, cwd=ROOT, timeout=5).returncode == 1


def _command(pid: int) -> str:
    return psutil.Process(pid).name() if alive(pid) else ""
