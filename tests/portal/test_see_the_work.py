"""The client's page of the work: what waits for them first, their word on it, and no internal word."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from agency.demo.studio import Studio
from agency.flows.card_moved import card_moved
from agency.followups.models import Enrollment, EnrollmentState
from agency.kernel import timeline
from agency.kernel.db import db
from agency.kernel.files import store
from agency.kernel.timeline import Actor
from agency.leads.models import Channel, Message
from agency.people.notices import Notice
from agency.tasks import client_links
from agency.tasks.attached import Cloud
from agency.tasks.models import Task
from agency.tasks.moving import Drop
from agency.tasks.projects import ColumnKind, Project
from agency.tasks.reports import Said, Verdict
from agency.tasks.sold import start_project
from tests.support import NOW, HouseClient, Statements, everything, forms_of

SECRET = "кухня-внутри"


@pytest.fixture
def database() -> str:
    """Nothing here is held against another: one database is enough."""
    return "sqlite"


@pytest.fixture
def project(studio: Studio) -> Project:
    """Olaria's shop: agreed, with three tasks shown, the first of them with the client, the second checked by us."""
    yesterday = NOW - timedelta(days=1)
    studio.proposal.lead.win(by=Actor.machine(), at=yesterday)
    started = start_project(studio.proposal, at=yesterday)
    started.rounds_sold = 1
    db.session.commit()
    for task, kind in zip(
        everything(Task)[:3],
        (ColumnKind.waiting, ColumnKind.checking, ColumnKind.work),
        strict=True,
    ):
        task.owner = studio.mira
        task.show_to_client(True, by=Actor.machine(), at=yesterday)
        put(studio, task, kind)
    return started


@pytest.fixture
def page(project: Project) -> str:
    """The path of a link to it."""
    address = client_links.renew(project, by=Actor.machine(), at=NOW)
    db.session.commit()
    return "/" + address.split("/", 3)[3]


def put(studio: Studio, task: Task, kind: ColumnKind) -> None:
    assert task.project is not None
    drop = Drop(version=task.version, column_id=task.project.column(kind).id)
    assert card_moved(task.id, drop, by=studio.timur, at=NOW - timedelta(minutes=5)) is not None
    db.session.commit()


def say(
    client: HouseClient, page: str, task: Task, do: str, words: str = "", **more: str
) -> TestResponse:
    at = f"t{task.id}-"
    typed = {f"{at}words": words} | {at + key: value for key, value in more.items()}
    return client.fill(page, form=f"word-{task.id}", do=do, **typed)


def kind_of(task: Task) -> ColumnKind:
    assert task.column is not None
    return task.column.kind


def told(kind: str) -> list[int]:
    return [each.member_id for each in everything(Notice) if each.kind == kind]


def test_they_see_what_is_shown_and_no_word_of_ours(
    client: HouseClient, studio: Studio, project: Project, page: str
) -> None:
    one, two, three, hidden = everything(Task)[:4]
    hidden.title = f"{SECRET} title"
    for task in (one, hidden):
        task.details = f"{SECRET} details"
        task.comment(f"{SECRET} comment", member=studio.mira, at=NOW)
        task.check(f"{SECRET} check", by=Actor.machine(), at=NOW)
        task.divide(f"{SECRET} piece", studio.mira, None, by=Actor.machine(), at=NOW)
        task.link(
            f"https://x.example/{SECRET}", Cloud.elsewhere, f"{SECRET} link", by=studio.mira, at=NOW
        )
        task.attach(
            store(b"a", name=f"{SECRET}.txt", content_type="text/plain", at=NOW),
            by=studio.mira,
            at=NOW,
        )
        task.log(member=studio.mira, minutes=7777, on=NOW.date(), note=f"{SECRET} note", at=NOW)
    hidden.comment(
        f"{SECRET} shown on what is hidden", member=studio.mira, is_client_visible=True, at=NOW
    )
    one.comment("Look at the *evening*", member=studio.mira, is_client_visible=True, at=NOW)
    html = client.get(page).text
    assert SECRET not in html
    assert "Look at the <em>evening</em>" in html
    assert html.index(one.title) < html.index(two.title) < html.index(three.title)
    assert html.count('value="approve"') == 2
    assert "2 things wait for your word." in html
    assert "0 of 1 round of changes is used." in html
    for ours in ("129", "€", "7777", "Timur"):
        assert ours not in html.split("<main")[1].split("</main")[0], ours
    hidden.show_to_client(True, by=Actor.machine(), at=NOW)
    hidden.put_aside(by=Actor.machine(), at=NOW)
    assert SECRET not in client.get(page).text


def test_a_yes_brings_the_card_back_with_a_mark_and_counts_once(
    client: HouseClient, studio: Studio, project: Project, page: str
) -> None:
    one = everything(Task)[0]
    (running,) = everything(Enrollment)[-1:]
    assert running.state is EnrollmentState.active
    stale = client.get(page)
    assert say(client, page, one, "approve").status_code == 303
    assert (kind_of(one), one.waiting_since) == (ColumnKind.next, None)
    assert [(each.said, each.name) for each in everything(Verdict)] == [
        (Said.approved, project.lead.contact.name)
    ]
    assert running.state is EnrollmentState.stopped
    assert set(told("tasks.client_approved")) == {studio.mira.id, project.lead.owner_id}
    assert "Approved by" in client.get(page).text
    sent = f"{page}/tasks/{one.id}/words"
    twice = {**_typed(stale.text, one), "do": "approve"}
    assert client.post(sent, data=twice).status_code == 303, "pressed twice, it is said once"
    late = client.post(sent, data={**twice, "do": "change", f"t{one.id}-words": "Or warmer"})
    assert late.status_code == 409
    assert "decided a moment ago" in late.text
    assert "Or warmer" in late.text
    assert len(everything(Verdict)) == 1
    assert everything(Message)[-1].channel is not Channel.page
    put(studio, one, ColumnKind.work)
    put(studio, one, ColumnKind.waiting)
    one.moved_at = NOW + timedelta(minutes=1)
    db.session.commit()
    anew = client.post(sent, data={**twice, "do": "change", f"t{one.id}-words": "Or colder"})
    assert (anew.status_code, len(everything(Verdict))) == (409, 1), "it is not what they saw"
    assert "We worked on it after you opened this page." in anew.text and "Or colder" in anew.text
    assert say(client, page, one, "approve").status_code == 303


def test_a_wish_for_a_change_uses_a_round_and_beyond_them_it_waits_to_be_estimated(
    client: HouseClient, studio: Studio, project: Project, page: str
) -> None:
    one, two = everything(Task)[:2]
    assert "Write what should be changed" in say(client, page, one, "change").text
    assert say(client, page, one, "change", "Warmer light", name="Rui").status_code == 303
    assert kind_of(one) is ColumnKind.work
    assert [(each.client_name, each.words) for each in one.comments] == [("Rui", "Warmer light")]
    message = everything(Message)[-1]
    assert (message.channel, message.body, message.subject) == (
        Channel.page,
        "Warmer light",
        one.title,
    )
    assert studio.mira.id in told("tasks.client_wants_change")
    html = client.get(page).text
    assert "1 of 1 round of changes is used." in html
    assert "The agreed round of changes is used." in html
    before = len(everything(Task))
    say(client, page, two, "change", "And a second logo")
    beyond = everything(Task)[-1]
    assert len(everything(Task)) == before + 1
    assert beyond.title == f"{two.title}: And a second logo"
    assert (beyond.is_out_of_scope, beyond.owner_id, beyond.line_id) == (True, studio.mira.id, None)
    assert (beyond.details, beyond.is_client_visible) == ("And a second logo", False)
    assert kind_of(two) is ColumnKind.checking
    assert [each.is_beyond for each in everything(Verdict)] == [False, True]
    html = client.get(page).text
    assert "beyond the rounds agreed" in html
    assert "1 of 1 round of changes is used." in html
    listed = client.login(studio.vera).get(f"/boards/{project.id}").text
    assert "And a second logo" in listed.split('id="beyond"')[1].split("</details>")[0]
    kinds = {each.kind for each in timeline.entries(project.lead.stream)}
    assert {"tasks.client_wants_change", "leads.heard"} <= kinds
    assert "asked for a change" in client.get(f"/leads/{project.lead_id}").text


def test_a_comment_is_their_answer_on_this_card_alone_and_is_said_once(
    client: HouseClient, studio: Studio, project: Project, page: str
) -> None:
    one, two, three = everything(Task)[:3]
    put(studio, two, ColumnKind.waiting)
    assert say(client, page, three, "say", "Good so far").status_code == 303
    assert [kind_of(each) for each in (one, two)] == [ColumnKind.waiting] * 2
    for _time in range(2):
        say(client, page, one, "say", "The second one, please")
    assert [kind_of(each) for each in (one, two)] == [ColumnKind.next, ColumnKind.waiting]
    assert [each.words for each in one.comments] == ["The second one, please"]
    assert [each.body for each in everything(Message)][-2:] == [
        "Good so far",
        "The second one, please",
    ]
    waiting = [
        each for each in everything(Enrollment) if each.awaited and each.awaited.task_id == two.id
    ]
    assert waiting[-1].state is EnrollmentState.active


def test_what_cannot_be_taken_says_so_and_loses_no_word(
    client: HouseClient, studio: Studio, project: Project, page: str
) -> None:
    one, hidden = everything(Task)[0], everything(Task)[9]
    long = say(client, page, one, "change", "x" * 10_000)
    assert (long.status_code, "x" * 10_000 in long.text) == (422, True)
    assert "That is very long" in long.text
    assert say(client, page, one, "say", "", name="").status_code == 422
    typed = _typed(client.get(page).text, one) | {f"t{one.id}-words": "Warmer <b>"}
    unsealed = {**typed, f"t{one.id}-csrf_token": "x", "do": "say"}
    assert client.post(f"{page}/tasks/{one.id}/words", data=unsealed).status_code == 422
    for target in (hidden, one):
        one.show_to_client(False, by=Actor.machine(), at=NOW)
        gone = client.post(f"{page}/tasks/{target.id}/words", data={**typed, "do": "change"})
        assert gone.status_code == 409
        assert "not shown here any more" in gone.text
    assert "Warmer &lt;b&gt;" in gone.text
    assert not everything(Verdict)
    client_links.close(project, by=Actor.machine(), at=NOW)
    for path in (page, "/work/nonsense"):
        shut = client.get(path)
        assert (shut.status_code, "This link opens nothing" in shut.text) == (404, True)
    assert client.post(f"{page}/tasks/{one.id}/words", data=typed).status_code == 404


def test_a_file_is_handed_out_only_where_it_and_its_task_are_shown(
    client: HouseClient, studio: Studio, project: Project, page: str
) -> None:
    one, hidden = everything(Task)[0], everything(Task)[9]
    for task in (one, hidden):
        html = store(b"<script>1</script>", name="look.html", content_type="text/html", at=NOW)
        task.attach(html, by=studio.mira, at=NOW)
    db.session.flush()
    ours, theirs = one.files[0], hidden.files[0]
    assert client.get(f"{page}/files/{ours.id}").status_code == 404
    for each in (ours, theirs):
        each.is_client_visible = True
    answer = client.get(f"{page}/files/{ours.id}")
    assert (answer.status_code, answer.data) == (200, b"<script>1</script>")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "html" not in answer.content_type
    assert client.get(f"{page}/files/{theirs.id}").status_code == 404
    assert "look.html" in client.get(page).text


def test_their_look_is_noted_once_an_hour_and_ours_is_not(
    client: HouseClient, studio: Studio, project: Project, page: str
) -> None:
    for _time in range(2):
        client.get(page)
    client.get(page, headers={"User-Agent": "TelegramBot (like TwitterBot)"})
    client.login(studio.vera).get(page)
    opened = [
        each for each in timeline.entries(project.lead.stream) if each.kind == client_links.OPENED
    ]
    assert [each.at for each in opened] == [NOW]
    assert "They looked at it last" in client.get(f"/boards/{project.id}/client").text


def test_their_page_asks_as_much_whatever_there_is(
    client: HouseClient,
    studio: Studio,
    project: Project,
    page: str,
    count_statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    found = []
    for _round in range(2):
        client.get(page)
        with count_statements() as seen:
            assert client.get(f"{page}?lang=ru").status_code == 200
        found.append(seen.count)
        for task in everything(Task):
            task.is_client_visible = True
            task.comment("Look", member=studio.mira, is_client_visible=True, at=NOW)
            task.hear("Good", name="Rui", by=Actor.machine(), at=NOW)
    assert found[0] == found[1] <= 18, "\n".join(seen.texts)


def _typed(html: str, task: Task) -> dict[str, str]:
    return dict(next(form for form in forms_of(html) if form.id == f"word-{task.id}").fields)


def test_one_of_us_sees_the_page_as_they_do_and_can_say_nothing_on_it(
    client: HouseClient, studio: Studio, project: Project
) -> None:
    address, shown = f"/boards/{project.id}/client/preview", everything(Task)[:3]
    assert client.get(address).status_code in (302, 303), "nobody sees it without a login"
    text = client.login(studio.timur).get(address).text
    assert all(task.title in text for task in shown)
    assert everything(Task)[3].title not in text
    assert text.count(" inert>") == len(shown)
    kinds = {each.kind for each in timeline.entries(project.lead.stream)}
    assert client_links.OPENED not in kinds
