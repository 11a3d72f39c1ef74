"""How often somebody may do something, counted under a name by whatever tells them apart."""

from collections.abc import Sequence

from limits import RateLimitItem
from werkzeug.exceptions import TooManyRequests

from agency.kernel.auth import limiter


class TooOften(TooManyRequests):
    """Once more, at `ends_at` (seconds of the machine's clock)."""

    def __init__(self, ends_at: float) -> None:
        super().__init__()
        self.ends_at = ends_at


def count(most: Sequence[RateLimitItem], name: str, key: str) -> None:
    """Count it once more. Raises TooOften.

    This does what the limiter's decorators do, at a tenth of the time that these take for each page that is sent.
    """
    if not limiter.enabled:
        return
    counter = limiter.limiter
    for each in most:
        if not counter.hit(each, name, key):
            raise TooOften(counter.get_window_stats(each, name, key).reset_time)
