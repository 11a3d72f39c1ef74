"""The board with 200 and 2,000 tasks: its page, a move, what is new on it, a drop, and four who move at random."""

import gzip
import logging
import multiprocessing
import os
import random
import re
import statistics
import tempfile
import threading
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

from agency.app import create_app
from agency.config import load_settings
from agency.demo import cast
from agency.kernel.db import db, reading
from agency.tasks.models import Task
from agency.tasks.projects import BoardColumn
from bench.clock import Store, stores
from bench.dropping import drop_rows
from bench.house import Desk, environ_of, fill, free_port, running
from bench.measure import Row, take_turns

SIZES = (200, 2_000)
ROUNDS = 25
WRITERS = 4
STORM_S = float(os.environ.get("BENCH_STORM_S", "30"))
# What each is held against, in ms: the page with 200 and with 2,000 cards, a move, and "anything new".
PAGE_MS, MOVE_MS, NEWS_MS = {200: 25.0, 2_000: 60.0}, 8.0, 3.0
PACE = 80
STORM_PACE = 100


def board_rows() -> list[Row]:
    """All of it, the sizes one after the other in houses of their own."""
    rows: list[Row] = []
    moves: dict[int, float] = {}
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder, running(Path(folder), size) as desk:
            rows += _pages(desk, size)
            moves[size], row = _moves(desk, size)
            rows.append(row)
            rows += [_pace(desk)] if size == SIZES[0] else drop_rows(desk, size)
    small, large = (moves[size] for size in SIZES)
    rows.append(Row("move, 2,000 tasks", "200 tasks (at most 1.3 times)", large, small))
    return rows + storm_rows()


def _pages(desk: Desk, size: int) -> list[Row]:
    board = f"/boards/{desk.board}"
    state = re.search(r'data-state="(\d+)"', desk.get(board).decode())
    news = f"{board}/changes?since={state.group(1) if state else 0}"
    paths = {"page": board, "all": f"{board}?all=1"}
    sizes = {name: len(gzip.compress(desk.get(path), 6)) for name, path in paths.items()}
    times = take_turns(
        {
            "empty": lambda: desk.get("/healthz"),
            "page": lambda: desk.get(board),
            "all": lambda: desk.get(paths["all"]),
            "news": lambda: desk.get(news, expect=204),
        },
        rounds=ROUNDS,
    )

    def row(name: str, what: str, limit: float | None) -> Row:
        base, against = (limit, f"{limit:.0f} ms") if limit else (times["empty"], "an empty view")
        note = f"{sizes[name] / 1024:.0f} KB compressed, " if name in sizes else ""
        views = f"{times[name] / times['empty']:.1f} empty views"
        return Row(f"{what}, {size:,} tasks", against, times[name], base, note + views)

    return [
        row("page", "board", PAGE_MS[size]),
        row("all", "board with all cards", None),
        row("news", "anything new", NEWS_MS),
    ]


def _moves(desk: Desk, size: int) -> tuple[float, Row]:
    page = desk.get(f"/boards/{desk.board}").decode()
    token = re.search(r'name="csrf-token" content="([^"]+)"', page)
    columns = re.findall(r'<section class="column"[^>]*data-column="(\d+)"', page)
    cards = re.findall(r'data-id="(\d+)" data-version="(\d+)"', page)
    times, longest = [], 0
    for number, (id, version) in enumerate(cards[:ROUNDS]):
        fields = {"version": version, "column": columns[number % len(columns)]}
        fields["before_id"] = cards[-1 - number][0]
        began = time.perf_counter()
        answer = desk.post(f"/tasks/{id}/position", fields, token.group(1) if token else "")
        times.append((time.perf_counter() - began) * 1000)
        longest = max(longest, len(answer))
    ms = statistics.median(times)
    note = f"{longest} bytes answered at most"
    return ms, Row(f"move, {size:,} tasks", f"{MOVE_MS:.0f} ms", ms, MOVE_MS, note)


def _pace(desk: Desk, seconds: float = 8.0) -> Row:
    counted: list[int] = []

    def look() -> None:
        own = Desk(desk.port, desk.cookie, desk.board)
        until, count = time.monotonic() + seconds, 0
        while time.monotonic() < until:
            own.get(f"/boards/{desk.board}")
            count += 1
        counted.append(count)

    people = [threading.Thread(target=look) for _ in range(WRITERS)]
    for each in people:
        each.start()
    for each in people:
        each.join()
    pace = sum(counted) / seconds
    return Row(
        "board, 200 tasks, four people",
        f"{PACE} pages a second",
        1000 / pace,
        1000 / PACE,
        f"{pace:.0f} a second",
    )


@dataclass
class Tally:
    """What one of them saw."""

    moved: Counter[int] = field(default_factory=Counter)
    stale: int = 0
    errors: list[str] = field(default_factory=list)


def storm_rows() -> list[Row]:
    """Four processes, one board, on both databases."""
    with ExitStack() as stack:
        return [_storm(store) for store in stores(stack)]


def _storm(store: Store) -> Row:
    with tempfile.TemporaryDirectory() as folder:
        environ = environ_of(Path(folder), free_port()) | {"DATABASE_URL": store.make(Path(folder))}
        project = fill(environ, SIZES[0])
        tallies = _at_once(environ, project)
        _ensure_nothing_lost(environ, project, tallies)
    moves = sum(sum(each.moved.values()) for each in tallies)
    pace = moves / STORM_S
    note = f"{pace:.0f} a second, {sum(each.stale for each in tallies)} stale, no error, no twin, none lost"
    return Row(
        f"moves by four processes, {store.name}",
        f"{STORM_PACE} a second",
        1000 / pace,
        1000 / STORM_PACE,
        note,
    )


def _at_once(environ: dict[str, str], project: int) -> list[Tally]:
    context = multiprocessing.get_context("spawn")
    with context.Pool(WRITERS) as pool:
        return pool.starmap(_writer, [(environ, project, seed) for seed in range(WRITERS)])


def _writer(environ: dict[str, str], project: int, seed: int) -> Tally:
    logging.disable(logging.WARNING)
    app, dice, tally = create_app(load_settings(environ)), random.Random(seed), Tally()
    client = app.test_client()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/login").text)
    login = {"csrf_token": token.group(1) if token else "", "email": "vera@kvarta.example"}
    client.post("/login", data=login | {"password": cast.PASSWORD})
    page = client.get(f"/boards/{project}").text
    found = re.search(r'name="csrf-token" content="([^"]+)"', page)
    headers = {"HX-Request": "true", "X-CSRFToken": found.group(1) if found else ""}
    columns = re.findall(r'<section class="column"[^>]*data-column="(\d+)"', page)
    cards = {
        int(id): int(version)
        for id, version in re.findall(r'data-id="(\d+)" data-version="(\d+)"', page)
    }
    until, again = time.monotonic() + STORM_S, 0
    while time.monotonic() < until:
        # Whoever is told that somebody else moved it puts it once more, as it stands now.
        id = again or dice.choice(list(cards))
        fields = {
            "version": cards[id],
            "column": dice.choice(columns),
            "before_id": dice.choice(list(cards)),
        }
        answer = client.post(f"/tasks/{id}/position", data=fields, headers=headers)
        version = re.search(r'data-version="(\d+)"', answer.text)
        if answer.status_code not in (200, 409) or version is None:
            tally.errors.append(f"{answer.status_code} {answer.text[:200]}")
            continue
        cards[id], again = int(version.group(1)), 0
        if answer.status_code == 200:
            tally.moved[id] += 1
        else:
            tally.stale, again = tally.stale + 1, id
    return tally


def _ensure_nothing_lost(environ: dict[str, str], project: int, tallies: list[Tally]) -> None:
    errors = [error for each in tallies for error in each.errors]
    if errors:
        raise RuntimeError(f"{len(errors)} errors, the first: {errors[0]}")
    app = create_app(load_settings(environ))
    with app.app_context(), reading():
        rows = db.session.execute(
            sa.select(Task.id, Task.version, Task.column_id, Task.order_key)
            .join(BoardColumn, BoardColumn.id == Task.column_id)
            .where(Task.project_id == project)
        ).all()
        db.session.remove()
        db.engine.dispose()
    moved = sum((each.moved for each in tallies), Counter())
    lost = [id for id, version, *_ in rows if version != 1 + moved[id]]
    if lost:
        raise RuntimeError(f"{len(lost)} cards lost a move")
    if len({(column, key) for _, _, column, key in rows}) != len(rows):
        raise RuntimeError("Two cards have one place")
