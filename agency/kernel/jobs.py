"""The kernel's edge for workers: the one function that RQ calls."""

from flask import current_app

from agency.kernel import clock, queue
from agency.kernel.due import Claimed


def perform_claimed(due_id: int, kind: str, subject: int, attempt: int) -> None:
    """Perform a claimed due row; called by RQ inside the worker's application context."""
    with current_app.app_context():
        queue.perform(Claimed(due_id, kind, subject, attempt), clock.now())
