"""All that we keep of a person is handed over as one file, or erased; both with a record."""

import json
from base64 import b64encode
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import sqlalchemy as sa
from flask import Flask

from agency.clients import joining
from agency.clients.models import Client, Contact, ZoneSource
from agency.demo.studio import Studio
from agency.flows.letter_received import letter_received
from agency.flows.said_on_page import said_on_page
from agency.kernel import clock, timeline
from agency.kernel.auth import make_link, open_link
from agency.kernel.db import Model, db
from agency.kernel.files import StoredFile, store
from agency.kernel.mail.models import Letter, LetterState
from agency.kernel.timeline import Actor, ActorKind
from agency.leads import arrivals, mails, reminders
from agency.leads.arrivals import Arrival
from agency.leads.importing.models import LeadImport
from agency.leads.models import Channel, Lead, Message, MessageFile, Stage
from agency.leads.senders import Decision, SenderRule
from agency.leads.telegram.models import ChatWord, Heading
from agency.leads.unsent import Unsent
from agency.leads.ways_in import deliveries
from agency.leads.ways_in.chats import Chat
from agency.leads.ways_in.reasons import Why
from agency.people import notices
from agency.proposals.acceptance import Acceptance
from agency.proposals.states import ProposalState
from agency.tasks import client_links
from agency.tasks.attached import Cloud, CloudLink, TaskFile
from agency.tasks.heard_on_page import Word
from agency.tasks.models import Task
from agency.tasks.pieces import CheckItem, Subtask
from agency.tasks.projects import ColumnKind
from agency.tasks.reports import Said, Verdict
from agency.tasks.sold import start_project
from agency.tasks.talk import Comment
from tests.briefs.support import Kind, asked, begin, hand_in
from tests.support import NOW, HouseClient, everything, their_word

RunDue = Callable[[datetime], int]
NAME, ADDRESS, PHONE = "Zebulon Quagmire", "zebulon@quagmire.example", "+351 912 345 678"
OTHER_ADDRESS = "quagmire@zebulon.example"
# Whatever says one of these says something of him.
MARKS = ("zebulon", "quagmire", "912345678", "912 345 678", "xyzzy")
US = Actor.machine()
# What only tells whether it is refused, or whose it is, asks one database.
once = pytest.mark.parametrize("database", ["sqlite"])

MAIL = """From: {name} <{address}>
To: hello@kvarta.example
Subject: {subject}
Message-ID: {id}
MIME-Version: 1.0
{more}Content-Type: multipart/mixed; boundary=edge

--edge
Content-Type: text/plain; charset=utf-8

Xyzzy is what we want.
--edge
Content-Type: text/plain; name="xyzzy.txt"
Content-Disposition: attachment; filename="xyzzy.txt"
Content-Transfer-Encoding: base64

{file}
--edge--
"""


@pytest.fixture
def nora(client: HouseClient, studio: Studio, monkeypatch: pytest.MonkeyPatch) -> HouseClient:
    """The browser of the owner, in the morning of the tests."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return client.login(studio.nora)


def write(id: str, subject: str = "A xyzzy site", more: str = "", who: str = ADDRESS) -> Arrival:
    """He writes us a letter with a file."""
    text = MAIL.format(
        name=NAME,
        address=who,
        subject=subject,
        id=f"<{id}@mail.example>",
        more=more,
        file=b64encode(b"The xyzzy file").decode(),
    )
    arrival = arrivals.take_in(
        text.replace("\n", "\r\n").encode(),
        seen_at=NOW,
        arrived_at=NOW + timedelta(seconds=len(id)),
    )
    arrivals.sort_now(arrival, letter_received)
    db.session.commit()
    return arrival


@pytest.fixture
def his(studio: Studio) -> Lead:
    """His lead, of a letter."""
    lead = write("1").lead
    assert lead is not None
    lead.contact.phone = PHONE
    lead.title, lead.client.name = "Xyzzy", "Quagmire Works"
    db.session.commit()
    return lead


def send_out() -> None:
    for letter in everything(Letter):
        if letter.state is LetterState.queued:
            letter.start()
            letter.mark_sent(NOW)
    db.session.commit()


def erase(nora: HouseClient, contact: Contact, name: str = NAME) -> Any:
    return nora.post(f"/contacts/{contact.id}/erasure", data={"name": name})


def test_the_export_holds_all_of_them_and_nothing_of_anybody_else(
    nora: HouseClient, his: Lead, studio: Studio
) -> None:
    mails.answer(his, words="Gladly, xyzzy.", subject="Re: Xyzzy", by=studio.vera, at=NOW)
    begin(nora, **{asked(Kind.email, 1).field: ADDRESS})
    page = nora.get(f"/contacts/{his.contact_id}").text
    assert "exported all that we keep" not in page
    answer = nora.post(f"/contacts/{his.contact_id}/export")
    archive = ZipFile(BytesIO(answer.data))
    said = json.loads(archive.read("person.json"))
    assert [each["name"] for each in said["entries"]] == [NAME]
    assert said["entries"][0]["client"] == "Quagmire Works"
    assert said["entries"][0]["phone"] == "+351912345678"
    assert [each["title"] for each in said["leads"]] == ["Xyzzy"]
    assert [each["body"] for each in said["messages"]] == [
        "Xyzzy is what we want.",
        "Gladly, xyzzy.",
    ]
    assert len(said["inquiries"]) == len(said["mail_that_came"]) == 1
    files = [archive.read(name) for name in archive.namelist() if name.startswith("files/")]
    assert b"The xyzzy file" in files and any(b"Xyzzy is what we want" in each for each in files)
    everyone = json.dumps(said)
    for lead in studio.leads.values():
        assert lead.contact.email not in everyone and lead.title not in everyone
    page = nora.get(f"/contacts/{his.contact_id}").text
    assert "exported all that we keep" in page and "Nora" in page


@once
def test_answers_and_proposals_are_handed_over_too(nora: HouseClient, studio: Studio) -> None:
    contact = studio.proposal.lead.contact
    archive = ZipFile(BytesIO(nora.post(f"/contacts/{contact.id}/export").data))
    [offer] = json.loads(archive.read("person.json"))["proposals"]
    assert (offer["title"], offer["accepted"]) == (studio.proposal.title, None)


@once
def test_what_they_said_on_the_page_of_the_work_is_handed_over_and_erased_with_the_page(
    nora: HouseClient, studio: Studio
) -> None:
    lead = studio.proposal.lead
    lead.win(by=US, at=NOW)
    project = start_project(studio.proposal, at=NOW)
    project.rounds_sold = 0
    task = everything(Task)[0]
    task.show_to_client(True, by=US, at=NOW)
    task.column = project.column(ColumnKind.checking)
    page = "/" + client_links.renew(project, by=US, at=NOW).split("/", 3)[3]
    said_on_page(task, Word(Said.change, "Xyzzy, please", NAME, lead.contact), at=NOW)
    db.session.commit()
    assert nora.get(page).status_code == 200
    archive = ZipFile(BytesIO(nora.post(f"/contacts/{lead.contact_id}/export").data))
    said = json.loads(archive.read("person.json"))["said_of_the_work"]
    assert ("change", "Xyzzy, please") in {(each["said"], each["words"]) for each in said}
    assert erase(nora, lead.contact, lead.contact.name).status_code == 303
    assert nora.get(page).status_code == 404
    kept = [
        *((each.name, each.words) for each in everything(Verdict)),
        *((each.client_name, each.words) for each in everything(Comment)),
        *((each.title, each.details) for each in everything(Task)),
    ]
    assert not _says(kept)
    assert task.verdicts[0].said is Said.change


@once
def test_nothing_of_them_is_left_anywhere(
    app: Flask, nora: HouseClient, his: Lead, studio: Studio, run_due: RunDue
) -> None:
    contact = his.contact
    _say_all(nora, his, studio, run_due)
    found = _found_in(app)
    for table in ("message", "letter", "search_word", "chat", "delivery", "answer", "task"):
        assert any(place.startswith(f"{table}.") for place in found), (table, found)
    assert "file" in {place.split(" ")[0] for place in found}
    answer = erase(nora, contact)
    assert answer.status_code == 303
    assert "Erased" in nora.get(answer.location).text
    assert contact.erased_at == NOW
    run_due(NOW + timedelta(minutes=40))
    assert not (left := _found_in(app)), "\n".join(left)
    assert his.stage is Stage.lost
    [entry] = [e for e in timeline.entries(("contact", contact.id)) if e.kind == "clients.erased"]
    assert entry.actor_id == studio.nora.id and entry.data["files"] > 2
    for page in (f"/contacts/{contact.id}", f"/leads/{his.id}", "/leads?closed=1", "/contacts"):
        text = nora.get(page).text.lower()
        assert not any(mark in text for mark in MARKS), page
    assert studio.leads["harbour"].contact.name in nora.get("/contacts").text


def _say_all(nora: HouseClient, lead: Lead, studio: Studio, run_due: RunDue) -> None:
    """A word by every way that there is."""
    by = Actor.member(studio.vera.id)
    write("2", "Away", "Auto-Submitted: auto-replied\n")
    odd = write("3", "Odd xyzzy", "List-Id: <news.mail.example>\nPrecedence: bulk\n")
    db.session.add(
        SenderRule(address=ADDRESS, decision=Decision.nothing, said_at=NOW, arrival_id=odd.id)
    )
    mails.answer(lead, words="Dear Zebulon, xyzzy.", subject="Re: Xyzzy", by=studio.vera, at=NOW)
    _brief(nora)
    _brief(nora, trap="set aside, without a lead")
    _chat(lead)
    body = json.dumps({"from": ADDRESS, "words": "xyzzy"}).encode()
    known = deliveries.keep(body, door=Channel.hook, at=NOW, label=NAME, external_id="xyzzy-1")
    known.understand(lead)
    stray = deliveries.keep(body, door=Channel.hook, at=NOW, label=NAME, heads={"X": "xyzzy"})
    stray.put_aside(Why.no_word, "xyzzy")
    soon = NOW + timedelta(hours=1)
    reminders.remind(lead, studio.vera, soon, "Ring Zebulon", by=by, now=NOW)
    unsent = Unsent(lead=lead, member=studio.vera, began_at=NOW, saved_at=NOW, revision=1)
    never = store(b"never sent xyzzy", name="quagmire.txt", content_type="text/plain", at=NOW)
    unsent.write(subject="Xyzzy", words="Dear Mr Quagmire", files=[never], at=NOW)
    task = Task(lead_id=lead.id, title="Ring Quagmire", order_key="a", moved_at=NOW)
    task.details, task.files = "xyzzy", [_task_file(b"task xyzzy")]
    task.subtasks = [Subtask(title="Call Quagmire", position=0)]
    task.checklist = [CheckItem(words="xyzzy", position=0)]
    task.comments = [Comment(words="Quagmire?", client_name=NAME, said_at=NOW)]
    task.links = [CloudLink(url="https://quagmire.example/", cloud=Cloud.elsewhere, added_at=NOW)]
    db.session.add_all([unsent, task])
    notices.tell(studio.vera, "leads.assigned", at=NOW, stream=lead.stream)
    _once_more(lead)
    db.session.commit()
    row = f"name;email;phone;subject\r\n{NAME};{ADDRESS};{PHONE};Xyzzy of old\r\n"
    table = (BytesIO(row.encode()), "xyzzy.csv")
    nora.fill("/leads/import", "table-form", table=table)
    nora.fill(f"/leads/import/{everything(LeadImport)[-1].id}", "start")
    nora.post(
        "/leads/selection/loss", data={"lead": lead.id, "reason": "Quagmire is poor", "act": "loss"}
    )
    for minutes in (0, 20):
        run_due(NOW + timedelta(minutes=minutes))
    send_out()


def _task_file(data: bytes) -> TaskFile:
    kept = store(data, name="xyzzy.txt", content_type="text/plain", at=NOW)
    return TaskFile(file=kept, name=kept.name, added_at=NOW)


def _brief(nora: HouseClient, **more: str) -> None:
    address = begin(
        nora,
        **more,
        **{
            asked(Kind.name, 1).field: NAME,
            asked(Kind.email, 1).field: ADDRESS,
            asked(Kind.long, 1).field: "We make xyzzy by hand.",
        },
    ).location.rpartition("/")[0]
    nora.fill(f"{address}/2", **{asked(Kind.long, 2).field: "Sell xyzzy"})
    file = (BytesIO(b"%PDF-1.7\nxyzzy"), "xyzzy.pdf")
    nora.fill(f"{address}/3", **{asked(Kind.file, 3).field: [file]})
    assert hand_in(nora, address).status_code == 303


def _chat(lead: Lead) -> None:
    chat = Chat(way="telegram", chat_id="912345678", contact=lead.contact, username="quagmire")
    message = their_word(lead, "xyzzy?", channel=Channel.telegram)
    db.session.add(message)
    word = ChatWord(chat=chat, message=message, heading=Heading.came, text="xyzzy?", queued_at=NOW)
    word.state = LetterState.sent
    db.session.add(word)
    db.session.flush()


def _once_more(lead: Lead) -> None:
    """He was written down twice, and both were put together."""
    twice = Client(name="Quagmire & Co", zone="Europe/Lisbon", zone_source=ZoneSource.hand)
    other = Contact(client=twice, name="Quagmire Z.", email=OTHER_ADDRESS, position="Xyzzy")
    db.session.add(other)
    db.session.flush()
    joining.join(lead.contact, other, by=US, at=NOW)


def _found_in(app: Flask) -> list[str]:
    """Where something of him stands: every column of every table, and every file of the house."""
    found = []
    for table in Model.metadata.sorted_tables:
        for row in db.session.execute(sa.select(table)).mappings():
            for column, value in row.items():
                if _says(value):
                    found.append(f"{table.name}.{column}: {str(value)[:80]!r}")
    stems = sa.text("SELECT count(*) FROM search_text WHERE search_text MATCH 'xyzzi OR xyzzy'")
    if db.session.scalar(stems):
        found.append("search_text")
    data: Path = app.config["SETTINGS"].data
    for path in data.rglob("*"):
        if (
            path.is_file()
            and not path.name.startswith("agency.sqlite")
            and _says(path.read_bytes())
        ):
            found.append(f"file {path.name}")
    return found


def _says(value: Any) -> bool:
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace").replace("=\n", "")
    elif isinstance(value, list | dict):
        value = json.dumps(value, ensure_ascii=False)
    return isinstance(value, str) and any(mark in value.lower() for mark in MARKS)


def test_what_was_agreed_stays_with_its_paper(nora: HouseClient, his: Lead, studio: Studio) -> None:
    """The offers to them go; the one that they accepted is evidence."""
    agreed = studio.proposal
    paper = store(b"%PDF the paper", name="paper.pdf", content_type="application/pdf", at=NOW)
    agreed.paper, agreed.state, agreed.decided_at = paper, ProposalState.accepted, NOW
    agreed.lead.contact.name = NAME
    db.session.add(
        Acceptance(
            proposal_id=agreed.id,
            name=NAME,
            consent="I agree",
            accepted_at=NOW,
            ip="::1",
            user_agent="",
            contact_id=agreed.lead.contact_id,
            sha256=paper.sha256,
            total_minor=1,
            most_minor=1,
        )
    )
    letter = Message(
        lead=agreed.lead,
        channel=Channel.mail,
        at=NOW,
        author_kind=ActorKind.machine,
        contact=agreed.lead.contact,
        body="Agreed",
        files=[paper],
    )
    db.session.add(letter)
    db.session.flush()
    key = make_link("proposal", agreed.id, at=NOW)
    db.session.commit()
    title = agreed.title
    assert erase(nora, agreed.lead.contact).status_code == 303
    assert (agreed.title, agreed.acceptance.name) == (title, NAME)
    assert paper.read() == b"%PDF the paper"
    assert letter.body == ""
    assert open_link("proposal", key, now=NOW) is None


@once
def test_an_offer_that_was_never_agreed_to_goes(nora: HouseClient, studio: Studio) -> None:
    offer, contact = studio.proposal, studio.proposal.lead.contact
    key = make_link("proposal", offer.id, at=NOW)
    words = {line.text for section in offer.sections for line in section.lines}
    assert erase(nora, contact, contact.name).status_code == 303
    assert (offer.title, offer.understanding, offer.lead.stage) == ("–", {}, Stage.lost)
    assert words and not words & {line.text for each in offer.sections for line in each.lines}
    assert open_link("proposal", key, now=NOW) is None


def test_whoever_writes_again_is_somebody_new(nora: HouseClient, his: Lead) -> None:
    contact = his.contact
    erase(nora, contact)
    again = write("5", "Re: A xyzzy site", "References: <1@mail.example>\n")
    assert again.lead is not None and again.lead is not his
    assert again.lead.contact is not contact and again.lead.contact.email == ADDRESS
    assert (his.stage, his.contact.email) == (Stage.lost, None)


@once
def test_bytes_that_somebody_else_sent_too_stay(
    nora: HouseClient, his: Lead, studio: Studio, run_due: RunDue
) -> None:
    theirs = store(b"The xyzzy file", name="same.txt", content_type="text/plain", at=NOW)
    message = studio.leads["kantor"].messages[0]
    db.session.add(MessageFile(message_id=message.id, file_id=theirs.id))
    db.session.commit()
    [his_own] = [each for each in everything(StoredFile) if each.name == "xyzzy.txt"]
    erase(nora, his.contact)
    run_due(NOW)
    assert theirs.read() == b"The xyzzy file"
    assert his_own.read() == b"Erased.\n" and his_own.name == "erased.txt"


@once
def test_a_colleagues_words_on_the_same_lead_are_the_colleagues(
    nora: HouseClient, his: Lead
) -> None:
    colleague = Contact(client=his.client, name="Ada", email="ada@mail.example")
    db.session.add(colleague)
    db.session.commit()
    hers = write("6", "Re: A xyzzy site", "References: <1@mail.example>\n", colleague.email or "")
    [said] = [each for each in his.messages if each.contact_id == colleague.id]
    erase(nora, his.contact)
    assert said.body == "Xyzzy is what we want." and hers.sender_address == colleague.email
    assert b"Xyzzy" in hers.raw.read() and his.client.name == "Quagmire Works"


@once
def test_while_a_letter_leaves_nothing_is_erased(
    nora: HouseClient, his: Lead, studio: Studio
) -> None:
    mails.answer(his, words="Yes.", subject="Re", by=studio.vera, at=NOW)
    answer = erase(nora, his.contact)
    assert "A letter to them is leaving right now" in nora.get(answer.location).text
    assert (his.contact.name, his.contact.erased_at) == (NAME, None)
    assert his.stage is not Stage.lost


@once
def test_another_name_or_no_owner_erases_nothing(
    nora: HouseClient, his: Lead, studio: Studio
) -> None:
    answer = erase(nora, his.contact, "Zebulon")
    assert answer.status_code == 422 and f"type {NAME}" in answer.text
    assert his.contact.erased_at is None
    nora.login(studio.vera)
    assert erase(nora, his.contact).status_code == 403
    assert "Erase…" not in nora.get(f"/contacts/{his.contact_id}").text


@once
def test_nobody_is_erased_twice(nora: HouseClient, his: Lead) -> None:
    erase(nora, his.contact)
    answer = erase(nora, his.contact, "–")
    assert "There is nothing left of this person" in nora.get(answer.location).text
    erased = timeline.entries(("contact", his.contact_id))
    assert [each.kind for each in erased] == ["clients.erased"]
