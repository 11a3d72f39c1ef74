"""Comments, files, links and reminders of a task."""

import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO

import pytest
import sqlalchemy as sa
from PIL import Image

from agency.demo.studio import Studio
from agency.kernel import clock
from agency.kernel.db import db
from agency.kernel.due import Due, DueState
from agency.kernel.timeline import Actor
from agency.people.notices import Notice
from agency.tasks import clouds, mentions
from agency.tasks.attached import Cloud, CloudLink
from agency.tasks.models import Task
from agency.tasks.projects import ColumnKind, Project
from tests.support import NOW, HouseClient
from tests.tasks.conftest import tasks_in

RunDue = Callable[[datetime], int]


@pytest.fixture
def database() -> str:
    return "sqlite"


@pytest.fixture
def task(project: Project) -> Task:
    return tasks_in(project, ColumnKind.next)[0]


@pytest.fixture
def title_server() -> Iterator[str]:
    """A server of this machine with one page."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _OnePage)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


class _OnePage(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/good" else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(b"<html><title>\n Glazes &amp; kilns </title>" + b" " * 2_000)

    def log_message(self, *_: object) -> None:
        """Quiet."""


def _told(kind: str) -> list[int]:
    rows = db.session.scalars(sa.select(Notice).where(Notice.kind == kind).order_by(Notice.id))
    return [each.member_id for each in rows]


def test_a_comment_is_ours_unless_somebody_says_otherwise_and_calls_whom_it_names(
    timur: HouseClient, task: Task, studio: Studio
) -> None:
    task.owner = studio.nora
    page = f"/tasks/{task.id}"
    words = f"@{studio.vera.first_name} look, **soon**; and @{studio.timur.name} too"
    timur.fill(page, form="comment-form", words=words)
    said = task.comments[0]
    assert not said.is_client_visible
    text = timur.get(page).text
    assert "Only we read this" in text
    assert f'<b class="mention">@{studio.vera.first_name}</b>' in text
    assert _told("tasks.mentioned") == [studio.vera.id], "nobody is told of their own words"
    assert _told("tasks.commented") == [studio.nora.id]
    timur.fill(
        page, form=f"comment-form-{said.id}", words=f"{words} @{studio.nora.name}", readers="client"
    )
    assert said.is_client_visible
    assert said.changed_at == NOW
    assert _told("tasks.mentioned") == [studio.vera.id, studio.nora.id], "only who is new"
    text = timur.get(page).text
    assert "The client reads this" in text
    assert "let the client read a comment" in text
    assert timur.fill(page, form="comment-form", words=" ").status_code == 422
    assert timur.fill(page, form=f"comment-form-{said.id}", words="").status_code == 422
    bell = timur.login(studio.vera).get("/notices").text
    assert "mentioned you" in bell
    other = {"words": "not mine", "readers": "us"}
    assert timur.post(f"{page}/comments/{said.id}", data=other).status_code == 403
    assert timur.post(f"{page}/comments/{said.id}/removal").status_code == 403
    timur.login(studio.timur).post(f"{page}/comments/{said.id}/removal")
    assert not task.comments
    assert "The comment was taken back" in timur.login(studio.vera).get("/notices").text


def test_the_client_s_comment_is_shown_as_theirs_and_its_owner_is_told(
    timur: HouseClient, task: Task, studio: Studio
) -> None:
    task.owner = studio.timur
    said = task.hear("Warmer, please <b>", name="Inês", by=Actor.machine(), at=NOW)
    db.session.flush()
    mentions.tell_of(said, at=NOW)
    text = timur.get(f"/tasks/{task.id}").text
    assert "From the client" in text
    assert "Inês" in text
    assert "&lt;b&gt;" in text
    assert _told("tasks.commented") == [studio.timur.id]
    assert "The client commented (Inês)" in timur.get("/notices").text


def test_files_are_looked_into_and_only_shown_when_somebody_says_so(
    timur: HouseClient, task: Task
) -> None:
    page = f"/tasks/{task.id}"
    drawn = BytesIO()
    photo = Image.new("RGB", (40, 30), "teal")
    exif = photo.getexif()
    exif[0x010F] = "Secret Camera"
    photo.save(drawn, "JPEG", exif=exif)
    sent = [
        (BytesIO(drawn.getvalue()), "tiles.jpg"),
        (BytesIO(b"<html><script>x()</script></html>"), "page.html"),
        (BytesIO(b"MZ\x00\x00" + bytes(80)), "setup.exe"),
    ]
    refused = timur.post(f"{page}/files", data={"files": sent})
    assert refused.status_code == 422
    assert "is a program" in refused.text
    picture, html = task.files
    assert [picture.name, html.name] == ["tiles.jpg", "page.html"], "what is good is kept"
    assert b"Secret Camera" not in picture.file.read()
    answer = timur.get(f"/files/{html.file_id}")
    assert "html" not in answer.content_type
    assert "attachment" in answer.headers["Content-Disposition"]
    assert timur.post(f"{page}/files").status_code == 422
    assert not picture.is_client_visible
    timur.post(f"{page}/files/{picture.id}/readers", data={"readers": "client"})
    assert picture.is_client_visible
    assert "showed a file of" in timur.get(page).text
    place = html.file.path
    timur.post(f"{page}/files/{html.id}/removal")
    assert [each.name for each in task.files] == ["tiles.jpg"]
    assert place.exists(), "its bytes go when that is due, not before"


@pytest.mark.parametrize(
    ("url", "cloud", "title"),
    [
        ("https://drive.google.com/file/d/abc/view", Cloud.google_drive, ""),
        (
            "https://www.dropbox.com/scl/fi/abc123/Glaze-list.pdf?rlkey=x",
            Cloud.dropbox,
            "Glaze list.pdf",
        ),
        ("https://studio.sharepoint.com/:w:/s/x", Cloud.onedrive, ""),
        ("https://yadi.sk/d/abc", Cloud.yandex_disk, ""),
        ("https://www.figma.com/design/AbC/Olaria-shop?node-id=1", Cloud.figma, "Olaria shop"),
        ("https://files.example.org/index.php/s/AbCdEf123456", Cloud.nextcloud, ""),
        ("https://notfigma.com/design/AbC/Olaria", Cloud.elsewhere, ""),
    ],
)
def test_a_cloud_is_known_by_its_address(url: str, cloud: Cloud, title: str) -> None:
    assert (clouds.recognised(url), clouds.name_in(url)) == (cloud, title)


def test_links_are_kept_without_asking_anybody_and_never_lead_inside(
    timur: HouseClient, task: Task
) -> None:
    page = f"/tasks/{task.id}"
    for inside in ("http://10.0.0.1/", "https://192.168.1.1/x", "javascript:alert(1)", "nas.local"):
        refused = timur.fill(page, form="link-form", address=inside)
        assert refused.status_code == 422
        assert "cannot be linked" in refused.text
    timur.fill(page, form="link-form", address="https://www.figma.com/design/A/Shop")
    timur.post(f"{page}/links", data={"address": "https://yadi.sk/d/abc"})
    assert not _planned(), "a title that is known, or not wanted, is asked of nobody"
    timur.fill(page, form="link-form", address="https://yadi.sk/d/def", ask="y")
    assert len(_planned()) == 1, "it is asked for later, not while somebody waits"
    first = task.links[0]
    timur.post(f"{page}/links/{first.id}/readers", data={"readers": "client"})
    assert first.is_client_visible
    assert 'rel="noopener' in timur.get(page).text
    timur.post(f"{page}/links/{first.id}/removal")
    assert len(task.links) == 2


def _planned() -> list[Due]:
    return list(db.session.scalars(sa.select(Due).where(Due.kind == clouds.TITLE)))


def test_a_reminder_follows_the_due_day_and_rings_once(
    timur: HouseClient,
    task: Task,
    studio: Studio,
    run_due: RunDue,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = f"/tasks/{task.id}"
    assert "no due day yet" in timur.fill(page, form="reminder-form", when="1").text
    timur.fill(page, form="facts-form", due_on="2026-03-27")
    timur.fill(page, form="reminder-form", when="1")
    timur.fill(page, form="reminder-form", when="1")
    timur.fill(page, form="reminder-form", when="own", own="2026-03-20T10:00")
    early, late = task.reminders
    assert late.at.isoformat() == "2026-03-26T05:00:00+00:00", (
        "nine o’clock in Yerevan, the day before"
    )
    assert (
        timur.fill(page, form="reminder-form", when="own", own="2026-03-01T10:00").status_code
        == 422
    )
    assert timur.fill(page, form="reminder-form", when="own", own="").status_code == 422
    timur.fill(page, form="facts-form", due_on="2026-03-30")
    assert late.at.isoformat() == "2026-03-29T05:00:00+00:00"
    assert "1 day before it is due" in timur.get(page).text
    timur.post(f"{page}/reminders/{early.id}/removal")
    assert [each.id for each in task.reminders] == [late.id]
    timur.login(studio.vera)
    assert timur.post(f"{page}/reminders/{late.id}/removal").status_code == 404
    at = late.at + timedelta(minutes=1)
    run_due(at)
    run_due(at + timedelta(hours=1))
    assert _told("tasks.reminder_due") == [studio.timur.id]
    monkeypatch.setattr(clock, "now", lambda: at)
    assert task.title in timur.login(studio.timur).get("/notices").text
    assert "30 March 2026" in timur.get("/notices").text


def test_nothing_rings_for_what_is_done_or_has_no_day_any_more(
    timur: HouseClient, task: Task, studio: Studio, run_due: RunDue, project: Project
) -> None:
    page = f"/tasks/{task.id}"
    timur.fill(page, form="facts-form", due_on="2026-03-27")
    timur.fill(page, form="reminder-form", when="0")
    timur.fill(page, form="facts-form", due_on="")
    waits = sa.select(Due).where(Due.kind == "tasks.ring", Due.state == DueState.scheduled)
    assert db.session.scalar(waits) is None
    timur.fill(page, form="facts-form", due_on="2026-03-27")
    assert db.session.scalar(waits) is not None
    task.column = project.column(ColumnKind.done)
    run_due(NOW + timedelta(days=9))
    assert not _told("tasks.reminder_due")


def test_a_title_is_looked_up_and_a_link_that_does_not_open_says_so(
    task: Task, studio: Studio, title_server: str
) -> None:
    good = task.link(f"{title_server}/good", Cloud.elsewhere, "", by=studio.timur, at=NOW)
    gone = task.link(f"{title_server}/gone", Cloud.elsewhere, "", by=studio.timur, at=NOW)
    db.session.commit()
    for each in (good, gone):
        clouds.look_up(each.id, now=NOW, loopback=True)
        db.session.commit()
    assert (good.title, good.opens) == ("Glazes & kilns", True)
    assert (gone.title, gone.opens) == ("", False)
    clouds.look_up(good.id, now=NOW)
    assert good.opens is False, "our own network is asked by nobody"
    assert db.session.get(CloudLink, good.id) is good
