"""The wire between the house and a server: all bytes go through it, until a test cuts it or makes it hang."""

import re
import socket
import threading
from contextlib import suppress


class Wire:
    """A port that leads to another one. What passes is untouched, unless a test asks for one of these:

    `hidden` is a word that the server's answers lose on their way, `refused` and `torn` are patterns of client's lines
    that get a NO instead of an answer, or break the wire; while `silent` is set nothing passes at all.
    """

    def __init__(self, target: int) -> None:
        self._target = target
        self._ends: list[socket.socket] = []
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        self.hidden: bytes | None = None
        self.refused: str | None = None
        self.torn: str | None = None
        self.silent = threading.Event()
        self.calls = 0
        self.said: list[bytes] = []
        threading.Thread(target=self._take_calls, daemon=True).start()

    def cut(self) -> None:
        """Break every connection that there is; new ones are let through."""
        for end in self._ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._ends.clear()

    def close(self) -> None:
        """Let nobody through any more."""
        self._door.close()
        self.cut()

    def heard(self, pattern: str) -> int:
        """How many lines of the client were like this."""
        return sum(bool(re.search(pattern.encode(), line)) for line in list(self.said))

    def _take_calls(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._door.accept()
                self.calls += 1
                try:
                    server = socket.create_connection(("127.0.0.1", self._target))
                except OSError:
                    client.close()
                    continue
                self._ends += [client, server]
                for source, sink in ((client, server), (server, client)):
                    run = threading.Thread(target=self._carry, args=[source, sink, client])
                    run.daemon = True
                    run.start()

    def _carry(self, source: socket.socket, sink: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if self.silent.is_set():
                    continue
                if source is client:
                    self.said.append(data)
                    if self._stopped(data, client):
                        continue
                elif self.hidden and b"CAPABILITY" in data:
                    data = data.replace(self.hidden, b"")
                sink.sendall(data)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _stopped(self, data: bytes, client: socket.socket) -> bool:
        if self.torn and re.search(self.torn.encode(), data):
            client.shutdown(socket.SHUT_RDWR)
            return True
        if self.refused and re.search(self.refused.encode(), data):
            client.sendall(data.split(b" ")[0] + b" NO [SERVERBUG] Not this one\r\n")
            return True
        return False
