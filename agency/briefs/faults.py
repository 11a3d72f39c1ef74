"""What is wrong with a form, and where."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: with a "question", a "page" or the "whole" (`kind`), by its key, in words.

    A warning holds nothing up. `is_about_conditions` tells what makes a search for answers pointless.
    """

    kind: str
    key: str
    words: str
    is_warning: bool = False
    is_about_conditions: bool = False

    @property
    def where(self) -> str:
        """Its place as one word: "question:budget", "page:p1", "whole"."""
        return f"{self.kind}:{self.key}" if self.key else self.kind
