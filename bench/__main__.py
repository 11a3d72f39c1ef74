"""`make bench`: one command, a table and JSON, everything measured in one run as ratios."""

import json
import logging
import platform
import sys
import tempfile
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

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


def main() -> None:
    """Measure everything, print the table, keep the figures beside it."""
    logging.disable(logging.WARNING)
    rows = [row for size in SIZES for row in page_rows(size)] + paper_rows() + mail_rows()
    rows += inbox_rows() + clock_rows() + scale_rows() + brief_rows()
    rows += handing_in_rows()
    rows += sending_rows() + proposal_rows() + board_rows()
    _print(rows)
    OUTCOME.write_text(
        json.dumps(
            {
                "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
                "python": platform.python_version(),
                "machine": platform.machine(),
                "rows": [asdict(row) | {"ratio": round(row.ratio, 2)} for row in rows],
            },
            indent=2,
        )
        + "\n"
    )
    print(f"\nKept in {OUTCOME.name}", file=sys.stderr)


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
    main()
