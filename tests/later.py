"""The `agency` command at the hour in which the tests live, or so much later as the demo's clock was moved on.

A journey of days goes by in seconds, and what is seen on the way depends on no hour of the day.
"""

from datetime import datetime
from pathlib import Path

from agency.cli import main
from agency.kernel import clock
from tests.house import House
from tests.support import NOW


def turn(data: Path, to: datetime) -> None:
    """From now on the house in this folder lives at that instant."""
    (data / clock.AHEAD).write_text(str((to - NOW) // clock.TICK))


def live_until(house: House, moment: datetime) -> None:
    """Whoever sits at the desk lives then, and what is due by then is done."""
    turn(house.data, moment)
    house.clock_once(moment)


if __name__ == "__main__":
    clock.now = lambda: NOW + clock.ahead()
    main()
