"""One client's way through the line over plain HTTP, by people who try again when a page breaks."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from functools import partial
from typing import Any, ClassVar

from agency.kernel.due import LEASE
from tests import small_work
from tests.caller import Answer, Caller, answers_to_the_brief
from tests.house import House
from tests.journeys.letters import is_receipt, text_of
from tests.kernel.house.waiting import until
from tests.servers import PostOffice
from tests.support import at

# Longer than anything takes that is still going on, shorter than anybody wants to wait for a test.
STUCK = 8.0


@dataclass
class Walk:
    """One client's way through the line, by people who try again when a page breaks."""

    house: House
    office: PostOffice
    number: int
    vera: Caller
    timur: Caller
    # Which of the letters to this client it is.
    offer_is: ClassVar[int] = 2
    confirmation_is: ClassVar[int] = 4

    def __post_init__(self) -> None:
        self.name = f"Client Number{self.number}"
        self.email = f"client{self.number}@example.com"
        self.guest = Caller(self.house)

    @property
    def steps(self) -> list[Callable[[], None]]:
        return [
            self.hand_in_the_brief,
            self.answer,
            self.write_the_estimate,
            self.make_the_paper,
            self.send_the_proposal,
            self.follow_up,
            self.accept,
            self.work,
        ]

    def hand_in_the_brief(self) -> None:
        page = self.guest.look("/brief/website")
        answers = answers_to_the_brief(self.house, self.name, self.email)
        while "/thanks" not in page.path:
            page = self.guest.insist_on_an_answer(partial(self._next_page, page, answers))
        inbox = self.vera.look("/inbox").text
        self.lead = self._id_in(inbox, rf'/leads/(\d+)">{self.name} GmbH')

    def answer(self) -> None:
        words = f"Thank you, {self.name}."
        self.vera.insist(
            lambda: self.vera.send(self._lead(), "letter", words=words),
            lambda: words in self._lead().text,
        )
        self._letter(1, hurry=True)

    def write_the_estimate(self) -> None:
        page = self.vera.insist_on_an_answer(
            lambda: self.vera.send(self._lead(), rf"/leads/{self.lead}/proposals")
        )
        self.proposal = int(page.path.rpartition("/")[2])
        self._write_line("Draw it", "Mira Osipova", "12")
        self._write_line("Build it", "Timur Galeev", "20")

    def make_the_paper(self) -> None:
        sending = f"{self._offer}/sending"
        self.vera.insist(
            lambda: self.vera.send(self.vera.look(sending), "/paper"),
            lambda: "Make the PDF" not in self.vera.look(sending).text,
        )
        self._in_the_end(
            lambda: (
                "The PDF shows the estimate as it stands"
                in self.vera.look(f"{self._offer}/paper/progress").text
            )
        )

    def send_the_proposal(self) -> None:
        self.vera.insist(self._press_send, lambda: self._is("sent"))
        self._letter(2)

    def follow_up(self) -> None:
        ((due_at,),) = self._ask(
            "SELECT touch.due_at FROM touch JOIN enrollment ON enrollment.id = enrollment_id"
            " WHERE lead_id = :lead AND n = 1"
        )
        self.house.clock_once(at(str(due_at)))
        self._letter(3)

    def accept(self) -> None:
        link = re.search(r"http://localhost:\d+(/\S+)", text_of(self._letter(self.offer_is)))
        assert link
        self.guest.insist(
            lambda: self.guest.send(
                self.guest.look(link[1]), "acceptance", name=self.name, role="Owner", consent="y"
            ),
            lambda: "It is agreed" in self.guest.look(link[1]).text,
        )
        self._letter(self.confirmation_is)

    def work(self) -> None:
        board = self._id_in(self._lead().text, r"/boards/(\d+)")
        page = self.timur.look(f"/boards/{board}")
        task = self._id_in(page.text, r'/tasks/(\d+)">Build it')
        task_page = f"/tasks/{task}"
        column = self.timur.look(task_page).form("move-form").buttons[1]
        self.timur.insist(
            lambda: self.timur.send(self.timur.look(task_page), "move-form", press=column),
            lambda: f'value="{column[1]}" aria-current' in self.timur.look(task_page).text,
        )
        self.timur.insist(
            lambda: self.timur.send(self.timur.look(task_page), "hours-form", hours="2.5"),
            lambda: 'class="table entries"' in self.timur.look(task_page).text,
        )

    def check(self) -> None:
        """One of everything, and nothing left open."""
        one = [(1,)]
        for question in (
            "SELECT count(*) FROM lead WHERE id = :lead AND stage = 'won'",
            "SELECT count(*) FROM brief WHERE lead_id = :lead AND state = 'submitted'",
            "SELECT count(*) FROM proposal WHERE lead_id = :lead AND state = 'accepted'",
            "SELECT count(*) FROM acceptance JOIN proposal ON proposal.id = proposal_id"
            " WHERE lead_id = :lead",
            "SELECT count(*) FROM project WHERE lead_id = :lead",
            "SELECT count(*) FROM time_entry JOIN task ON task.id = task_id"
            " JOIN project ON project.id = project_id WHERE lead_id = :lead",
            "SELECT count(*) FROM touch JOIN enrollment ON enrollment.id = enrollment_id"
            " WHERE lead_id = :lead AND touch.state = 'sent'",
        ):
            assert self._ask(question) == one, question
        assert (
            self.house.ask(
                "SELECT count(*) FROM client WHERE name = :name", name=f"{self.name} GmbH"
            )
            == one
        )
        tasks = "SELECT count(*) FROM task JOIN project ON project.id = project_id WHERE lead_id = :lead"
        assert self._ask(tasks) == [(2,)]
        assert len(self._got()) == 4, "answer, offer, follow-up, confirmation"
        receipts = len(self.office.to(self.email)) - len(self._got())
        assert receipts <= 1, "a brief is thanked for once"

    def _next_page(self, page: Answer, answers: dict[str, str]) -> Answer:
        # Nobody types as fast as a test, so that it shows at least the work of a browser.
        unseen = {"zone": "Europe/Berlin", "work": small_work.done(small_work.task_in(page.text))}
        go = next(each for each in page.form("brief").buttons if each[1] in ("next", "end"))
        return self.guest.send(page, "brief", press=go, **unseen, **answers)

    def _write_line(self, text: str, who: str, hours: str) -> None:
        def write() -> None:
            page = self.vera.look(self._offer)
            row = re.search(r'id="(n\d+)"', page.text)
            member = re.search(rf'<option value="(m\d+)">{who}', page.text)
            assert row and member
            cells = {"text": text, "who": member[1], "hours": hours}
            typed = {f"{row[1]}-{name}": value for name, value in cells.items()}
            self.vera.send(page, "estimate", **typed)

        self.vera.insist(write, lambda: f'value="{text}"' in self.vera.look(self._offer).text)

    def _press_send(self) -> None:
        page = self.vera.look(f"{self._offer}/sending")
        if "Send the proposal" in page.text:
            self.vera.send(page, "words")

    def _letter(self, number: int, *, hurry: bool = False) -> Any:
        """The letter with this number; where nobody knows whether it left, a person finds out."""
        if hurry:
            let_it_leave(self.house)
        self._in_the_end(lambda: len(self._got()) >= number and self._is_settled())
        return self._got()[number - 1]

    def _got(self) -> list[EmailMessage]:
        return [each for each in self.office.to(self.email) if not is_receipt(each)]

    def _is_settled(self) -> bool:
        for letter, message_id in self._ask(
            "SELECT letter.id, letter.message_id FROM letter JOIN message ON letter_id = letter.id"
            " WHERE lead_id = :lead AND letter.state = 'uncertain'"
        ):
            arrived = any(sent["Message-ID"] == message_id for sent in self.office.letters)
            self._decide(letter, "arrival" if arrived else "release")
        return not self._ask(
            "SELECT letter.id FROM letter JOIN message ON letter_id = letter.id"
            " WHERE lead_id = :lead AND letter.state != 'sent'"
        )

    def _decide(self, letter: int, verdict: str) -> None:
        form = rf"/letters/{letter}/{verdict}"
        page = self._lead()
        if f'action="/letters/{letter}/{verdict}"' in page.text:
            self.vera.insist_on_an_answer(lambda: self.vera.send(page, form))

    def _in_the_end(self, is_done: Callable[[], bool]) -> None:
        """It happens by itself; what was claimed by a process that was killed, once its lease is over."""
        try:
            until(is_done, within=STUCK)
        except AssertionError:
            outlive_leases(self.house)
            until(is_done, within=STUCK * 3)

    def _is(self, state: str) -> bool:
        found = self.house.ask("SELECT state FROM proposal WHERE id = :id", id=self.proposal)
        return bool(found == [(state,)])

    def _ask(self, question: str) -> list[Any]:
        return self.house.ask(question, lead=self.lead)

    def _lead(self) -> Answer:
        return self.vera.look(f"/leads/{self.lead}")

    @property
    def _offer(self) -> str:
        return f"/proposals/{self.proposal}"

    @staticmethod
    def _id_in(page: str, pattern: str) -> int:
        found = re.search(pattern, page)
        assert found, f"no {pattern}"
        return int(found[1])


def outlive_leases(house: House) -> None:
    """Ninety seconds pass in no time: whoever was killed holds nothing any more."""
    assert LEASE.total_seconds() == 90
    house.change("UPDATE due SET lease_until = due_at WHERE state = 'claimed'")


def let_it_leave(house: House) -> None:
    """The ten seconds in which a letter can be taken back pass in no time, where they have not passed yet."""
    house.change(
        "UPDATE due SET due_at = (SELECT pressed_at FROM unsent_letter WHERE id = due.subject)"
        " WHERE kind = 'leads.leave' AND state = 'scheduled'"
    )
