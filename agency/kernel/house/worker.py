"""The worker of the house: RQ's, on one queue, that waits for a Redis that is away.

One queue only: on one queue Redis hands a job over in one step, on several a worker killed at the
wrong moment loses it. Light jobs are done here and now, a hundred a second; heavy ones, which may eat
memory or crash, by a work-horse of their own, forked from a process that has drawn a page already,
which saves a second for every document.
"""

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Any, NoReturn

import structlog
from flask import has_app_context
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, Worker
from rq.job import Job
from rq.worker import WorkerStatus

from agency.kernel.db import db
from agency.kernel.handing import LIGHT, TAKEN
from agency.kernel.house.leash import tie_to

PATIENCE = 8.0  # seconds for the job at hand after being asked to stop
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 5.0
TTL = 60  # seconds after which a worker that says nothing counts as dead

log = structlog.get_logger()


class HouseWorker(Worker):
    """RQ's worker with a leash on its work-horse and a bound on its patience."""

    max_connection_wait_time = LONGEST_PAUSE
    asked_to_stop = False

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        self.asked_to_stop = True
        hurry = threading.Timer(PATIENCE, os.kill, (os.getpid(), signal.SIGTERM))
        hurry.daemon = True
        hurry.start()
        with contextlib.suppress(RedisError):  # it only notes the date there
            super().request_stop(signum, frame)  # type: ignore[no-untyped-call]

    def execute_job(self, job: Job, queue: Queue) -> None:
        self.connection.incr(TAKEN)  # a clock that sees nothing being taken does the work itself
        if not job.meta.get(LIGHT):
            super().execute_job(job, queue)
            return
        self.perform_job(job, queue, self.prepare_execution(job))
        self.set_state(WorkerStatus.IDLE)

    def main_work_horse(self, job: Job, queue: Queue) -> None:
        if self.pid is not None:
            tie_to(self.pid)
        if has_app_context():
            # The connections of the light jobs before it stay with the worker.
            db.engine.dispose(close=False)
        super().main_work_horse(job, queue)


def run_worker(queue: str, connect: Callable[[], Redis]) -> None:
    """Work until asked to stop; call it inside the application's context."""
    pause = FIRST_PAUSE
    while True:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _leave)
        worker = None
        began = time.monotonic()
        try:
            worker = HouseWorker(
                [queue], connection=connect(), worker_ttl=TTL, log_job_description=False
            )
            worker.work(logging_level="WARNING")
        except (RedisError, OSError) as error:
            log.warning("worker.redis_away", error=str(error), again_in=pause)
        if worker is not None:
            _clear_up(worker)
            if worker.asked_to_stop:
                return
        if time.monotonic() - began > 10:
            pause = FIRST_PAUSE
        time.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)


def _clear_up(worker: HouseWorker) -> None:
    """After a stop nobody wished for: the job at hand finishes, as it works in the database."""
    if worker.horse_pid:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(worker.horse_pid, 0)
    if worker.pubsub_thread is not None:
        worker.pubsub_thread.stop()


def _leave(number: int, frame: Any) -> NoReturn:
    raise SystemExit(0)
