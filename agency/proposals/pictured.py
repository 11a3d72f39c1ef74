"""A picture in a document, by the name under which the PDF finds it."""

import re
from dataclasses import dataclass
from pathlib import Path

from agency.kernel.pdf import address
from agency.proposals.states import DocumentError

_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True)
class Picture:
    """A picture made ready for print (a JPEG of the size it is shown in).

    `name` is its file name, best the hash of its content; `url` is where the page in the browser
    finds it; `alt` says what is seen to whoever cannot see it; `caption` says what to see.
    """

    name: str
    file: Path
    url: str
    alt: str
    caption: str = ""

    def __post_init__(self) -> None:
        if not _FILE_NAME.fullmatch(self.name):
            raise DocumentError(f"A picture cannot be named {self.name!r}")
        if not self.alt.strip():
            raise DocumentError(f"Say in words what {self.name} shows")

    @property
    def address(self) -> str:
        """Where the PDF finds it."""
        return address(self.name)
