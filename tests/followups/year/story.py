"""What is left of a year: the letters as they left, what people did meanwhile, and what our own people were told."""

import enum
from dataclasses import dataclass, field
from datetime import date, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses
from functools import cached_property

from tests.followups.year.people import Case


class Did(enum.Enum):
    """What somebody did, as the world saw it."""

    wrote = "wrote"
    answered = "answered"
    offered = "offered"
    heard = "heard"
    went_on = "went_on"
    ended = "ended"
    paused = "paused"
    woken = "woken"
    sent_now = "sent_now"
    skipped = "skipped"
    asked = "asked"
    away = "away"
    refused = "refused"
    # For now only; but a letter to several is not sent again by itself: one of us is asked.
    given_up = "given up"
    unsubscribed = "unsubscribed"


@dataclass(frozen=True)
class Fact:
    """Something that happened to a case. `known_at` is when the house could know, `detail` says how it came about."""

    at: datetime
    case: int
    did: Did
    known_at: datetime
    detail: str = ""
    step: int = 0
    address: str = ""
    until: datetime | None = None
    back: date | None = None


@dataclass(frozen=True)
class Left:
    """A letter of ours, at the instant at which it left the house."""

    at: datetime
    raw: bytes

    @cached_property
    def message(self) -> Message:
        return message_from_bytes(self.raw)

    def head(self, name: str) -> str:
        """What a header says, decoded; "" where there is none."""
        said = str(self.message[name] or "").replace("\n", "").replace("\r", "")
        return str(make_header(decode_header(said))) if "=?" in said else said

    @cached_property
    def to(self) -> frozenset[str]:
        """Every address that it went to, in small letters."""
        found = getaddresses([self.head("To"), self.head("Cc")])
        return frozenset(address.lower() for _, address in found if address)

    @cached_property
    def words(self) -> str:
        """What it says, as plain text."""
        plain = next(
            part for part in self.message.walk() if part.get_content_type() == "text/plain"
        )
        payload = plain.get_payload(decode=True)
        assert isinstance(payload, bytes)
        return payload.decode()

    @property
    def id(self) -> str:
        return self.head("Message-ID").strip()

    @property
    def parent(self) -> str:
        return self.head("In-Reply-To").strip()

    @property
    def is_automatic(self) -> bool:
        return bool(self.head("Auto-Submitted"))

    @property
    def is_holding(self) -> bool:
        """Whether it only says when the answer comes."""
        return self.head("Auto-Submitted").startswith("auto-replied")


@dataclass(frozen=True)
class Span:
    """A time in which something did not work: the whole house, its mailbox, or the server that takes its letters."""

    begins: datetime
    ends: datetime

    def has(self, at: datetime) -> bool:
        return self.begins <= at < self.ends


@dataclass(frozen=True)
class Warned:
    """One of us was told of a lead whose promise is broken."""

    at: datetime
    case: int


@dataclass
class Story:
    """A year, or as much of one as was lived."""

    begins: datetime
    ends: datetime
    cases: dict[int, Case] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    warned: list[Warned] = field(default_factory=list)
    outages: list[Span] = field(default_factory=list)
    unread: list[Span] = field(default_factory=list)
    held: list[Span] = field(default_factory=list)
    no_server: list[Span] = field(default_factory=list)

    def of_case(self, n: int) -> list[Fact]:
        """What happened to a case, in its order."""
        return sorted((each for each in self.facts if each.case == n), key=lambda each: each.at)

    def tell(self, n: int) -> str:
        """What a case lived through, line by line."""
        case = self.cases[n]
        lines = [
            (
                each.at,
                f"{each.did.value} {each.detail} {each.step or ''} {each.address} known {each.known_at}",
            )
            for each in self.facts
            if each.case == n
        ]
        lines += [
            (each.at, f"    > {each.head('Subject')} to {sorted(each.to)} answers {each.parent}")
            for each in self.left
            if each.parent in case.ids
        ]
        zone = case.person.almanac
        told = [f"{case.title}, {case.came.value}, {case.rule}, {zone.zone}"]
        return "\n".join(
            told
            + [
                f"{at:%Y-%m-%d %H:%M:%S} {zone.wall(at):%a %d %H:%M} {words}"
                for at, words in sorted(lines)
            ]
        )
