"""`make bench`: one command, a table and JSON, everything measured in one run as ratios."""

import json
import logging
import platform
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.board import board_rows
from bench.briefs import brief_rows
from bench.clock import clock_rows
from bench.handing_in import handing_in_rows
from bench.house import running
from bench.inbox import inbox_rows
from bench.mail import mail_rows
from bench.measure import Row, take_turns
from bench.paper import paper_rows
from bench.proposals import proposal_rows
from bench.scale import scale_rows
from bench.sending import sending_rows

SIZES = (100, 10_000)
OUTCOME = Path(__file__).parent / "latest.json"


def page_rows(rows: int) -> list[Row]:
    """The inbox and the board at this size, as multiples of an empty view under the same server."""
    with tempfile.TemporaryDirectory() as folder, running(Path(folder), rows) as desk:
        board = f"/boards/{desk.board}"
        sizes = {path: len(desk.get(path)) for path in ("/inbox", board)}
        times = take_turns(
            {
                "empty": lambda: desk.get("/healthz"),
                "inbox": lambda: desk.get("/inbox"),
                "board": lambda: desk.get(board),
            },
            rounds=15,
        )
    empty = times["empty"]
    return [
        Row(f"inbox, {rows:,} leads", "an empty view", times["inbox"], empty, _kb(sizes["/inbox"])),
        Row(f"board, {rows:,} tasks", "an empty view", times["board"], empty, _kb(sizes[board])),
    ]


PARTS: Mapping[str, Callable[[], list[Row]]] = {
    "pages": lambda: [row for size in SIZES for row in page_rows(size)],
    "paper": paper_rows,
    "mail": mail_rows,
    "inbox": inbox_rows,
    "clock": clock_rows,
    "scale": scale_rows,
    "briefs": brief_rows,
    "handing-in": handing_in_rows,
    "sending": sending_rows,
    "proposals": proposal_rows,
    "board": board_rows,
}


def main(*names: str) -> None:
    """Measure these parts, or everything; print the table, keep the figures beside it."""
    logging.disable(logging.WARNING)
    rows = [row for name in names or PARTS for row in PARTS[name]()]
    _print(rows)
    fresh = [asdict(row) | {"ratio": round(row.ratio, 2)} for row in rows]
    OUTCOME.write_text(
        json.dumps(
            {
                "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
                "python": platform.python_version(),
                "machine": platform.machine(),
                "rows": _kept(fresh) if names else fresh,
            },
            indent=2,
        )
        + "\n"
    )
    print(f"\nKept in {OUTCOME.name}", file=sys.stderr)


def _kept(fresh: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was measured before, with these figures in the place of theirs."""
    before = json.loads(OUTCOME.read_text())["rows"] if OUTCOME.exists() else []
    new = {(row["name"], row["against"]): row for row in fresh}
    replaced = [new.pop((row["name"], row["against"]), row) for row in before]
    return [*replaced, *new.values()]


def _kb(size: int) -> str:
    return f"{size / 1024:.0f} KB"


def _print(rows: list[Row]) -> None:
    print("| what | against | ms | ms of that | times | |")
    print("| --- | --- | ---: | ---: | ---: | --- |")
    for row in rows:
        print(
            f"| {row.name} | {row.against} | {row.ms:.1f} | {row.base_ms:.1f} "
            f"| {row.ratio:.1f} | {row.note} |"
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
