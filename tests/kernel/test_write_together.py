"""Many threads write in one transaction, whichever of them writes it."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from agency.kernel.together import NotWritten, Together


class Disk:
    """Holds the first who writes until it is told, and remembers what came in one transaction."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []
        self.is_open, self.go = threading.Event(), threading.Event()
        self.fails = False

    @contextmanager
    def open(self) -> Iterator[None]:
        yield
        if not self.is_open.is_set():
            self.is_open.set()
            assert self.go.wait(10)
        if self.fails:
            raise OSError("The disk is full")

    def write(self, line: None, things: list[int]) -> list[int]:
        self.groups.append(things)
        return [each * 10 for each in things]


def bring_all(disk: Disk, together: Together[None, int, int], many: int) -> list[object]:
    """One writes, the others come meanwhile; what each of them got."""

    def bring(number: int) -> object:
        try:
            return together.bring(number)
        except NotWritten as refusal:
            return refusal.__cause__

    with ThreadPoolExecutor(many) as pool:
        first = pool.submit(bring, 0)
        assert disk.is_open.wait(10)
        others = [pool.submit(bring, number) for number in range(1, many)]
        while len(together.waiting) < many - 1:
            threading.Event().wait(0.001)
        disk.go.set()
        return [each.result(10) for each in (first, *others)]


def test_whoever_comes_while_one_writes_is_written_with_the_next() -> None:
    disk = Disk()
    together = Together(disk.open, disk.write)
    assert bring_all(disk, together, 8) == [number * 10 for number in range(8)]
    first, second = disk.groups
    assert (first, sorted(second)) == ([0], [1, 2, 3, 4, 5, 6, 7])
    assert together.bring(9) == 90  # nobody is waited for


def test_a_long_line_is_written_in_several_parts_by_several() -> None:
    disk = Disk()
    assert len(bring_all(disk, Together(disk.open, disk.write, most=3), 8)) == 8
    assert [len(each) for each in disk.groups] == [1, 3, 3, 1]


def test_what_fails_fails_for_everybody_in_it_and_for_nobody_after() -> None:
    disk = Disk()
    disk.fails = True
    together = Together(disk.open, disk.write)
    assert {str(each) for each in bring_all(disk, together, 4)} == {"The disk is full"}
    disk.fails = False
    assert together.bring(1) == 10


def test_nobody_waits_for_ever() -> None:
    disk = Disk()
    together = Together(disk.open, disk.write, patience=0.01)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(together.bring, 1)
        assert disk.is_open.wait(10)
        with pytest.raises(NotWritten):
            together.bring(2)
        disk.go.set()
        assert first.result(10) == 10
    # Who gave up is out of the line.
    assert together.bring(3) == 30
    assert disk.groups == [[1], [3]]
