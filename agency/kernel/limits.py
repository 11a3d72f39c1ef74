"""Counting how often somebody does something: in the memory of each process, by the process that is asked."""

from typing import Any

from limits.storage import MemoryStorage

SCHEME = "house"
SWEEP_AFTER = 1000


class HouseStorage(MemoryStorage):
    """As the library counts in memory, but what has ended is swept by whoever counts the thousandth time.

    The library's own starts a thread for it, again and again: that costs more than all the counting.
    """

    STORAGE_SCHEME = [SCHEME]

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **options: Any):
        self._counted = 0
        super().__init__(uri, wrap_exceptions=wrap_exceptions, **options)

    def _MemoryStorage__schedule_expiry(self) -> None:
        self._counted += 1
        if self._counted % SWEEP_AFTER == 0:
            self._MemoryStorage__expire_events()  # type: ignore[attr-defined]
