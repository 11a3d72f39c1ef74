"""What managers give the client: a link that they may take back, and a report, checked line by line and sent once."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from io import BytesIO

import pytest
from pypdf import PdfReader

from agency.demo.studio import Studio
from agency.kernel.auth import GuestLink
from agency.kernel.db import db
from agency.kernel.pdf import sha256
from agency.kernel.timeline import Actor
from agency.people.notices import Notice
from agency.tasks import collecting
from agency.tasks.models import Task
from agency.tasks.projects import ColumnKind, Project, Stage
from agency.tasks.reports import WorkReport
from tests.support import NOW, HouseClient, everything, forms_of

RunDue = Callable[[datetime], int]
Letters = Callable[[], list[EmailMessage]]
SECRET = "kitchen-inside"


@pytest.fixture
def database() -> str:
    """Nothing here is held against another: one database is enough."""
    return "sqlite"


@pytest.fixture
def vera(client: HouseClient, studio: Studio) -> HouseClient:
    return client.login(studio.vera)


@pytest.fixture
def project(studio: Studio, project: Project) -> Project:
    """Olaria's shop in its first week: one task shown and done, one hidden and done, one shown in work."""
    one, hidden, going = everything(Task)[:3]
    yesterday = NOW - timedelta(days=1)
    for task, kind in ((one, "done"), (hidden, "done"), (going, "work")):
        task.column, task.moved_at = project.column(ColumnKind(kind)), yesterday
        task.log(member=studio.mira, minutes=90, on=yesterday.date(), note=SECRET, at=yesterday)
        task.details = SECRET
        task.comment(f"{SECRET} among us", member=studio.mira, at=yesterday)
        task.comment(f"Look at {task.id}", member=studio.mira, is_client_visible=True, at=yesterday)
    hidden.title = f"{SECRET} title"
    for task in (one, going):
        task.show_to_client(True, by=Actor.machine(), at=yesterday)
    db.session.add(Stage(project=project, title="Launch", position=9, due_on=date(2026, 4, 24)))
    project.lead.owner = studio.vera
    project.rounds_sold, project.reports_hours = 3, True
    project.started_at = NOW - timedelta(days=4)
    db.session.commit()
    return project


@pytest.fixture
def report(project: Project, studio: Studio) -> WorkReport:
    made = collecting.begin(
        project, NOW.date() - timedelta(days=6), NOW.date(), by=studio.vera, at=NOW
    )
    db.session.commit()
    return made


def typed(client: HouseClient, report: WorkReport) -> dict[str, str]:
    """What the form would send as it stands."""
    html = client.get(f"/reports/{report.id}").text
    return dict(next(form for form in forms_of(html) if form.id == "report-words").fields)


def test_a_manager_makes_one_link_renews_it_and_closes_it(
    vera: HouseClient, studio: Studio, project: Project
) -> None:
    room = f"/boards/{project.id}/client"
    addresses = []
    for _time in range(2):
        fresh = vera.fill(room, form="make-link").text
        address = fresh.split('id="fresh-link"')[1].split('value="')[1].split('"')[0]
        addresses.append("/" + address.split("/", 3)[3])
    new = addresses[-1]
    assert [vera.get(each).status_code for each in addresses] == [404, 200]
    assert new not in vera.get(room).text
    assert all(new.rsplit("/", 1)[1] != each.token_hash for each in everything(GuestLink))
    vera.fill(room, form="close-link")
    assert vera.get(new).status_code == 404
    told = vera.get(f"/leads/{project.lead_id}").text
    assert "made a link to the client’s page" in told
    timur = vera.login(studio.timur)
    assert "make-link" not in timur.get(room).text
    for path in ("client/link", "client/link/removal", "client/letter", "client/terms", "reports"):
        assert timur.post(f"/boards/{project.id}/{path}").status_code == 403


def test_the_letter_with_the_link_goes_when_a_manager_presses_and_only_once(
    vera: HouseClient, project: Project, letters: Letters
) -> None:
    room = f"/boards/{project.id}/client"
    for _time in range(2):
        assert vera.fill(room, form="send-link").status_code == 303
    (letter,) = letters()[-1:]
    assert len([each for each in letters() if each["Subject"] == letter["Subject"]]) == 1
    assert letter["Subject"] == f"Your page: {project.title}"
    text = letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    path = next(word for word in text.split() if "/work/" in word).split("/", 3)[3]
    assert vera.get(f"/{path}").status_code == 200
    project.lead.contact.email = None
    assert "send-link" not in vera.get(room).text
    assert vera.post(f"/boards/{project.id}/client/letter").status_code == 303


def test_tasks_are_shown_many_at_once(vera: HouseClient, studio: Studio, project: Project) -> None:
    tasks = everything(Task)
    room = f"/boards/{project.id}/client"
    vera.fill(room, form="show-tasks", task=[str(tasks[5].id), str(tasks[6].id), "987654"])
    assert [task.is_client_visible for task in tasks[4:8]] == [False, True, True, False]
    assert "showed" in vera.get(f"/tasks/{tasks[5].id}").text
    assert vera.login(studio.timur).post(f"{room}/tasks").status_code == 403


def test_rounds_and_hours_are_as_agreed(vera: HouseClient, project: Project) -> None:
    room = f"/boards/{project.id}/client"
    wrong = vera.fill(room, form="terms-form", rounds="many")
    assert wrong.status_code == 422
    assert vera.fill(room, form="terms-form", rounds="100").status_code == 422
    assert vera.fill(room, form="terms-form", rounds="", hours="y").status_code == 303
    assert (project.rounds_sold, project.reports_hours) == (None, True)
    backwards = {"from_on": "2026-03-19", "until_on": "2026-03-01"}
    refused = vera.fill(room, form="report-form", **backwards)
    assert (refused.status_code, "It ends before it begins" in refused.text) == (422, True)


def test_it_is_collected_reworded_and_what_is_left_out_is_nowhere(
    vera: HouseClient, project: Project
) -> None:
    one, hidden, going = everything(Task)[:3]
    answer = vera.fill(f"/boards/{project.id}/client", form="report-form")
    (report,) = everything(WorkReport)
    assert answer.headers["Location"] == f"/reports/{report.id}"
    assert report.from_on == date(2026, 3, 15)  # no report is about days before the work began
    lines = {each["key"]: each for each in report.content["done"]}
    shown = {f"task-{one.id}": True, f"task-{hidden.id}": False, f"task-{going.id}": True}
    assert {key: each["shown"] for key, each in lines.items()} == shown
    assert sum(each["minutes"] for each in report.content["hours"]) == 270
    said = lines[f"task-{one.id}"]["said"]
    assert [each["words"] for each in said] == [f"Look at {one.id}"]
    form = typed(vera, report) | {
        f"title-task-{one.id}": "The courtyard is drawn",
        f"show-{said[0]['key']}": "y",
        "summary": "A good week.",
        "next_step": "We meet on Friday.",
    }
    del form[f"show-task-{going.id}"]
    assert vera.post(f"/reports/{report.id}", data=form).status_code == 303
    page = vera.get(f"/reports/{report.id}/preview").text
    for there in ("The courtyard is drawn", f"Look at {one.id}", "A good week.", "Launch"):
        assert there in page
    for gone in (SECRET, going.title, f"Look at {going.id}", "€"):
        assert gone not in page.split("<main")[1], gone
    assert "4.5" in page
    assert "since the beginning" in page
    stale = vera.post(f"/reports/{report.id}", data=form | {"summary": "Other words"})
    assert (stale.status_code, "Other words" in stale.text) == (409, True)
    assert report.content["summary"] == "A good week."
    long = vera.post(f"/reports/{report.id}", data=typed(vera, report) | {"summary": "x" * 10_000})
    assert (long.status_code, "x" * 10_000 in long.text) == (422, True)
    bare = {key: value for key, value in typed(vera, report).items() if "show-" not in key}
    empty = vera.post(f"/reports/{report.id}", data=bare | {"summary": "", "do": "send"})
    assert (empty.status_code, "Nothing stands in it" in empty.text) == (422, True)
    assert report.is_draft


def test_it_goes_once_as_page_and_paper_and_stays_as_it_was_read(
    vera: HouseClient,
    project: Project,
    report: WorkReport,
    letters: Letters,
    run_due: RunDue,
) -> None:
    one = everything(Task)[0]
    before = len(letters())
    form = typed(vera, report) | {"summary": "A good week.", "do": "send"}
    assert vera.post(f"/reports/{report.id}", data=form).status_code == 303
    assert "its pages are being made" in vera.get(f"/reports/{report.id}").text
    assert vera.post(f"/reports/{report.id}", data=form).status_code in (303, 409)
    run_due(NOW)
    run_due(NOW + timedelta(hours=1))
    assert len(letters()) == before + 1
    letter = letters()[-1]
    (paper,) = letter.iter_attachments()
    data = paper.get_content()
    assert report.paper is not None
    assert sha256(data) == report.paper.sha256
    pdf = PdfReader(BytesIO(data))
    text = " ".join(page.extract_text() for page in pdf.pages)
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert one.title.split()[0] in text
    assert "A good week." in text
    assert SECRET not in text
    body = letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "A good week." in body
    link = "/" + next(word for word in body.split() if "/report/" in word).split("/", 3)[3]
    assert "A good week." in vera.get(link).text
    assert sha256(vera.get(f"{link}/report.pdf").data) == report.paper.sha256
    one.title = "Renamed since"
    assert "Renamed since" not in vera.get(link).text
    late = vera.post(f"/reports/{report.id}", data=typed(vera, report) | {"summary": "Else"})
    assert (late.status_code, report.content["summary"]) == (303, "A good week.")
    vera.post(f"/reports/{report.id}/removal")
    assert everything(WorkReport) == [report]
    fresh = vera.fill(f"/boards/{project.id}/client", form="make-link").text
    page = "/work/" + fresh.split('id="fresh-link"')[1].split("/work/")[1].split('"')[0]
    assert f"{page}/reports/{report.id}" in vera.get(page).text
    assert "A good week." in vera.get(f"{page}/reports/{report.id}").text
    vera.fill(f"/boards/{project.id}/client", form="close-link")
    assert [vera.get(each).status_code for each in (link, page)] == [404, 404]


def test_where_nobody_can_be_written_to_it_is_a_draft_again(
    vera: HouseClient, project: Project, report: WorkReport, run_due: RunDue, studio: Studio
) -> None:
    vera.post(f"/reports/{report.id}", data=typed(vera, report) | {"do": "send"})
    project.lead.contact.email = None
    run_due(NOW)
    assert report.is_draft
    assert [
        each.member_id for each in everything(Notice) if each.kind == "tasks.report_failed"
    ] == [studio.vera.id]
    assert "It did not go." in vera.get(f"/reports/{report.id}").text
    assert "did not go" in vera.get("/notices").text
    assert vera.fill(f"/reports/{report.id}", form="report-removal").status_code == 303
    assert not everything(WorkReport)
