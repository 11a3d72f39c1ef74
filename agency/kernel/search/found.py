"""What a search finds."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Hit:
    """A subject that was found. `rank` is 0 where it has the very words, more where one had to be lenient."""

    kind: str
    subject_id: int
    lead_id: int | None
    document_id: int
    rank: int = 0
