"""The product in a year: mail comes in as the postman brings it, what is due is done, our people sit at the desk."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import Flask

from agency.clients.partners import Answers, Partner, PartnerPerson
from agency.flows.call_logged import call_logged
from agency.flows.lead_lost import lead_lost
from agency.flows.letter_received import letter_received
from agency.flows.letters_held import let_go
from agency.flows.proposal_accepted import proposal_accepted
from agency.flows.proposal_answered import proposal_declined, question_asked
from agency.flows.proposal_sent import proposal_sent
from agency.followups import machine
from agency.followups.models import (
    Cadence,
    Enrollment,
    EnrollmentState,
    Purpose,
    StopReason,
    Touch,
    TouchState,
)
from agency.kernel import due, queue
from agency.kernel.db import db, reading
from agency.kernel.due import Due
from agency.kernel.files import store
from agency.kernel.mail import hold, mailboxes
from agency.kernel.mail.accounts import Account, Role
from agency.kernel.mail.mailboxes import Mailbox
from agency.kernel.mail.models import Letter, LetterState
from agency.kernel.mail.postman import Brought
from agency.kernel.timeline import Actor
from agency.leads import arrivals, from_mailbox, unsent
from agency.leads.calls import Call, Caller, Result
from agency.leads.models import Lead, Message
from agency.people import queries as people
from agency.people.choices import NoticeChoices
from agency.people.models import Member
from agency.people.notices import Notice
from agency.proposals.acceptance import Acceptance
from agency.proposals.models import EstimateLine, EstimateSection, Proposal
from agency.proposals.states import ProposalState
from tests.followups.year.people import HOUSE, Case, Rule
from tests.followups.year.story import Left

IMAP = "imap://hello%40kvarta.example:word@imap.kvarta.example"
VALIDITY = 7
# Nobody answers there.
NOBODY = "smtp://127.0.0.1:1"
NEXT_DUE = (
    sa.select(Due.due_at, Due.kind)
    .where(
        sa.text("state = 'scheduled'"), Due.due_at <= sa.bindparam("until", type_=Due.due_at.type)
    )
    .order_by(Due.due_at, Due.id)
    .limit(1)
)


@dataclass
class Folder:
    """A folder on a mail server of ours: what lies there and has not been read."""

    account: Account
    waiting: list[tuple[datetime, bytes]] = field(default_factory=list)
    next_uid: int = 1

    def brought(self, until: datetime) -> list[Brought]:
        """What lay there at that instant."""
        ready = sorted(each for each in self.waiting if each[0] <= until)
        self.waiting = [each for each in self.waiting if each[0] > until]
        found = [
            Brought(uid, raw, arrived_at, False)
            for uid, (arrived_at, raw) in enumerate(ready, start=self.next_uid)
        ]
        self.next_uid += len(found)
        return found


class House:
    """One house and its people."""

    def __init__(
        self, app: Flask, begins: datetime, turn_clock: Callable[[datetime], None]
    ) -> None:
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], imap_url=IMAP)
        self.app, self._begins, self.turn_clock = app, begins, turn_clock
        inbox = Account.parse(IMAP)
        self.inbox = Folder(inbox)
        self.sent = Folder(replace(inbox, folder="Sent", role=Role.sent))
        self._leads: dict[int, int] = {}
        self._before, self._open = 0, set[int]()
        self._told = 0
        with self.acting():
            self._move_in(begins)

    @contextmanager
    def _looking(self) -> Iterator[sa.Connection]:
        """A look into the house past its own code, which changes nothing."""
        with self.app.app_context(), reading(), db.engine.connect() as connection:
            yield connection

    @contextmanager
    def acting(self) -> Iterator[None]:
        """A piece of work at the desk, or of a process: in a transaction of its own."""
        with self.app.app_context():
            yield
            db.session.commit()

    # Mail

    def read_mail(self, at: datetime) -> None:
        """The postman reads both folders to their ends."""
        folders = (self.inbox, self.sent)
        with self.acting():
            for folder in folders:
                found = folder.brought(at)
                if found:
                    box = mailboxes.hold(folder.account.address)
                    from_mailbox.take_in(found, box, at)
                    box.last_uid = found[-1].uid
            db.session.execute(
                sa.update(Mailbox)
                .where(Mailbox.address.in_([each.account.address for each in folders]))
                .values(read_at=at)
                .execution_options(synchronize_session=False)
            )

    def read_for_the_first_time(self, letters: list[bytes], at: datetime, name: str) -> None:
        """A mailbox of ours is read that we have never read before, with what has lain there."""
        with self.acting():
            box = mailboxes.hold(f"{name}@kvarta.example/INBOX")
            box.open(VALIDITY, len(letters) + 1)
            found = [Brought(uid, raw, None, True) for uid, raw in enumerate(letters, start=1)]
            from_mailbox.take_in(found, box, at)
            box.finish(at, len(letters))

    def take_file_in(self, raw: bytes, at: datetime) -> None:
        """As `agency mail receive` does."""
        with self.acting():
            arrivals.sort_now(arrivals.take_in(raw, seen_at=at), letter_received)

    def takes_letters(self, takes: bool) -> None:
        """Whether the server to which we hand our letters takes any."""
        url = None if takes else NOBODY
        self.app.config["SETTINGS"] = replace(self.app.config["SETTINGS"], smtp_url=url)

    # Time

    def next_due(self, until: datetime) -> tuple[datetime, str] | None:
        """When the clock has something to do next, and what."""
        with self._looking() as connection:
            row = connection.execute(NEXT_DUE, {"until": until}).first()
            return (row.due_at, row.kind) if row is not None else None

    def do_what_is_due(self, at: datetime) -> None:
        """One look of the clock, with whatever follows from it at once."""
        queue.run_once(self.app, at, passes=1)

    def left_since(self, at: datetime) -> list[Left]:
        """What has left since this was asked last: the bytes, as the other side gets them."""
        with self._looking() as connection:
            wanted = sa.or_(Letter.id > self._before, Letter.id.in_(self._open))
            rows = connection.execute(
                sa.select(Letter.id, Letter.state, Letter.mime).where(wanted).order_by(Letter.id)
            ).all()
        self._before = max([self._before, *(row.id for row in rows)])
        self._open = {row.id for row in rows if row.state is not LetterState.sent}
        return [Left(at, row.mime) for row in rows if row.state is LetterState.sent]

    def warned_since(self) -> list[tuple[datetime, int]]:
        """Of which leads our own people learned since that a promise is broken."""
        with self._looking() as connection:
            found = connection.execute(
                sa.select(Notice.id, Notice.at, Notice.stream_id).where(
                    Notice.id > self._told, Notice.kind == "leads.promise_missed"
                )
            ).all()
        self._told = max([self._told, *(each.id for each in found)])
        return [(each.at, each.stream_id or 0) for each in found]

    # The desk

    def lead_id(self, case: Case) -> int | None:
        """The lead that this case became; None while we know of none."""
        if case.n not in self._leads:
            with self.app.app_context():
                found = db.session.scalar(
                    sa.select(Message.lead_id).where(Message.message_id == case.ids[0])
                )
            if found is None:
                return None
            self._leads[case.n] = found
        return self._leads[case.n]

    def know_partner(self, case: Case) -> None:
        """Whoever will pass this lead on is a partner of ours, with a rule."""
        assert case.by is not None and case.rule is not None
        with self.acting():
            person = PartnerPerson(name=case.by.name, email=case.by.address)
            db.session.add(
                Partner(
                    name=f"Partner {case.n}",
                    answers=Answers[case.rule.value],
                    added_at=self._begins,
                    people=[person],
                )
            )

    def place(self, case: Case) -> None:
        """One of us knows where they are."""
        with self.acting():
            client, almanac = self._lead(case).client, case.person.almanac
            client.place_by_hand(almanac.zone, city="", country=almanac.country)
            client.language = case.person.language

    def is_open(self, case: Case) -> bool:
        with self.app.app_context():
            return self._lead(case).stage.is_open

    def answer(self, case: Case, at: datetime, *, follow_up: bool = False) -> None:
        """One of us writes on the lead's page; it leaves in ten seconds."""
        with self.acting():
            lead = self._lead(case)
            draft = unsent.save(
                lead,
                self._vera,
                subject=f"Re: {lead.title}",
                words=f"Let us talk. {at}",
                files=[],
                revision=self._revision(lead),
                at=at,
            )
            assert draft is not None
            draft.follow_up = follow_up
            draft.leave_at(at, at=at)

    def offer(self, case: Case, at: datetime) -> None:
        """A proposal goes out, in its next version."""
        with self.acting():
            lead, on = self._lead(case), HOUSE.wall(at).date()
            count = sa.select(sa.func.count()).where(Proposal.lead_id == lead.id)
            proposal = Proposal(
                lead=lead,
                author=self._vera,
                version=(db.session.scalar(count) or 0) + 1,
                language=lead.client.language,
                currency="EUR",
                title=case.title,
                sections=[self._section()],
            )
            db.session.add(proposal)
            db.session.flush()
            proposal.paper_id = self._paper
            proposal.paper_revision, proposal.paper_dated_on = proposal.revision, on
            proposal_sent(proposal, words="Here it is.", by=self._vera, at=at, on=on)

    def accept(self, case: Case, at: datetime) -> bool:
        """They accept on the proposal's page; False where nothing is open for that."""
        with self.acting():
            proposal = self._offered(case)
            if proposal is None:
                return False
            said = Acceptance(
                name="Ana", consent="Yes", accepted_at=at, ip="192.0.2.1", user_agent="Year"
            )
            proposal_accepted(proposal, said, on=HOUSE.wall(at).date())
            return True

    def says_on_the_page(self, case: Case, at: datetime, *, no: bool) -> bool:
        """They ask about the proposal on its page, or say no there; False where none is open."""
        with self.acting():
            proposal = self._offered(case)
            if proposal is None or not proposal.lead.stage.is_open:
                return False
            say = proposal_declined if no else question_asked
            say(
                proposal, "What about the second page?", by_partner=case.rule is Rule.partner, at=at
            )
            return True

    def lose(self, case: Case, at: datetime) -> None:
        with self.acting():
            by = Actor.member(self._vera.id)
            lead_lost(self._lead(case), reason="Too dear", by=by, at=at)

    def stop(self, case: Case, at: datetime) -> None:
        with self.acting():
            by = Actor.member(self._vera.id)
            machine.stop(self._lead(case), StopReason.by_hand, at=at, by=by)

    def rung(self, case: Case, at: datetime) -> None:
        """They rang, and one of us noted it."""
        with self.acting():
            lead = self._lead(case)
            call = Call(Caller.they, Result.talked, at, lead.contact, by=self._vera)
            call_logged(call, lead)

    def pause(self, case: Case, until: datetime, at: datetime) -> bool:
        """Somebody lets the letters rest; False where none are to come."""
        with self.acting():
            running = db.session.scalar(
                sa.select(Enrollment).where(
                    Enrollment.lead_id == self.lead_id(case),
                    Enrollment.state == EnrollmentState.active,
                )
            )
            if running is None:
                return False
            by = Actor.member(self._vera_id)
            machine.pause(running, until, at=at, by=by)
            return True

    def hold_all(self, at: datetime) -> None:
        """Somebody holds all automatic letters at once."""
        with self.acting():
            hold.put(self._vera_id, at=at, answers_too=False)

    def let_go(self, at: datetime) -> None:
        with self.acting():
            let_go(by=self._vera, at=at)

    # The doors of those outside

    def opens(self, url: str, at: datetime, **form: str) -> int:
        """A guest presses a button on a page of ours, or a mail program does for its reader; the answer's status."""
        self.turn_clock(at)
        answer = self.app.test_client().post(urlsplit(url).path, data=form)
        return answer.status_code

    def next_touch_at(self, case: Case) -> datetime | None:
        """What the plan on the lead's page says."""
        with self.app.app_context():
            return db.session.scalar(self._touches(case, TouchState.planned, Touch.due_at))

    def asks(self) -> list[tuple[int, int, int]]:
        """Lead, step and touch of each letter that waits for somebody's word."""
        with self.app.app_context():
            found = db.session.execute(
                sa.select(Enrollment.lead_id, Touch.n, Touch.id)
                .join(Enrollment)
                .where(Touch.state == TouchState.asks)
            )
            return [tuple(each) for each in found]  # type: ignore[misc]

    def send_now(self, touch_id: int, at: datetime) -> None:
        with self.acting():
            touch = machine.take(touch_id)
            assert touch is not None
            machine.send_now(touch, at=at, by=Actor.member(self._vera.id))

    def skip(self, touch_id: int, at: datetime) -> None:
        with self.acting():
            touch = machine.take(touch_id)
            assert touch is not None
            machine.skip(touch, at=at, by=Actor.member(self._vera.id))

    def open_touch(self, case: Case) -> tuple[int, int] | None:
        """Number and id of the step that waits."""
        with self.app.app_context():
            row = db.session.execute(
                self._touches(case, TouchState.planned, Touch.n, Touch.id)
            ).first()
            return (row[0], row[1]) if row else None

    def case_of(self, lead_id: int) -> int | None:
        """The case that became this lead."""
        return next((n for n, id in self._leads.items() if id == lead_id), None)

    def failures(self) -> list[str]:
        """What the house could not do at all."""
        with self.app.app_context():
            return [f"{each.kind} {each.subject}: {each.error}" for each in due.failed()]

    # Private

    def _move_in(self, begins: datetime) -> None:
        self._vera_id = db.session.scalars(
            sa.select(Member.id).where(Member.name.startswith("Vera"))
        ).one()
        paper = store(b"%PDF-1.7 year", name="p.pdf", content_type="application/pdf", at=begins)
        db.session.flush()
        self._paper = paper.id
        for member in people.members():
            # They look at the bell; what they would get by mail is another test's matter.
            ways = {topic: ["bell"] for topic in ("late", "pressing", "reminder", "lead", "other")}
            db.session.add(NoticeChoices(member=member, ways=ways))
        cadence = db.session.scalars(
            sa.select(Cadence).where(Cadence.purpose == Purpose.proposal)
        ).one()
        for step in cadence.steps:
            # Words of the agency's own, by which a letter tells which step it is.
            said = f"%(title)s, step {step.n}"
            step.subject, step.words = (
                {"en": said, "ru": said},
                {"en": "%(link)s", "ru": "%(link)s"},
            )
            if hasattr(step, "cases"):
                step.cases = {}
        sent = mailboxes.hold(self.sent.account.address)
        sent.role = Role.sent
        for box in (sent, mailboxes.hold(self.inbox.account.address)):
            box.open(VALIDITY, 1)
            box.finish(begins)
        self._before = db.session.scalar(sa.select(sa.func.max(Letter.id))) or 0

    @property
    def _vera(self) -> Member:
        return db.session.get_one(Member, self._vera_id)

    def _lead(self, case: Case) -> Lead:
        id = self.lead_id(case)
        assert id is not None, f"{case.title} is no lead"
        return db.session.get_one(Lead, id)

    def _revision(self, lead: Lead) -> int:
        draft = unsent.draft_of(lead, self._vera)
        return draft.revision if draft is not None else 0

    def _section(self) -> EstimateSection:
        line = EstimateLine(
            position=1, text="A site", member=self._vera, minutes=600, rate_minor=6000
        )
        return EstimateSection(position=1, title="Site", lines=[line])

    def _offered(self, case: Case) -> Proposal | None:
        return db.session.scalar(
            sa.select(Proposal)
            .where(Proposal.lead_id == self.lead_id(case), Proposal.state == ProposalState.sent)
            .order_by(Proposal.version.desc())
        )

    def _touches(self, case: Case, state: TouchState, *what: Any) -> sa.Select[Any]:
        return (
            sa.select(*what)
            .join(Enrollment)
            .where(
                Enrollment.lead_id == self.lead_id(case),
                Enrollment.state == EnrollmentState.active,
                Touch.state == state,
            )
            .order_by(Touch.id.desc())
        )
