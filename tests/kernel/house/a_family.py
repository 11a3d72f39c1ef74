"""A child for the supervisor, with a child of its own that left the process group, like RQ's.

`python a_family.py FOLDER [deaf] [tied]`: both note their process ids in the folder. A deaf one minds no
SIGTERM; a tied grandchild is on the leash of its parent; a sickly child ends at once.
"""

import os
import signal
import sys
from pathlib import Path

from agency.kernel.house.leash import tie_to

folder, traits = Path(sys.argv[1]), sys.argv[2:]
if "sickly" in traits:
    raise SystemExit(3)
if "deaf" in traits:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
parent = os.getpid()
if os.fork() == 0:
    os.setpgrp()
    if "tied" in traits:
        tie_to(parent)
    (folder / f"grandchild-{os.getpid()}").touch()
else:
    (folder / f"child-{os.getpid()}").touch()
while True:
    signal.pause()
