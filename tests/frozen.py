"""The `agency` command at the hour in which the tests live: `python -m tests.frozen web`.

What is seen on a screen then depends on no hour of the day, and pictures of it stay the same.
"""

from agency.cli import main
from agency.kernel import clock
from tests.support import NOW

if __name__ == "__main__":
    clock.now = lambda: NOW
    main()
