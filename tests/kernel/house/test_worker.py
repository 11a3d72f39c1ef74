"""The worker waits for a Redis that is away, stops when asked, and takes its work-horse along."""

import os
import signal
from pathlib import Path

from rq import Queue

from agency.kernel.handing import LIGHT
from agency.kernel.house import redis_server
from tests.kernel.house.conftest import House
from tests.kernel.house.waiting import Asked, alive, gone, until

JOBS = "tests.kernel.house.a_worker"


def enqueue(data: Path, job: str, *, light: bool = False) -> None:
    Queue("agency", connection=redis_server.connect(Asked(data))).enqueue(
        f"{JOBS}.{job}", str(data), job_timeout=60, result_ttl=0, meta={LIGHT: light}
    )


def horses(data: Path) -> set[int]:
    return {int(path.name.split("-")[1]) for path in data.glob("horse-*")}


def test_it_waits_for_redis_and_finds_it_again(data: Path, start: House) -> None:
    worker = start("a_worker.py", data)
    assert worker.stderr is not None
    until(lambda: b"worker.redis_away" in worker.stderr.readline())
    start("a_house.py", data, "redis")
    until(lambda: redis_server.answers(Asked(data)))
    enqueue(data, "note")
    until(lambda: horses(data))
    server = redis_server.connect(Asked(data)).info("server")["process_id"]
    os.kill(server, signal.SIGKILL)
    until(gone({server}))
    until(lambda: redis_server.answers(Asked(data)))
    enqueue(data, "note")
    until(lambda: len(horses(data)) == 2)
    assert worker.pid not in horses(data), "heavy work has a process of its own"
    enqueue(data, "note", light=True)
    until(lambda: worker.pid in horses(data))
    worker.terminate()
    assert worker.wait(20) == 0


def test_killed_by_kill_9_it_takes_its_horse_along(data: Path, start: House) -> None:
    start("a_house.py", data, "redis")
    until(lambda: redis_server.answers(Asked(data)))
    worker = start("a_worker.py", data)
    enqueue(data, "never_end")
    horse = until(lambda: horses(data))
    assert all(map(alive, horse))
    worker.kill()
    until(gone(horse))


def test_asked_to_stop_it_waits_a_while_for_its_job_and_no_longer(data: Path, start: House) -> None:
    start("a_house.py", data, "redis")
    until(lambda: redis_server.answers(Asked(data)))
    worker = start("a_worker.py", data, "hasty")
    enqueue(data, "never_end")
    horse = until(lambda: horses(data))
    worker.terminate()
    assert worker.wait(20) == 0
    assert gone(horse)()
