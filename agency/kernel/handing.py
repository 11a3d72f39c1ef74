"""Handing over: claims travel to the workers through RQ on Redis, and are taken back where nobody takes them.

Only so much waits in Redis as the workers get through well before its leases end; the rest waits in the database,
where it keeps its order and what is urgent can overtake it. A long backlog travels in parcels, many claims a job.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import structlog
from flask import current_app
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.exceptions import DeserializationError, NoSuchJobError
from rq.job import Job

from agency.kernel import due, duties
from agency.kernel.due import Claimed

QUEUE = "agency"
JOB = "agency.kernel.jobs.perform_claims"
JOB_TIMEOUT = int(due.LEASE.total_seconds()) - 30
LIGHT = "light"  # marks a job that a worker does itself, without a process of its own
TAKEN = "agency:taken"  # counts the jobs that workers took

MOST_JOBS = 50  # waiting in Redis; with more of them nothing is handed over but what is urgent
AT_ONCE = 1000  # claims that one pass hands over
PARCELS = 25  # jobs in which it does so: few are a job each, many share one, which costs a fortieth
PATIENCE = 10.0  # seconds in which nobody takes anything, until nobody is thought to be there
AWAY_FOR = 5.0  # seconds in which a Redis that did not answer is not asked again

log = structlog.get_logger()


@dataclass(frozen=True)
class Line:
    """The jobs that wait in Redis, and how many workers have taken so far."""

    waiting: int
    taken: int

    @property
    def is_full(self) -> bool:
        return self.waiting >= MOST_JOBS


@dataclass
class Watch:
    """Notices that nobody takes what is handed over: no worker is there, or all of them hang."""

    line_is_full: bool = field(default=False, init=False)
    _taken: int | None = field(default=None, init=False)
    _since: float | None = field(default=None, init=False)
    _nobody: bool = field(default=False, init=False)

    def sees_nobody(self, line: Line, at: float) -> bool:
        """Whether it looks so at this instant of the monotonic clock; it does until somebody takes a job."""
        self.line_is_full = line.is_full
        if line.taken != self._taken:
            self._taken, self._since, self._nobody = line.taken, None, False
        if not line.waiting:
            self._since = None
        elif self._since is None:
            self._since = at
        elif not self._nobody and at - self._since >= PATIENCE:
            self._nobody = True
            log.warning("clock.nobody_works", waiting=line.waiting)
        return self._nobody


def connection() -> Redis:
    """The Redis of this application; it connects when first used. One that was away is left alone for a moment."""
    if is_known_to_be_away():
        raise RedisError("It did not answer a moment ago")
    found: Redis = current_app.extensions["redis"]()
    return found


def note_away(error: Exception) -> None:
    """Redis did not answer: whoever asks within the next seconds is not kept waiting for it, too."""
    if not is_known_to_be_away():
        log.warning("queue.away", error=str(error))
        current_app.extensions["redis_away_until"] = time.monotonic() + AWAY_FOR


def is_known_to_be_away() -> bool:
    """Whether it is of no use to ask Redis right now."""
    return bool(time.monotonic() < current_app.extensions.get("redis_away_until", 0.0))


def look() -> Line | None:
    """What waits in Redis; None when it is away."""
    try:
        pipe = connection().pipeline(transaction=False)
        pipe.llen(Queue.redis_queue_namespace_prefix + QUEUE)
        pipe.get(TAKEN)
        waiting, taken = pipe.execute()
    except (RedisError, OSError) as error:
        note_away(error)
        return None
    return Line(int(waiting), int(taken or 0))


def hand_over(claims: Sequence[Claimed]) -> bool:
    """Put them into the queue, all in one go; False when Redis is away."""
    try:
        queue = Queue(QUEUE, connection=connection())
        queue.enqueue_many([_job(parcel) for parcel in _parcels(claims)])
        return True
    except (RedisError, OSError) as error:
        note_away(error)
        return False


def take_back(most: int) -> list[Claimed]:
    """Take light work out of the queue again, to do it here; whoever takes a job out of it has it alone."""
    taken: list[Claimed] = []
    try:
        redis = connection()
        queue = Queue(QUEUE, connection=redis)
        for job_id in queue.get_job_ids(0, MOST_JOBS):
            if len(taken) >= most:
                break
            job = _light(job_id, redis)
            if job is not None and redis.lrem(queue.key, 1, job_id):
                taken += [Claimed(*each) for each in job.args[0]]
                redis.delete(job.key)
    except (RedisError, OSError) as error:
        note_away(error)
    return taken


def _light(job_id: str, redis: Redis) -> Job | None:
    try:
        job = Job.fetch(job_id, connection=redis)
        return job if job.meta.get(LIGHT) and job.func_name == JOB else None
    except (NoSuchJobError, DeserializationError):
        return None


def _parcels(claims: Sequence[Claimed]) -> Iterator[list[Claimed]]:
    """Each alone while they are few; else the light ones share a few jobs."""
    light = [
        each for each in claims if not (duties.is_heavy(each.kind) or duties.is_urgent(each.kind))
    ]
    yield from (
        [each] for each in claims if duties.is_heavy(each.kind) or duties.is_urgent(each.kind)
    )
    size = max(1, -(-len(light) // PARCELS))
    for start in range(0, len(light), size):
        yield light[start : start + size]


def _job(parcel: list[Claimed]) -> Any:
    return Queue.prepare_data(
        JOB,
        args=([(each.id, each.kind, each.subject, each.attempt) for each in parcel],),
        timeout=JOB_TIMEOUT,
        result_ttl=0,
        failure_ttl=int(timedelta(days=1).total_seconds()),
        description=f"{len(parcel)} × {parcel[0].kind}",
        at_front=duties.is_urgent(parcel[0].kind),
        meta={LIGHT: not duties.is_heavy(parcel[0].kind)},
    )
