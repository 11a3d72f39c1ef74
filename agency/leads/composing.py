"""What the composer of a lead shows: whom the letter goes to, the draft, what waits to leave, and what may go along."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app, request

from agency.kernel.files import StoredFile
from agency.leads import files, later, mails, queries, snippets, unsent, unwanted
from agency.leads.letter_form import LetterForm
from agency.leads.models import Lead
from agency.leads.sending import leaves
from agency.leads.unsent import REGRET, STILL_WRITING, Unsent, UnsentState
from agency.people import queries as people
from agency.people.at_the_desk import manages, member_here
from agency.people.models import Member


@dataclass(frozen=True)
class Sheaf:
    """The letters of a lead that have not left, from where one of us sits."""

    all: list[Unsent]
    me: Member
    now: datetime
    # The last that I said on the lead.
    last_words: int = 0

    @property
    def mark(self) -> str:
        """Changes as soon as a letter of mine was sent: a browser that kept a copy sees whether it is needed."""
        sent = max((each.id for each in self.waiting if each.member_id == self.me.id), default=0)
        return f"{self.last_words}-{sent}"

    @property
    def draft(self) -> Unsent | None:
        """What I am writing."""
        mine = (each for each in self.all if each.member_id == self.me.id)
        return next((each for each in mine if each.state is UnsentState.typing), None)

    @property
    def waiting(self) -> list[Unsent]:
        """What leaves by itself, or waits for somebody's word."""
        stands = (UnsentState.waiting, UnsentState.held)
        return [each for each in self.all if each.state in stands]

    @property
    def dropped(self) -> Unsent | None:
        """What I threw away a moment ago."""
        mine = (each for each in self.all if each.member_id == self.me.id)
        return next((each for each in mine if self._can_be_had_back(each)), None)

    @property
    def writers(self) -> list[Unsent]:
        """Where others are writing right now: only the fact is shown."""
        return [
            each
            for each in self.all
            if each.member_id != self.me.id
            and each.state is UnsentState.typing
            and self.now - each.saved_at < STILL_WRITING
        ]

    def _can_be_had_back(self, each: Unsent) -> bool:
        return each.state is UnsentState.dropped and self.now - each.saved_at < REGRET


def part(lead: Lead, now: datetime) -> dict[str, Any]:
    """The composer's names for the page of a lead."""
    me, zone = member_here(), people.agency().zone
    sheaf = Sheaf(unsent.of_lead(lead), me, now, queries.last_words_of(me, lead))
    known = files.of_lead(lead)
    reader = mails.reader_of(lead)
    stays_home = current_app.config["SETTINGS"].smtp_url is None
    return {
        "reader": reader,
        "came_back": unwanted.came_back_from(reader),
        "leaves": leaves(lead.client, now=now, zone=zone, stays_home=stays_home),
        "letter": form_of(lead, sheaf.draft, known, now=now, zone=zone, reader=reader.name),
        "sheaf": sheaf,
        "lead_files": known,
        "slots": later.slots(lead, now=now, zone=zone) if manages() else [],
        "signature": mails.signature_of(me, lead),
    }


def form_of(
    lead: Lead,
    draft: Unsent | None,
    known: list[files.Sent],
    *,
    now: datetime,
    zone: str,
    reader: str,
) -> LetterForm:
    """The form with the draft in it, and with the snippet that the address asks for."""
    data: dict[str, Any] = {"subject": mails.subject_of(lead), "own_clock": later.THEIRS}
    if draft is not None:
        data |= {
            "subject": draft.subject,
            "words": draft.words,
            "kept": [file.id for file in draft.files],
            "own_time": draft.own_time,
            "own_clock": draft.own_clock,
            "follow_up": draft.follow_up,
            "revision": str(draft.revision),
        }
    _put_in(data, lead, reader)
    stored = choices(known, draft)
    return LetterForm.about(lead, stored, now=now, zone=zone, formdata=None, data=data)


def choices(known: list[files.Sent], draft: Unsent | None) -> list[StoredFile]:
    """The files that may go along: those of the lead, and those that were chosen for the draft."""
    stored = [each.file for each in known] + (list(draft.files) if draft is not None else [])
    return list({file.id: file for file in stored}.values())


def _put_in(data: dict[str, Any], lead: Lead, reader: str) -> None:
    """Without a script, a snippet comes by the page's address."""
    id = request.args.get("snippet", 0, type=int)
    snippet = snippets.fill_one(id, lead, reader, member_here()) if id else None
    if snippet is not None:
        before = data.get("words", "")
        data["words"] = f"{before}\n\n{snippet.words}".strip() if before else snippet.words
        data["subject"] = snippet.subject or data["subject"]
