"""Structured logs: one line an event, on standard error.

JSON for machines, key=value on a terminal. What the libraries say (gunicorn, RQ, Alembic) goes
through the same lines. Passwords and keys are taken out before a line is written.
"""

import logging
import re
import sys
from types import TracebackType
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

SECRET_NAMES = re.compile(r"password|passwd|secret|token|authorization|cookie|api_?key", re.I)
LOGIN_IN_URL = re.compile(r"(?<=://)[^/\s@]*:[^\s@]*(?=@)")
FIRST = ["timestamp", "level", "event"]

# Chatty at INFO; what they say there, our own events say better.
QUIET = ("rq.worker", "rq.job", "weasyprint", "fontTools", "alembic.runtime", "mail.log")

get_logger = structlog.get_logger


def configure_logs(*, terminal: bool | None = None) -> None:
    """Send every log line of this process through one handler; call once when a process starts."""
    if terminal is None:
        terminal = sys.stderr.isatty()
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        without_secrets,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _for_people if terminal else structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(True)
    sys.excepthook = _log_crash


def without_secrets(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Blank what is named like a secret, and logins inside addresses."""
    return {
        name: "…" if SECRET_NAMES.search(name) and value else _without_login(value)
        for name, value in event.items()
    }


def _without_login(value: Any) -> Any:
    return LOGIN_IN_URL.sub("…", value) if isinstance(value, str) else value


def _log_crash(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
    else:
        get_logger().critical("process.crashed", exc_info=(kind, error, trace))


def _for_people(logger: WrappedLogger, method: str, event: EventDict) -> str:
    # A traceback keeps its lines here: a person reads them, no machine does.
    traceback = event.pop("exception", None)
    line = structlog.processors.LogfmtRenderer(key_order=FIRST, drop_missing=True)
    text = line(logger, method, event)
    return f"{text}\n{traceback}" if traceback else text
