"""What can be wrong with a calendar or a cadence that somebody typed."""


class WorktimeError(ValueError):
    """A rule of time that cannot be followed. Its message says what to do instead.

    `msgid` and `values` stay apart, so that a form can say the same in its reader's language:
    `_(error.msgid, **error.values)`.
    """

    def __init__(self, msgid: str, **values: object) -> None:
        super().__init__(msgid % values)
        self.msgid = msgid
        self.values = values


class CalendarError(WorktimeError):
    """Hours, a zone, a country or an instant that no calendar can count with."""


class CadenceError(WorktimeError):
    """A delay or a cadence that places no letter."""
