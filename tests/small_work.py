"""The small work that a browser does with the first page of a brief, for tests that have no browser."""

import base64
import html
import json
import re
from typing import Any

from altcha.v1 import solve_challenge

TASK = re.compile(r'data-work="([^"]*)"')


def task_in(page: str) -> str:
    """What this page asks its browser for; "" where it asks for nothing."""
    found = TASK.search(page)
    return html.unescape(found[1]) if found else ""


def done(task: str) -> str:
    """What a browser finds and sends."""
    if not task:
        return ""
    told = json.loads(task)
    solution = solve_challenge(told["challenge"], told["salt"], "SHA-256", told["most"])
    assert solution is not None
    return sealed(told | {"number": solution.number})


def sealed(told: dict[str, Any]) -> str:
    """As it travels in a form."""
    return base64.b64encode(json.dumps(told).encode()).decode()
