"""No process outlives the one that started it, even when that one is killed by `kill -9`.

`python -m agency.kernel.house.leash PARENT COMMAND...` becomes COMMAND, tied to PARENT. Linux has
this in the kernel; elsewhere somebody has to look who the parent is, again and again.
"""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time

PR_SET_PDEATHSIG = 1
LOOK_EVERY = 0.5


def tie_to(parent: int) -> None:
    """Die with this parent from now on; at once when it is gone already."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    else:
        threading.Thread(target=_watch_own, args=(parent,), daemon=True).start()
    if os.getppid() != parent:
        os._exit(1)


def become(parent: int, command: list[str]) -> None:
    """Turn into this command, tied to the parent."""
    if sys.platform == "linux":
        tie_to(parent)  # the tie outlasts exec
    else:
        watcher = [sys.executable, "-P", "-m", "agency.kernel.house.watcher"]
        subprocess.Popen([*watcher, str(os.getpid()), str(parent)], stdin=subprocess.DEVNULL)
    os.execvp(command[0], command)


def _watch_own(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY)
    os._exit(1)


if __name__ == "__main__":
    become(int(sys.argv[1]), sys.argv[2:])
