"""The kernel's edge for workers: the one function that RQ calls."""

from flask import current_app

from agency.kernel import queue
from agency.kernel.due import Claimed


def perform_claims(claims: list[tuple[int, str, int, int]]) -> None:
    """Perform claimed due rows; called by RQ inside the worker's application context."""
    with current_app.app_context():
        queue.perform_in_turn([Claimed(*each) for each in claims])
