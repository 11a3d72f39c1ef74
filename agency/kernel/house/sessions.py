"""Who belongs to a child: everything in its session, also what changed its process group.

RQ's work-horses call setpgrp, so killing a process group misses them; nothing of ours calls setsid
again.
"""

import contextlib
import os
import signal
import time

import psutil


def members(session: int) -> list[int]:
    """The processes of this session that still run."""
    return [pid for pid in psutil.pids() if _session_of(pid) == session and not _is_dead(pid)]


def sweep(session: int, *, within: float = 5.0) -> int:
    """Kill whatever is left in this session, and say how many that were."""
    swept: set[int] = set()
    until = time.monotonic() + within
    while (left := members(session)) and time.monotonic() < until:
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        swept.update(left)
        time.sleep(0.01)
    return len(swept)


def _session_of(pid: int) -> int | None:
    try:
        return os.getsid(pid)
    except (ProcessLookupError, PermissionError):
        return None


def _is_dead(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True
    except psutil.AccessDenied:
        return False
