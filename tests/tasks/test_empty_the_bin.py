"""Off the board and back: the archive, the bin that is emptied after 30 days, and a board that is put aside."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.kernel.files import store
from agency.kernel.timeline import Actor
from agency.tasks.models import Task
from agency.tasks.projects import ColumnKind, Project
from agency.tasks.reports import Said, Verdict
from tests.support import NOW, HouseClient
from tests.tasks.conftest import tasks_in

RunDue = Callable[[datetime], object]


@pytest.fixture
def thrown(timur: HouseClient, studio: Studio, project: Project) -> Task:
    """A task in the bin, with a file, and one that waits for it."""
    task, other = tasks_in(project, ColumnKind.next)[:2]
    file = store(b"A sketch", name="sketch.txt", content_type="text/plain", at=NOW)
    task.attach(file, by=studio.timur, at=NOW)
    other.wait_for([task], by=Actor.machine(), at=NOW)
    db.session.commit()
    timur.post(f"/tasks/{task.id}/shelf", data={"to": "bin"})
    return task


def test_the_bin_is_emptied_after_thirty_days_and_not_before(
    run_due: RunDue, timur: HouseClient, project: Project, thrown: Task
) -> None:
    id, title, path = thrown.id, thrown.title, thrown.files[0].file.path
    assert title in timur.get(f"/boards/{project.id}/bin").text
    run_due(NOW + timedelta(days=29))
    assert db.session.get(Task, id) is not None
    run_due(NOW + timedelta(days=30, minutes=1))
    db.session.expire_all()
    assert db.session.get(Task, id) is None
    run_due(NOW + timedelta(days=30, minutes=2))
    assert not path.exists(), "its file went with it"
    assert title not in timur.get(f"/boards/{project.id}/bin").text
    page = timur.get(f"/leads/{project.lead_id}").text
    assert "A task that had lain in the bin for 30 days is gone." in page


def test_hours_and_the_clients_word_are_never_emptied_out(
    run_due: RunDue, studio: Studio, project: Project, thrown: Task
) -> None:
    other = tasks_in(project, ColumnKind.next)[1]
    thrown.log(member=studio.timur, minutes=30, on=NOW.date(), note="", at=NOW)
    other.verdicts = [Verdict(said=Said.change, words="", name="Marta", said_at=NOW)]
    other.throw_away(by=Actor.machine(), at=NOW)
    db.session.commit()
    ids = thrown.id, other.id
    run_due(NOW + timedelta(days=30, minutes=1))
    db.session.expire_all()
    assert all(db.session.get(Task, id) is not None for id in ids)


def test_what_is_taken_back_stays(
    run_due: RunDue, timur: HouseClient, project: Project, thrown: Task
) -> None:
    id = thrown.id
    back = {"to": "back", "next": f"/boards/{project.id}/bin"}
    assert timur.post(f"/tasks/{id}/shelf", data=back).location == f"/boards/{project.id}/bin"
    run_due(NOW + timedelta(days=31))
    db.session.expire_all()
    assert db.session.get(Task, id) is not None
    assert f'id="task-{id}"' in timur.get(f"/boards/{project.id}").text


def test_the_archive_is_searched_and_given_back(timur: HouseClient, project: Project) -> None:
    a, b = tasks_in(project, ColumnKind.next)[:2]
    for task in (a, b):
        timur.post(f"/tasks/{task.id}/shelf", data={"to": "archive"})
    address = f"/boards/{project.id}/archive"
    page = timur.get(address).text
    assert re.findall(r'<h3><a href="/tasks/(\d+)">', page) == [str(b.id), str(a.id)]
    word = max(a.title.split(), key=len)
    page = timur.get(address, query_string={"q": f'"{a.title}"'}).text
    assert re.findall(r'<h3><a href="/tasks/(\d+)">', page) == [str(a.id)], word
    assert "“x:” is no filter." in timur.get(address, query_string={"q": "x:y"}).text
    timur.post(f"/tasks/{a.id}/shelf", data={"to": "back", "next": address})
    assert f'"/tasks/{a.id}"' not in timur.get(address).text


def test_what_lies_in_the_archive_cannot_be_moved_and_is_said_to_be_gone(
    timur: HouseClient, project: Project
) -> None:
    task = tasks_in(project, ColumnKind.next)[0]
    timur.post(f"/tasks/{task.id}/shelf", data={"to": "archive"})
    data = {"version": task.version, "column": project.column(ColumnKind.done).id}
    answer = timur.post(f"/tasks/{task.id}/position", data=data, headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert f'data-gone="{task.id}"' in answer.text


def test_a_board_is_put_aside_by_a_manager_and_taken_back(
    client: HouseClient, studio: Studio, project: Project
) -> None:
    assert client.login(studio.timur).post(f"/boards/{project.id}/shelf").status_code == 403
    vera = client.login(studio.vera)
    vera.post(f"/boards/{project.id}/shelf", data={"to": "archive"})
    assert project.title not in vera.get("/boards").text
    assert project.title in vera.get("/boards?archived=1").text
    page = vera.get(f"/boards/{project.id}").text
    assert "This board lies in the archive" in page
    vera.post(f"/boards/{project.id}/shelf", data={"to": "back"})
    assert project.title in vera.get("/boards").text
