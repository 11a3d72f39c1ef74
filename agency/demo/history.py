"""What the studio has behind it: a proposal that waits for a word, and a project in full swing."""

from agency.demo.studio import Studio


def live_through(studio: Studio) -> None:
    """Send what was sent, accept what was accepted, and do some of the work."""
