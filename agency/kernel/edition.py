"""Which edition of the house draws documents: one mark for its code, templates, styles, words, faces and libraries.

What was drawn of the same content by the same edition is the same, and need not be drawn again.
"""

import json
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).parents[2]
# Rather too much than too little: what is forgotten here would show an old page after a new release.
_DRAWN_BY = (
    *("agency/**/*.py", "agency/**/*.mo", "templates/**/*.html"),
    *("static/css/**/*.css", "static/vendor/fonts/*.ttf"),
)
_LIBRARIES = ("weasyprint", "pydyf", "pillow", "fonttools", "jinja2", "babel", "flask-babel")


def mark_of(kind: str, content: Any) -> str:
    """The mark of a document of this kind with this content (plain JSON), drawn by this edition."""
    plain = json.dumps([kind, content, edition()], sort_keys=True, ensure_ascii=False)
    return sha256(plain.encode()).hexdigest()


@lru_cache(maxsize=1)
def edition() -> str:
    """The mark of this edition; looked up once in a process, and by a worker before it forks."""
    found = sha256("\n".join(f"{name} {version(name)}" for name in _LIBRARIES).encode())
    for pattern in _DRAWN_BY:
        for path in sorted(_ROOT.glob(pattern)):
            found.update(f"\n{path.relative_to(_ROOT).as_posix()}\n".encode())
            found.update(sha256(path.read_bytes()).digest())
    return found.hexdigest()
