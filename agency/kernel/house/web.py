"""The web server of the house: gunicorn with threads."""

import gc
import socket
from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from agency.kernel.house.errors import CannotStart
from agency.kernel.house.leash import tie_to

WORKERS = 2
THREADS = 8
GRACE = 8  # seconds for the requests at hand; less than the supervisor's patience


class HouseLog(Logger):
    """gunicorn's own words, as lines of our log."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            log.handlers.clear()
            log.propagate = True


class WebServer(BaseApplication):
    """Serves what `make` gives, on this address."""

    def __init__(self, make: Callable[[], Flask], listen: str, port: int) -> None:
        self._make = make
        self._address = _address(listen, port)
        super().__init__()

    def load_config(self) -> None:
        settings = {
            "bind": self._address,
            "worker_class": "gthread",
            "workers": WORKERS,
            "threads": THREADS,
            "graceful_timeout": GRACE,
            "timeout": 60,
            "logger_class": HouseLog,
            "loglevel": "warning",
            # It would stand in the home folder, under a path that may be too long or not ours.
            "control_socket_disable": True,
            "post_fork": lambda arbiter, worker: tie_to(arbiter.pid),
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        app = self._make()
        # The application is no garbage, and pages leave little: looking for it so often takes 5 % of their time.
        gc.freeze()
        gc.set_threshold(10_000, 10, 10)
        return app


def ensure_free(listen: str, port: int) -> None:
    """Refuse a port that is taken, before anything is started."""
    family = socket.AF_INET6 if ":" in listen else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((listen, port))
    except OSError as error:
        raise CannotStart(
            f"Port {port} on {listen} cannot be used ({error.strerror}). Stop the program that "
            f"has it, or choose another one, like PORT={port + 1 if port < 65535 else 8000}."
        ) from None


def _address(listen: str, port: int) -> str:
    return f"[{listen}]:{port}" if ":" in listen else f"{listen}:{port}"
