"""A relay that survives the storm: it takes letters, files them into a Sent folder or not, and is slow at bad moments.

`python -m tests.storm.relay PORT LOG SEED [IMAP_PORT USER]`. What it took it has taken: a client that dies after the
last dot changes nothing any more. LOG has a line for each letter that it took, in the order of their last dots.
"""

import asyncio
import imaplib
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes
from pathlib import Path
from random import Random
from typing import Any

from aiosmtpd.smtp import SMTP

from tests.imap_servers import PASSWORD

# Seconds: how long it usually ponders before and after it files a letter, and how long now and then.
USUALLY, NOW_AND_THEN = 0.1, 0.6
SELDOM = 0.06


class Relay:
    """Takes letters, each once in its log."""

    def __init__(self, log: Path, random: Random, sent: "Sent | None") -> None:
        self._log, self._random, self._sent = log.open("a"), random, sent
        self._tasks: set[asyncio.Task[None]] = set()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        raw = bytes(envelope.original_content)
        message_id = str(message_from_bytes(raw)["Message-ID"])
        line = {"id": message_id, "from": session.peer[1], "to": envelope.rcpt_tos}
        self._log.write(json.dumps(line) + "\n")
        self._log.flush()
        task = asyncio.get_running_loop().create_task(self._file(raw))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        await asyncio.shield(task)
        await asyncio.sleep(self._pause())
        return "250 Kept"

    async def _file(self, raw: bytes) -> None:
        await asyncio.sleep(self._pause())
        if self._sent is not None:
            await self._sent.file(raw)

    def _pause(self) -> float:
        longest = NOW_AND_THEN if self._random.random() < SELDOM else USUALLY
        return self._random.uniform(0.0, longest)


class Sent:
    """The Sent folder of the account that the house reads."""

    def __init__(self, port: int, user: str) -> None:
        self._box = imaplib.IMAP4("127.0.0.1", port)
        self._box.login(user, PASSWORD)
        if self._box.select("Sent")[0] != "OK":
            self._box.create("Sent")
        self._hand = ThreadPoolExecutor(1)

    async def file(self, raw: bytes) -> None:
        done = asyncio.get_running_loop().run_in_executor(self._hand, self._append, raw)
        await done

    def _append(self, raw: bytes) -> None:
        answer, words = self._box.append("Sent", r"(\Seen)", "", raw)
        assert answer == "OK", words


async def main(port: int, log: Path, seed: int, *sent: str) -> None:
    """Take letters until killed."""
    folder = Sent(int(sent[0]), sent[1]) if sent else None
    relay = Relay(log, Random(seed), folder)
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(relay, hostname="relay.example"), "127.0.0.1", port
    )
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:]))
