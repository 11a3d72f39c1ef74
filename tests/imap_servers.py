"""A real IMAP server on loopback, Dovecot or pymap, and mailboxes there, each reached by a wire of its own.

The server runs once for all tests of a process. `IMAP_SERVER=pymap` takes pymap where Dovecot would serve.
"""

import grp
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from imaplib import IMAP4
from itertools import count
from pathlib import Path
from urllib.parse import quote

import pytest
from imap_tools import MailBoxUnencrypted
from pysasl.hashing import BuiltinHash

from setup import imap as machine
from tests.house import free_port
from tests.kernel.house.waiting import until
from tests.token_server import TokenServer
from tests.wire import Wire

PASSWORD = "p@ss/word"
CERTIFICATE = (
    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
    "-subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout key.pem -out cert.pem"
)
DOVECOT = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
disable_plaintext_auth = no
auth_failure_delay = 0
mail_fsync = never
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
first_valid_uid = 1
mail_location = sdbox:{folder}/mail/%u
ssl = yes
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
auth_mechanisms = plain login xoauth2
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {folder}/oauth2.conf
}}
passdb {{
  driver = static
  mechanisms = plain login
  args = password={password}
}}
namespace inbox {{
  inbox = yes
  mailbox Sent {{
    special_use = \\Sent
  }}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
"""
# Whom a key belongs to, the server asks the provider.
OAUTH2 = """
tokeninfo_url = {provider}/tokeninfo?access_token=
introspection_url = {provider}/introspect?access_token=
introspection_mode = get
username_attribute = email
active_attribute = active
active_value = true
"""


class ImapServer(ABC):
    """One server process with its folder."""

    # The port for TLS from the first byte, where it has one, and the certificate that it shows.
    tls_port: int | None = None
    # Whose keys it takes instead of passwords, where it does.
    provider: TokenServer | None = None

    def __init__(self) -> None:
        # Not below pytest's own folder: sockets want short paths, and as root the server is somebody else.
        self.folder = Path(tempfile.mkdtemp(prefix="agency-imap-"))
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def certificate(self) -> Path:
        return self.folder / "cert.pem"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._process = self._run()
        until(self._answers)

    def stop(self) -> None:
        """`kill -9`: it comes back with everything that it had taken."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def runs(self) -> bool:
        """Whether nobody stopped it."""
        return self._process is not None

    @abstractmethod
    def add(self, user: str) -> None:
        """Somebody new, with an empty mailbox."""

    def keeps(self, raw: bytes) -> bytes:
        """A message as the server hands it out again."""
        return raw

    @abstractmethod
    def _run(self) -> subprocess.Popen[bytes]:
        """Start it as it is started on a machine."""

    def _answers(self) -> bool:
        try:
            return bool(IMAP4("127.0.0.1", self.port, timeout=2).logout())
        except (OSError, IMAP4.error):
            return False


class Dovecot(ImapServer):
    """The machine's own with a configuration of ours; it knows every user, and never runs as root."""

    def __init__(self, binary: str) -> None:
        super().__init__()
        self._binary = binary
        self.tls_port = free_port()
        self.provider = TokenServer()
        (self.folder / "oauth2.conf").write_text(OAUTH2.format(provider=self.provider.url))
        owner = machine.runner()
        assert owner is not None
        self._owner = owner
        subprocess.run(CERTIFICATE.split(), cwd=self.folder, check=True, capture_output=True)
        (self.folder / "dovecot.conf").write_text(
            DOVECOT.format(
                folder=self.folder,
                user=owner.pw_name,
                group=grp.getgrgid(owner.pw_gid).gr_name,
                uid=owner.pw_uid,
                gid=owner.pw_gid,
                password=PASSWORD,
                port=self.port,
                tls_port=self.tls_port,
            )
        )
        if os.geteuid() == 0:
            for path in (self.folder, *self.folder.iterdir()):
                os.chown(path, owner.pw_uid, owner.pw_gid)

    def add(self, user: str) -> None:
        """It knows every user, and makes a mailbox when one comes."""

    def _run(self) -> subprocess.Popen[bytes]:
        command = [self._binary, "-F", "-c", str(self.folder / "dovecot.conf")]
        if os.geteuid() != 0:
            return subprocess.Popen(command, start_new_session=True)
        return subprocess.Popen(
            command,
            start_new_session=True,
            user=self._owner.pw_uid,
            group=self._owner.pw_gid,
            extra_groups=[],
        )


class Pymap(ImapServer):
    """A server in Python, for machines without Dovecot.

    On its disk every line ends with LF alone, and an empty line stands between head and body even where one of
    them is missing.
    """

    def add(self, user: str) -> None:
        with (self.folder / "pymap-etc-passwd").open("a") as users:
            users.write(f"{user}:x::::{user}:\n")
        with (self.folder / "pymap-etc-shadow").open("a") as passwords:
            passwords.write(f"{user}:{BuiltinHash(rounds=1000).hash(PASSWORD)}:::::::\n")

    def keeps(self, raw: bytes) -> bytes:
        raw = raw.replace(b"\r\n", b"\n")
        if b":" not in raw.partition(b"\n")[0]:
            return b"\n" + raw.removeprefix(b"\n")
        return raw if b"\n\n" in raw else raw + b"\n"

    def _run(self) -> subprocess.Popen[bytes]:
        start = [sys.executable, "-c", "from pymap.main import main; main()"]
        where = ["--host", "127.0.0.1", "--port", str(self.port), "--no-tls"]
        with (self.folder / "pymap.log").open("ab") as log:
            return subprocess.Popen(
                [*start, *where, "maildir", str(self.folder)],
                start_new_session=True,
                stdout=log,
                stderr=log,
            )


@dataclass
class TestMailbox:
    """A mailbox of its own for one test."""

    server: ImapServer
    wire: Wire
    user: str
    folder: str = "INBOX"
    __test__ = False

    @property
    def url(self) -> str:
        """For IMAP_URL, with everything that lies there to be read."""
        return self.address("imap", "127.0.0.1", self.wire.port)

    def address(self, scheme: str, host: str, port: int, password: str = PASSWORD) -> str:
        """For IMAP_URL, by another way."""
        login = f"{quote(self.user, safe='')}:{quote(password, safe='')}"
        return f"{scheme}://{login}@{host}:{port}/{quote(self.folder)}?since=all"

    def deliver(self, raw: bytes, at: datetime | None = None, folder: str | None = None) -> None:
        """A letter arrives, now or as if it had arrived then."""
        with self.opened() as box:
            if folder and not box.folder.exists(folder):
                box.folder.create(folder)
            box.append(raw, folder or self.folder, dt=at or datetime.now(UTC))

    def flags(self) -> list[tuple[str, ...]]:
        """What is marked at each message."""
        with self.opened() as box:
            return [message.flags for message in box.fetch(mark_seen=False, headers_only=True)]

    def remove(self, number: int) -> None:
        """Somebody deletes the message with this number in the folder."""
        with self.opened() as box:
            box.delete([box.uids()[number - 1]])

    def make_anew(self) -> None:
        """The folder is deleted and made again: ids mean other messages from now on."""
        with self.opened() as box:
            box.folder.set("INBOX")
            if box.folder.exists(self.folder):
                box.folder.delete(self.folder)
            box.folder.create(self.folder)

    @contextmanager
    def opened(self) -> Iterator[MailBoxUnencrypted]:
        """The folder in somebody else's mail program."""
        box = MailBoxUnencrypted("127.0.0.1", self.server.port, timeout=30)
        with box.login(self.user, PASSWORD, initial_folder=None):
            if box.folder.exists(self.folder):
                box.folder.set(self.folder)
            yield box


_numbers = count(1)


@contextmanager
def imap_server() -> Iterator[ImapServer]:
    """The first server that can be had."""
    binary = machine.find()
    server = Dovecot(binary) if binary else Pymap()
    try:
        server.start()
        yield server
    finally:
        server.stop()
        if server.provider:
            server.provider.close()
        shutil.rmtree(server.folder, ignore_errors=True)


@pytest.fixture(scope="session")
def imap() -> Iterator[ImapServer]:
    """An IMAP server for all tests of this process."""
    with imap_server() as server:
        yield server


@pytest.fixture
def mailbox(imap: ImapServer) -> Iterator[TestMailbox]:
    """An empty mailbox; a test that stops the server finds it started again for the next one."""
    wire = Wire(imap.port)
    made = TestMailbox(imap, wire, f"hello{next(_numbers)}@studio.example")
    imap.add(made.user)
    yield made
    wire.close()
    if not imap.runs():
        imap.start()
