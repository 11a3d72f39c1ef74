"""A small work that a browser does while somebody types: nobody notices it, and a robot with a thousand pages does.

It is made and judged here alone, by ALTCHA's rules: no third party, no cookie. The work belongs to the seal of
its page, so that a solution which comes along with another page is none.
"""

import base64
import enum
import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from altcha.v1 import ChallengeOptions, create_challenge, extract_params, verify_solution
from flask import current_app

# Numbers to try: a phone takes less than a second for them, long before a name is typed.
HARDEST = 60_000
GOOD_FOR = timedelta(hours=24)
LONGEST = 2_000


class Work(enum.Enum):
    """What became of it. `missing`: without scripts nobody does it; `late`: the page lay open for long."""

    done = "done"
    missing = "missing"
    late = "late"
    forged = "forged"


def task_for(seal: str, *, at: datetime) -> str:
    """What the browser of the page with this seal is to find, as JSON for static/js/brief/work.js."""
    page = {"page": _named(seal)}
    made = create_challenge(
        ChallengeOptions(max_number=HARDEST, hmac_key=_key(), expires=at + GOOD_FOR, params=page)
    )
    told = {"salt": made.salt, "challenge": made.challenge, "signature": made.signature}
    return json.dumps({**told, "most": HARDEST})


def judge(found: str | None, seal: str, *, at: datetime) -> Work:
    """Whether this is the work of the page with this seal, done within its time."""
    if not found:
        return Work.missing
    payload = _read(found)
    told = extract_params(payload) if payload is not None else {}
    is_fine, _ = verify_solution(payload, _key(), check_expires=False) if payload else (False, "")
    if not is_fine or told.get("page") != [_named(seal)]:
        return Work.forged
    ends = datetime.fromtimestamp(int(told["expires"][0]), UTC)
    return Work.done if at < ends else Work.late


def _read(found: str) -> Any:
    try:
        told = json.loads(base64.b64decode(found[:LONGEST], validate=True))
    except ValueError:
        return None
    is_whole = isinstance(told, dict) and all(
        isinstance(told.get(name), str) for name in ("salt", "challenge", "signature")
    )
    return {**told, "algorithm": "SHA-256"} if is_whole and "number" in told else None


def _named(seal: str) -> str:
    return hashlib.sha256(seal.encode()).hexdigest()[:32]


def _key() -> str:
    return f"work {current_app.config['SECRET_KEY']}"
