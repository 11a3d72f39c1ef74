"""Line: a connection to a mail server on which somebody has logged in, and what can be asked without opening a folder.

Whatever goes wrong on the way is a MailboxTrouble that says in a word what it was, and never our secrets.
"""

import contextlib
import imaplib
import ssl
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import NamedTuple, Self

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import MailboxLoginError, UnexpectedCommandStatusError

from agency.kernel.mail.accounts import Account
from agency.kernel.mail.mailboxes import Trouble

TIMEOUT = 30.0  # seconds without a byte after which a line counts as dead


class MailboxTrouble(Exception):
    """The mailbox cannot be read now. `lost` are the messages that were on their way when the line broke."""

    def __init__(self, kind: Trouble, words: str, lost: Sequence[int] = ()) -> None:
        super().__init__(words)
        self.kind, self.words, self.lost = kind, words, tuple(lost)


class Folder(NamedTuple):
    """A folder on a server, and the flags that it was given there."""

    name: str
    flags: tuple[str, ...] = ()

    @property
    def can_be_read(self) -> bool:
        return not {"\\noselect", "\\nonexistent"} & {flag.lower() for flag in self.flags}


class Line:
    """Logged in as the account says, until the `with` ends."""

    def __init__(self, account: Account, *, timeout: float | None = None) -> None:
        self._account, self._timeout = account, timeout or TIMEOUT
        with self._told():
            self._box = _connect(account, self._timeout)
        self._client = self._box.client
        try:
            self._log_in()
            self._begin()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Hang up. No LOGOUT: on a line that is dead it would wait for an answer."""
        with contextlib.suppress(OSError):
            self._client.shutdown()

    def folders(self) -> list[Folder]:
        """The folders that can be read, in the server's order."""
        with self._told():
            found = [Folder(each.name, each.flags) for each in self._box.folder.list()]
            return [each for each in found if each.can_be_read]

    def _begin(self) -> None:
        """What else is to be done before anybody asks anything."""

    def _log_in(self) -> None:
        with self._told(Trouble.login):
            self._say_who()
        with self._told():
            # What a server can do, many tell only those who have logged in.
            answer = self._client.capability()[1][-1]
            self._client.capabilities = tuple(answer.decode("ascii", "replace").upper().split())

    def _say_who(self) -> None:
        account = self._account
        if account.token:
            try:
                self._box.xoauth2(account.user, account.token, initial_folder=None)
            except imaplib.IMAP4.abort:
                raise
            except imaplib.IMAP4.error as error:
                raise MailboxTrouble(Trouble.login, self._plain(error)) from error
        elif (account.user + account.password).isascii():
            self._box.login(account.user, account.password, initial_folder=None)
        else:
            self._box.login_utf8(account.user, account.password, initial_folder=None)

    @contextlib.contextmanager
    def _told(self, refusal: Trouble = Trouble.answer, lost: Sequence[int] = ()) -> Iterator[None]:
        """Say in a word what went wrong, and in the server's own words without our secrets."""
        try:
            yield
        except ssl.SSLCertVerificationError as error:
            words = error.verify_message
            raise MailboxTrouble(Trouble.certificate, self._plain(words)) from error
        except (OSError, EOFError, imaplib.IMAP4.abort) as error:
            raise MailboxTrouble(Trouble.line, self._plain(error), lost) from error
        except (UnexpectedCommandStatusError, imaplib.IMAP4.error, ValueError) as error:
            kind = Trouble.login if isinstance(error, MailboxLoginError) else refusal
            raise MailboxTrouble(kind, self._plain(error)) from error

    def _plain(self, said: object) -> str:
        words = _words(said)
        for secret in filter(None, (self._account.password, self._account.token)):
            words = words.replace(secret, "…")
        return words[:300]


def _connect(account: Account, timeout: float) -> BaseMailBox:
    if account.scheme == "imap":
        return MailBoxUnencrypted(account.host, account.port, timeout=timeout)
    safe = ssl.create_default_context()
    kind = MailBox if account.scheme == "imaps" else MailBoxStartTls
    return kind(account.host, account.port, timeout=timeout, ssl_context=safe)


def _words(said: object) -> str:
    if isinstance(said, UnexpectedCommandStatusError):
        said = said.command_result[1]
    elif isinstance(said, OSError) and said.strerror:
        said = said.strerror
    if isinstance(said, list):
        said = next((each for each in reversed(said) if each), b"")
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
