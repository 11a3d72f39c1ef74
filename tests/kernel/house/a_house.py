"""A supervisor to try things on: `python a_house.py DATA [redis] [family TRAIT...]`."""

import runpy
import sys
from pathlib import Path

from agency.kernel.house import redis_server
from agency.kernel.house import supervisor as house
from agency.kernel.house.child import Child
from agency.kernel.logs import configure_logs
from tests.kernel.house.waiting import Asked

data, words = Path(sys.argv[1]), sys.argv[2:]
configure_logs()
house.GRACE = 60.0 if "patient" in words else 1.0
first, others = [], []
if "redis" in words:
    asked = Asked(data)
    command = redis_server.command(redis_server.prepare(data))
    first.append(Child("redis", command, data / "redis", lambda: redis_server.answers(asked)))
if "family" in words:
    script = str(Path(__file__).with_name("a_family.py"))
    traits = words[words.index("family") + 1 :]
    others.append(Child("family", [sys.executable, script, str(data), *traits]))
    if "forked" in traits:

        def live() -> None:
            sys.argv[:] = [script, str(data), *traits]
            runpy.run_path(script, run_name="__main__")

        others[-1].work = live
house.Supervisor(first, others).run()
