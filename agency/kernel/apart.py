"""One document, one child: it is set in type by a process that has a minute, so much memory, and nobody to ask.

Whatever a document does to its child (it fills the memory, crashes a library, never ends), the worker goes on, and
says in words what became of it. The child is forked from a process that has everything loaded; elsewhere than on
Linux, where that is not safe, it is all done in the process itself, without these bounds.
"""

import gc
import resource
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path

from agency.kernel.house.forked import IS_SAFE, Forked
from agency.kernel.warden import shut_in

Progress = Callable[[int], None]
# Told how to say how far it is, gives the document.
Work = Callable[[Progress], bytes]

_PERCENT, _DONE, _REFUSED, _BROKEN = b"%", b"=", b"!", b"?"
_MB = 1 << 20
_LOOK_EVERY = 1.0


@dataclass(frozen=True)
class Bounds:
    """How long a document may take, and how much memory beyond what its process began with."""

    seconds: float = 60.0
    megabytes: int = 768


class Refused(Exception):
    """The work itself says no, in words for a person."""


class Ended(Exception):
    """The child came to no good end; the words say which."""


def apart(work: Work, *, files: Collection[Path], progress: Progress, bounds: Bounds) -> bytes:
    """What the work gives, done by a child that can read these files and no others.

    Raises Refused with the work's own words, Ended when the child does not come to its end.
    """
    if not IS_SAFE:
        return work(progress)
    hears, speaks = Pipe(duplex=False)
    room = tempfile.mkdtemp(prefix="press-")
    try:
        child = Forked("press", lambda: _live(work, speaks, files, room, bounds))
        speaks.close()
        try:
            return _heard(hears, child, progress, bounds)
        finally:
            _end(child)
    finally:
        hears.close()
        shutil.rmtree(room, ignore_errors=True)


def _heard(hears: Connection, child: Forked, progress: Progress, bounds: Bounds) -> bytes:
    """Listen until the document is there."""
    until = time.monotonic() + bounds.seconds
    while (left := until - time.monotonic()) > 0:
        if not hears.poll(min(left, _LOOK_EVERY)):
            # Another child, forked in the same moment, may hold the line of a dead one open.
            if child.poll() is not None and not hears.poll():
                break
            continue
        try:
            said = hears.recv_bytes()
        except (EOFError, OSError):
            break
        if said[:1] == _DONE:
            return said[1:]
        if said[:1] != _PERCENT:
            raise (Refused if said[:1] == _REFUSED else Ended)(said[1:].decode())
        progress(int(said[1:]))
    else:
        raise Ended(f"It was not set in type within {bounds.seconds:g} seconds")
    raise Ended(_how_it_ended(child.wait(), bounds))


def _how_it_ended(code: int | None, bounds: Bounds) -> str:
    if code is not None and code < 0:
        return (
            f"Its process was ended by {signal.Signals(-code).name}, as happens to one that wants"
            f" more than its {bounds.megabytes} MB of memory"
        )
    return f"Its process ended without a word ({code})"


def _end(child: Forked) -> None:
    with suppress(ProcessLookupError):
        child.send_signal(signal.SIGKILL)
    child.wait()


def _live(
    work: Work, speaks: Connection, files: Collection[Path], room: str, bounds: Bounds
) -> None:
    """The life of the child."""
    gc.freeze()  # what the parent has stays shared: nobody writes beside it
    # A document is made and gone: looking for what could be thrown away costs more than it gives back.
    gc.set_threshold(200_000, 20, 100)
    tempfile.tempdir = room
    _be_first_to_go()
    _bound(bounds)
    shut_in(files, room)
    speaks.send_bytes(_answer(work, speaks, bounds))


def _answer(work: Work, speaks: Connection, bounds: Bounds) -> bytes:
    def tell(percent: int) -> None:
        speaks.send_bytes(_PERCENT + str(percent).encode())

    try:
        return _DONE + work(tell)
    except Refused as refusal:
        return _REFUSED + str(refusal).encode()
    except MemoryError:
        return _BROKEN + f"It wants more than its {bounds.megabytes} MB of memory".encode()
    except RecursionError:
        return _BROKEN + b"Its parts are nested deeper than can be set in type"
    except Exception as error:
        return _BROKEN + f"{type(error).__name__}: {error}"[:500].encode()


def _bound(bounds: Bounds) -> None:
    """Memory, and seconds too: should the parent be asleep, nobody computes for ever."""
    begun = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    most = begun + bounds.megabytes * _MB
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    seconds = int(bounds.seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _be_first_to_go() -> None:
    """Where the machine itself runs out of memory, the document goes and its worker stays."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")
