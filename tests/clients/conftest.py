"""What the tests of partners share: Northwind, who pass clients on, and letters as they pass them on."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count

import pytest

from agency.clients import partners
from agency.clients.partners import Answers, Partner, PartnerDomain
from agency.demo.studio import Studio
from agency.flows.letter_received import letter_received
from agency.kernel import clock
from agency.kernel.db import db
from agency.kernel.mail.compose import Correspondent
from agency.leads import arrivals
from agency.leads.arrivals import Arrival
from tests.support import NOW, HouseClient

WALTER = "Walter Brandt <walter@northwind.example>"
CLIENT = "Ana Reis <ana@casa.example>"
MakePartner = Callable[..., Partner]
Receive = Callable[..., Arrival]


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The pages, too, believe that it is NOW."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return NOW


@pytest.fixture
def vera(client: HouseClient, studio: Studio, now: datetime) -> HouseClient:
    """The browser of the account manager, at the hour in which the tests live."""
    return client.login(studio.vera)


@pytest.fixture
def a_partner(studio: Studio) -> MakePartner:
    """Makes partners, each with one person."""

    def make(
        name: str = "Northwind",
        rule: Answers = Answers.partner,
        *,
        person: str = "walter@northwind.example",
        domain: str = "northwind.example",
        language: str = "en",
    ) -> Partner:
        partner = Partner(name=name, answers=rule, language=language, added_at=NOW)
        if domain:
            partner.domains = [PartnerDomain(domain=domain)]
        db.session.add(partner)
        db.session.flush()
        if person:
            partners.known_as(Correspondent("Walter Brandt", person), partner)
        db.session.flush()
        return partner

    return make


@pytest.fixture
def receive(studio: Studio) -> Receive:
    """Takes in a letter as it comes over the wire, and sorts it."""
    numbers = count(1)

    def take(
        words: str,
        *,
        sender: str,
        subject: str,
        at: datetime = NOW,
        seen_at: datetime | None = None,
        **headers: str,
    ) -> Arrival:
        named = {"Message-ID": f"<c{next(numbers)}@wire.example>", "To": "hello@kvarta.example"}
        named |= {name.replace("_", "-"): value for name, value in headers.items()}
        top = "".join(f"{name}: {value}\r\n" for name, value in named.items())
        raw = (
            f"From: {sender}\r\nSubject: {subject}\r\n{top}MIME-Version: 1.0\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n\r\n" + words.replace("\n", "\r\n")
        )
        arrival = arrivals.take_in(raw.encode(), seen_at=seen_at or at, arrived_at=at)
        arrivals.sort_now(arrival, letter_received)
        return arrival

    return take


@pytest.fixture
def forward(receive: Receive) -> Receive:
    """Somebody passes a client's letter on to us."""

    def take(
        *,
        by: str = WALTER,
        client: str = CLIENT,
        at: datetime = NOW,
        note: str = "For you.",
        **more: str,
    ) -> Arrival:
        words = (
            f"{note}\n\n---------- Forwarded message ---------\nFrom: {client}\n"
            f"Date: {at - timedelta(hours=1):%a, %d %b %Y at %H:%M}\nSubject: A shop for our tiles\n"
            "To: <walter@northwind.example>\n\nGood morning,\n\nwe sell tiles and would like a shop.\n\nAna"
        )
        return receive(words, sender=by, subject="Fwd: A shop for our tiles", at=at, **more)

    return take
