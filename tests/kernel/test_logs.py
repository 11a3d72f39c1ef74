"""One line an event, readable by machines or people, and never a secret in it."""

import json
import subprocess
import sys

from agency.config import ROOT

SAYS = """
import logging, sys, warnings
import structlog
from agency.kernel.logs import configure_logs, get_logger

early = get_logger()
configure_logs(terminal=sys.argv[1] == "terminal")
structlog.contextvars.bind_contextvars(request_id="r1")
early.info("lead.opened", lead=312, password="hush", url="redis://me:hush@cache/0")
logging.getLogger("gunicorn.error").warning("worker %s\\nis late", 7)
logging.getLogger("rq.worker").info("chatter")
try:
    1 / 0
except ZeroDivisionError:
    early.exception("web.broken", id="e1")
if sys.argv[1] == "file":
    raise RuntimeError("out of\\nluck")
"""


def said(where: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", SAYS, where], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == (where == "file")
    assert "hush" not in done.stderr
    assert "chatter" not in done.stderr
    return done.stderr.splitlines()


def test_machines_get_one_json_line_an_event() -> None:
    events = [json.loads(line) for line in said("file")]
    assert [event["event"] for event in events] == [
        "lead.opened",
        "worker 7\nis late",
        "web.broken",
        "process.crashed",
    ]
    assert [event["level"] for event in events] == ["info", "warning", "error", "critical"]
    assert events[0]["lead"] == 312
    assert events[0]["request_id"] == "r1"
    assert events[1]["logger"] == "gunicorn.error"
    assert "ZeroDivisionError" in events[2]["exception"]
    assert "RuntimeError: out of\nluck" in events[3]["exception"]


def test_people_get_keys_and_values_and_a_traceback_that_they_can_read() -> None:
    lines = said("terminal")
    assert "level=info event=lead.opened" in lines[0]
    assert "lead=312" in lines[0]
    assert lines[3].startswith("Traceback")
    assert lines[-1] == "ZeroDivisionError: division by zero"
