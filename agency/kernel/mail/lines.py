"""Lines: the one SMTP connection that a process keeps open between letters, and a new one when it is gone.

A kept line that died is found out before any letter is on it: after a pause it is asked first, and a line that
breaks before the content was sent costs one more connection and nothing else.
"""

import os
import threading
import time
from dataclasses import dataclass, field
from datetime import timedelta

from agency.kernel.mail.models import Hitch
from agency.kernel.mail.relay import COMMAND, Relay
from agency.kernel.mail.smtp_line import LineLost, SmtpLine
from agency.kernel.mail.transport import Parcel, Receipt, Refused

# Seconds for which a line that is not used counts as standing, is asked, and then is not used again.
YOUNG, OLD = 2.0, 60.0
# How long a server may take to say that it is still there.
KNOCK = 3.0
# Some servers take only so many letters on one line.
MOST_LETTERS = 200
# Seconds during which nobody knocks at a server that was just found not to answer: other work waits behind it.
REST = 20.0


@dataclass
class _Kept:
    line: SmtpLine
    pid: int
    letters: int = 0
    used_at: float = field(default_factory=time.monotonic)


class Lines:
    """The lines of this process to one relay. Any thread may send; each has a line to itself meanwhile."""

    def __init__(self, relay: Relay) -> None:
        self.relay = relay
        self._door = threading.Lock()
        self._kept: _Kept | None = None
        self._rests_until = 0.0
        self._trouble: LineLost | None = None

    def is_open(self) -> bool:
        """Whether a line stands, as far as one knows without asking."""
        with self._door:
            return self._kept is not None and self._is_young(self._kept)

    def open(self) -> None:
        """Have a line ready. Raises Refused when the server takes nobody now."""
        try:
            self._give_back(self._take()[0])
        except LineLost as trouble:
            raise Refused(str(trouble), hitch=trouble.hitch) from trouble

    def deliver(self, parcel: Parcel) -> Receipt:
        """Hand it over. Raises Refused or Unsure."""
        began = time.monotonic()
        try:
            kept, was_used = self._take()
            try:
                return self._send(kept, parcel, began)
            except LineLost:
                if not was_used or time.monotonic() - began > COMMAND:
                    raise
            # It had died while nobody looked; nothing of the letter was on it.
            return self._send(self._connect(), parcel, began)
        except LineLost as trouble:
            raise Refused(str(trouble), hitch=trouble.hitch) from trouble

    def close(self) -> None:
        """Hang up."""
        with self._door:
            kept, self._kept = self._kept, None
        if kept is not None:
            kept.line.close()

    def _send(self, kept: _Kept, parcel: Parcel, began: float) -> Receipt:
        try:
            receipt = kept.line.hand_over(parcel, began)
        except BaseException as error:
            kept.line.close()
            if isinstance(error, Refused) and error.hitch is not None and kept.letters:
                # "421 too long idle": said of the line, and not of the server.
                raise LineLost(str(error), error.hitch) from error
            raise
        kept.letters += 1
        self._give_back(kept)
        return receipt

    def _take(self) -> tuple[_Kept, bool]:
        with self._door:
            kept, self._kept = self._kept, None
        if kept is not None and self._is_good(kept):
            return kept, True
        return self._connect(), False

    def _is_good(self, kept: _Kept) -> bool:
        if kept.pid != os.getpid():
            return False  # a child's copy of it: the line is its parent's
        is_worn = kept.letters >= MOST_LETTERS or time.monotonic() - kept.used_at > OLD
        if not is_worn and (self._is_young(kept) or kept.line.still_stands(KNOCK)):
            return True
        kept.line.close()
        return False

    def _is_young(self, kept: _Kept) -> bool:
        return kept.pid == os.getpid() and time.monotonic() - kept.used_at < YOUNG

    def _connect(self) -> _Kept:
        if self._trouble is not None and time.monotonic() < self._rests_until:
            raise LineLost(str(self._trouble), self._trouble.hitch)
        try:
            kept = _Kept(SmtpLine(self.relay), os.getpid())
        except LineLost as trouble:
            if trouble.hitch is Hitch.slow:
                self._trouble, self._rests_until = trouble, time.monotonic() + REST
            raise
        self._trouble = None
        return kept

    def _give_back(self, kept: _Kept) -> None:
        kept.used_at = time.monotonic()
        with self._door:
            if self._kept is None:
                self._kept = kept
                return
        kept.line.close()


_lines: dict[str, Lines] = {}
_door = threading.Lock()


def to(url: str, hand_over: timedelta | None = None) -> Lines:
    """The lines of this process to the relay at this address; those to another one are hung up.

    `hand_over` is how long one letter may take.
    """
    with _door:
        if url not in _lines:
            for other in _lines.values():
                other.close()
            _lines.clear()
            relay = Relay.parse(url)
            _lines[url] = Lines(relay.within(hand_over) if hand_over else relay)
        return _lines[url]


def hang_up() -> None:
    """Close what is open."""
    with _door:
        for each in _lines.values():
            each.close()
        _lines.clear()
