"""Why a process does not start."""


class CannotStart(Exception):
    """Something outside stands in the way; the message says what, and what to do about it."""
