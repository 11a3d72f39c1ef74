"""Who performs what is due: a package registers the handler of each of its names, and how much work that is."""

from collections.abc import Callable
from datetime import datetime

# Given the subject and the instant; says when it is due again, or None when it is done.
Handler = Callable[[int, datetime], datetime | None]

_handlers: dict[str, Handler] = {}
_heavy: set[str] = set()
_urgent: set[str] = set()


def handles(
    kind: str, *, heavy: bool = False, urgent: bool = False
) -> Callable[[Handler], Handler]:
    """Register the function that performs what is due under this name.

    `heavy` work (drawing a document) gets a process of its own; all else is done by the worker itself.
    `urgent` work (a holding letter) overtakes whatever waits.
    """

    def register(handler: Handler) -> Handler:
        if kind in _handlers and _handlers[kind] is not handler:
            raise ValueError(f"Two handlers for {kind!r}")
        _handlers[kind] = handler
        if heavy:
            _heavy.add(kind)
        if urgent:
            _urgent.add(kind)
        return handler

    return register


def registered() -> frozenset[str]:
    """The names that may be planned."""
    return frozenset(_handlers)


def is_registered(kind: str) -> bool:
    """Whether anybody performs this."""
    return kind in _handlers


def of(kind: str) -> Handler:
    """Who performs it."""
    return _handlers[kind]


def urgent_kinds() -> frozenset[str]:
    """The names of what overtakes."""
    return frozenset(_urgent)


def is_heavy(kind: str) -> bool:
    """Whether this work wants a process of its own."""
    return kind in _heavy


def is_urgent(kind: str) -> bool:
    """Whether this work overtakes whatever waits."""
    return kind in _urgent
