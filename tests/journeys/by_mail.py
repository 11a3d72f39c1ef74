"""One client's way by mail: nobody answers, they are told when; an offer, silence, and at last a word."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from tests.imap_servers import TestMailbox
from tests.journeys.letters import text_of
from tests.journeys.on_foot import Walk
from tests.support import at

LISBON = ZoneInfo("Europe/Lisbon")


@dataclass
class WalkByMail(Walk):
    """The same people as on the walk by brief, except that this client writes letters."""

    postbox: TestMailbox = field(kw_only=True)
    offer_is: ClassVar[int] = 3
    confirmation_is: ClassVar[int] = 6

    def __post_init__(self) -> None:
        super().__post_init__()
        self.email = f"client{self.number}@casa-do-mar.pt"

    @property
    def steps(self) -> list[Callable[[], None]]:
        return [
            self.write_in,
            self.be_held,
            self.answer,
            self.write_the_estimate,
            self.make_the_paper,
            self.send_the_proposal,
            self.step_one,
            self.step_two,
            self.reply,
            self.hear_no_more,
            self.accept,
            self.work,
        ]

    def write_in(self) -> None:
        letter = self._post(
            subject=f"A site for {self.name}", words="We sell tiles. Can you help us?"
        )
        self.theirs = [str(letter["Message-ID"])]
        self._in_the_end(self._is_a_lead)

    def be_held(self) -> None:
        self.house.clock_once(self._due_at("leads.holding"))
        self.holding = self._letter(1)
        ((promised_at,),) = self._ask("SELECT promised_at FROM lead WHERE id = :lead")
        self.promised_at = at(str(promised_at))

    def answer(self) -> None:
        words = f"Thank you, {self.name}."
        self.vera.insist(
            lambda: self.vera.send(self._lead(), "letter", words=words),
            lambda: words in self._lead().text,
        )
        self._letter(2, hurry=True)

    def send_the_proposal(self) -> None:
        self.vera.insist(self._press_send, lambda: self._is("sent"))
        self._letter(3)

    def step_one(self) -> None:
        self._live_through(1)
        self._letter(4)

    def step_two(self) -> None:
        self._live_through(2)
        self.last = self._letter(5)

    def reply(self) -> None:
        letter = self._post(
            subject=f"Re: {self.last['Subject']}",
            words="Sorry for the silence. We want it!",
            parent=self.last,
        )
        self.theirs.append(str(letter["Message-ID"]))
        self._in_the_end(lambda: self._enrollment() == "stopped")

    def hear_no_more(self) -> None:
        self.house.clock_once(datetime.now(UTC) + timedelta(days=200))

    def check(self) -> None:
        """One of everything, and no letter of the machine after their word."""
        one = [(1,)]
        for question in (
            "SELECT count(*) FROM lead WHERE id = :lead AND source = 'mail' AND stage = 'won'",
            "SELECT count(*) FROM project WHERE lead_id = :lead",
            "SELECT count(*) FROM inquiry WHERE lead_id = :lead",
            "SELECT count(*) FROM arrival WHERE lead_id = :lead AND outcome = 'lead'",
            "SELECT count(*) FROM arrival WHERE lead_id = :lead AND outcome = 'reply'",
            "SELECT count(*) FROM proposal WHERE lead_id = :lead AND state = 'accepted'",
            "SELECT count(*) FROM enrollment WHERE lead_id = :lead AND reason = 'heard'",
        ):
            assert self._ask(question) == one, question
        said = "SELECT count(*) FROM message WHERE lead_id = :lead AND author_kind = 'contact'"
        assert self._ask(said) == [(2,)]
        sent = (
            "SELECT count(*) FROM touch JOIN enrollment ON enrollment.id = enrollment_id"
            " WHERE lead_id = :lead AND touch.state = 'sent'"
        )
        assert self._ask(sent) == [(2,)]
        letters = [text_of(letter) for letter in self.office.to(self.email)]
        assert len(letters) == 6, "holding letter, answer, offer, two steps, confirmation"

    def _post(
        self, *, subject: str, words: str, parent: EmailMessage | None = None
    ) -> EmailMessage:
        letter = EmailMessage()
        letter["From"], letter["To"] = f"{self.name} <{self.email}>", "hello@kvarta.example"
        letter["Subject"] = subject
        letter["Date"] = format_datetime(datetime.now(LISBON))
        letter["Message-ID"] = make_msgid(domain="casa-do-mar.pt")
        if parent is not None:
            letter["In-Reply-To"] = parent["Message-ID"]
            letter["References"] = f"{parent.get('References', '')} {parent['Message-ID']}".strip()
        letter.set_content(words)
        self.postbox.deliver(letter.as_bytes())
        return letter

    def _is_a_lead(self) -> bool:
        found = self.house.ask(
            "SELECT lead.id FROM lead JOIN contact ON contact.id = contact_id WHERE email = :email",
            email=self.email,
        )
        if found:
            ((self.lead,),) = found
        return bool(found)

    def _live_through(self, n: int) -> None:
        ((due_at,),) = self._ask(
            "SELECT touch.due_at FROM touch JOIN enrollment ON enrollment.id = enrollment_id"
            f" WHERE lead_id = :lead AND n = {n}"
        )
        self.house.clock_once(at(str(due_at)))

    def _due_at(self, kind: str) -> datetime:
        ((due_at,),) = self.house.ask(
            "SELECT due_at FROM due WHERE kind = :kind AND subject = :lead",
            kind=kind,
            lead=self.lead,
        )
        return at(str(due_at))

    def _enrollment(self) -> Any:
        return self._ask("SELECT state FROM enrollment WHERE lead_id = :lead")[0][0]
