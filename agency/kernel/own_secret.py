"""The secret that a house makes for itself, once, and keeps in a file that nobody but its user may read."""

import os
import secrets
from pathlib import Path


def kept_in(path: Path) -> str:
    """What is kept there; made where there is none yet. Raises OSError."""
    if not path.exists():
        _keep(path, secrets.token_urlsafe(48))
    return path.read_text().strip()


def _keep(path: Path, secret: str) -> None:
    # Written whole, then linked: of two processes that start at once, both read the same one.
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secret)
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)
