"""What a page that only reads asks twice, the database is asked once: nothing changes while the page is made."""

from collections.abc import Callable, Hashable
from typing import TypeVar

from flask import g, has_request_context

from agency.kernel.db import is_reading

Answer = TypeVar("Answer")


def once(question: Hashable, ask: Callable[[], Answer]) -> Answer:
    """The answer to this question, kept until the page is made. Whoever may write asks anew each time."""
    if not (has_request_context() and is_reading()):
        return ask()
    answers: dict[Hashable, Answer] = g.setdefault("answers", {})
    if question not in answers:
        answers[question] = ask()
    return answers[question]
