"""The leash where the kernel has none: `python -m agency.kernel.house.watcher PID PARENT`."""

import contextlib
import sys
import time

import psutil

from agency.kernel.house.leash import LOOK_EVERY


def watch(pid: int, parent: int) -> None:
    """Return when this process has ended; kill it as soon as it has another parent."""
    with contextlib.suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
            # Not whether the parent is there: one that nobody has waited for looks alive.
            if process.ppid() != parent:
                process.kill()
                return
            time.sleep(LOOK_EVERY)


if __name__ == "__main__":
    watch(int(sys.argv[1]), int(sys.argv[2]))
