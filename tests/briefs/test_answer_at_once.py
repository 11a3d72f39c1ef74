"""Whoever hands a brief in is answered once it is on the disk; what the house makes of it is made right after."""

import fcntl
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from agency.briefs import arrivals, personal
from agency.briefs.arrivals import BriefArrival
from agency.briefs.views.at_once import NAME
from agency.demo.studio import Studio
from agency.flows import brief_arrivals_taken
from agency.kernel import clock
from agency.kernel.auth import revoke_links
from agency.kernel.db import TURN, db, durable
from agency.kernel.due import Due, DueState
from agency.leads.models import Lead
from tests.briefs.support import Kind, asked, begun, filled, hand_in, said, the_brief
from tests.support import HouseClient, Statements, everything, forms_of

RunDue = Callable[[datetime], int]


def last_page(client: HouseClient, address: str, **more: Any) -> tuple[str, dict[str, Any]]:
    """Where the last page goes, and what it brings by its last button."""
    (form,) = [each for each in forms_of(client.get(f"{address}/4").text) if each.id == "brief"]
    assert ("go", "end") in form.buttons
    fields = form.fields.to_dict() | {asked(Kind.budget, 4).field: "10-20", "go": "end"}
    return form.action, fields | more


def send(client: HouseClient, address: str, **more: Any) -> TestResponse:
    action, fields = last_page(client, address, **more)
    return client.post(action, data=fields)


def the_due() -> Due:
    (found,) = [each for each in everything(Due) if each.kind == arrivals.SETTLE]
    assert isinstance(found, Due)
    return found


def test_it_is_kept_as_it_came_and_made_a_lead_as_the_thanks_are_asked_for(
    client: HouseClient,
    studio: Studio,
    count_statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    address = filled(client)
    leads = len(everything(Lead))
    action, fields = last_page(client, address)
    with count_statements() as seen:
        sent = client.post(action, data=fields)
    assert (sent.status_code, sent.location) == (303, f"{address}/thanks")
    assert seen.count == 3  # whose it is, what came, and when it is made at the latest
    (arrival,) = everything(BriefArrival)
    came_at, kept = arrival.came_at, dict(arrival.fields)
    assert kept[asked(Kind.budget, 4).field] == "10-20"
    assert "csrf_token" not in kept
    assert len(everything(Lead)) == leads
    assert not the_brief().is_submitted
    assert "Thank you, Inês" in client.get(sent.location).text
    assert the_brief().submitted_at == came_at
    assert the_brief().lead is not None
    assert the_brief().lead.received_at == came_at
    assert (len(everything(Lead)), everything(BriefArrival)) == (leads + 1, [])
    assert the_due().state is DueState.cancelled


def test_where_no_browser_comes_for_the_thanks_the_worker_makes_it_a_lead(
    client: HouseClient, studio: Studio, run_due: RunDue
) -> None:
    address = filled(client)
    send(client, address)
    came_at = everything(BriefArrival)[0].came_at
    db.engine.dispose()  # the web process was killed here
    run_due(came_at + arrivals.SOON)
    assert the_brief().submitted_at == came_at
    assert (everything(BriefArrival), the_due().state) == ([], DueState.done)
    assert "Thank you, Inês" in client.get(f"{address}/thanks").text


def test_the_browser_and_the_worker_at_the_same_moment_make_one_lead(
    app: Flask, client: HouseClient, studio: Studio, run_due: RunDue
) -> None:
    address = filled(client)
    leads = len(everything(Lead))
    send(client, address)
    at = everything(BriefArrival)[0].came_at + arrivals.SOON
    db.session.commit()

    def work(_: int) -> None:
        with app.app_context():
            run_due(at)

    def look(_: int) -> str:
        return FlaskClient(app, app.response_class).get(f"{address}/thanks").text

    with ThreadPoolExecutor(3) as pool:
        worker, pages = pool.submit(work, 0), pool.map(look, range(2))
        assert all("Thank you, Inês" in page for page in pages)
        worker.result()
    db.session.expire_all()
    assert len(everything(Lead)) == leads + 1
    assert everything(BriefArrival) == []


def test_two_pages_of_one_brief_are_taken_in_the_order_in_which_they_came(
    client: HouseClient, studio: Studio
) -> None:
    address = filled(client)
    words = asked(Kind.long, 4).field
    action, fields = last_page(client, address)
    for text in ("First.", "Second."):
        client.post(action, data=fields | {words: text})
    assert len(everything(BriefArrival)) == 2
    # Any page of it takes what lies first; what came after the end is a change that they have not sent.
    assert client.get(f"{address}/1").status_code == 200
    assert everything(BriefArrival) == []
    assert "You changed one answer" in client.get(f"{address}/thanks").text
    assert said(Kind.long, 4) == "Second."
    (sent,) = the_brief().revisions
    assert [each["lines"] for each in sent.answers if each["lines"] == ["First."]] == [["First."]]


def test_where_something_is_wanting_the_thanks_lead_there_and_all_is_kept(
    client: HouseClient, studio: Studio, run_due: RunDue
) -> None:
    address = begun(client)
    words = asked(Kind.long, 4).field
    sent = send(client, address, **{words: "By August."})
    wanted = client.get(sent.location)
    assert wanted.location == f"{address}/2?missing=1"
    assert "Write a few words here." in client.get(wanted.location).text
    assert said(Kind.long, 4) == "By August."
    # Just so where the worker was first.
    sent = send(client, address, **{words: "By July."})
    run_due(clock.now() + timedelta(minutes=1))
    assert client.get(sent.location).location == f"{address}/2?missing=1"
    assert said(Kind.long, 4) == "By July."
    assert the_due().state is DueState.done


def test_a_page_that_cannot_be_kept_so_goes_the_ordinary_way(
    app: Flask, client: HouseClient, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = filled(client)

    def fail(*_: Any) -> list[bool]:
        raise OSError("The disk is full")

    monkeypatch.setattr(app.extensions[NAME], "_write", fail)
    assert send(client, address).location == f"{address}/thanks"
    assert everything(BriefArrival) == []
    assert the_brief().is_submitted


def test_a_link_that_has_ended_keeps_nothing(client: HouseClient, studio: Studio) -> None:
    address = filled(client)
    action, fields = last_page(client, address)
    assert client.post(action.replace(address, "/brief/f/none"), data=fields).status_code == 404
    # Nor does one that belongs to another brief, or comes without its seal.
    torn = client.post(action, data=fields | {"csrf_token": "torn"})
    assert (torn.status_code, everything(BriefArrival)) == (422, [])
    revoke_links("brief", the_brief().id, at=clock.now())
    assert client.post(action, data=fields).status_code == 410
    assert everything(BriefArrival) == []


def test_what_cannot_be_taken_lies_on_and_is_tried_again(
    client: HouseClient, studio: Studio, run_due: RunDue, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = filled(client)
    sent = send(client, address)
    at = everything(BriefArrival)[0].came_at + arrivals.SOON

    def fail(*_: Any) -> None:
        raise RuntimeError("A fault of ours")

    with monkeypatch.context() as broken:
        broken.setattr(brief_arrivals_taken, "_taken", fail)
        page = client.get(sent.location)
        assert (page.status_code, "Your brief is here" in page.text) == (200, True)
        assert client.get(f"{address}/1").status_code == 200
        run_due(at)
        assert the_due().state is DueState.scheduled
        assert "A fault of ours" in (the_due().error or "")
    assert len(everything(BriefArrival)) == 1
    run_due(the_due().due_at)
    assert the_brief().is_submitted


def test_whoever_is_logged_in_here_hands_in_as_well(client: HouseClient, studio: Studio) -> None:
    address = filled(client)
    client.login(studio.vera)
    send(client, address)
    assert len(everything(BriefArrival)) == 1


def test_what_lies_is_erased_with_the_brief(client: HouseClient, studio: Studio) -> None:
    address = filled(client)
    hand_in(client, address)
    client.post(f"{address}/changes")
    client.fill(f"{address}/4", go="send")
    assert len(everything(BriefArrival)) == 1
    personal.erase([the_brief().lead_id or 0], at=clock.now())
    assert everything(BriefArrival) == []


class TestOnSqlite:
    """What is its own."""

    @pytest.fixture
    def database(self) -> str:
        return "sqlite"

    def test_many_who_come_together_share_one_wait_for_the_disk(
        self, app: Flask, client: HouseClient, studio: Studio
    ) -> None:
        pages = [last_page(client, _another(client, number)) for number in range(4)]
        together = app.extensions[NAME]
        groups: list[int] = []
        keep = together._write
        together._write = lambda line, group: groups.append(len(group)) or keep(line, group)
        db.session.commit()

        def post(page: tuple[str, dict[str, Any]]) -> int:
            return FlaskClient(app, app.response_class).post(page[0], data=page[1]).status_code

        try:
            with ThreadPoolExecutor(4) as pool:
                with (app.config["SETTINGS"].data / TURN).open("w") as turn:
                    fcntl.flock(turn.fileno(), fcntl.LOCK_EX)
                    codes = pool.map(post, pages)
                    while len(together.waiting) < len(pages):
                        threading.Event().wait(0.001)
                assert list(codes) == [303] * 4
        finally:
            together._write = keep
        assert groups == [4]
        assert len({each.brief_id for each in everything(BriefArrival)}) == 4

    def test_it_is_on_the_disk_and_not_only_with_the_system(self, app: Flask) -> None:
        def level(line: Any) -> int:
            return int(line.exec_driver_sql("PRAGMA synchronous").scalar())

        with durable() as line:
            assert level(line) == 2  # FULL
        with db.engine.connect() as line:
            assert level(line) < 2


def _another(client: HouseClient, number: int) -> str:
    address = begun(client, **{asked(Kind.email, 1).field: f"a{number}@tiles.example"})
    client.fill(f"{address}/2", **{asked(Kind.long, 2).field: "Tiles."})
    return address
