"""A project in figures: what was sold, what was planned, worked and is left, by section and by person."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from agency.clients.models import Client
from agency.kernel.db import db
from agency.kernel.money import WHOLE, Money
from agency.leads.models import Lead
from agency.tasks import dealing
from agency.tasks.cards import Card, Face, Figures, Payment
from agency.tasks.models import Task
from agency.tasks.projects import Project
from agency.tasks.using import percent

# What one person's hours share of a price is told in whole units.
STEP = 100


@dataclass(frozen=True)
class SectionRow:
    """A section of what was sold; its name is empty for work beside it."""

    name: str
    category: int
    figures: Figures


@dataclass(frozen=True)
class PersonRow:
    """One of us: hours planned and worked, and how much of the prices theirs have used."""

    face: Face
    planned: int
    spent: int
    sold: Money
    # Of the price of their own planned hours.
    used_percent: int

    @property
    def left(self) -> int:
        return max(self.planned - self.spent, 0)


@dataclass(frozen=True)
class Spent:
    """A project as its page of figures shows it."""

    id: int
    title: str
    client: str
    lead_id: int
    currency: str
    figures: Figures
    sections: Sequence[SectionRow]
    people: Sequence[PersonRow]
    pressing: Sequence[Card]
    payments: Sequence[Payment]


def spent_on(project_id: int) -> Spent | None:
    """Seven statements, however many tasks: what lies in the archive counts, since its hours were worked."""
    head = db.session.execute(
        sa.select(Project.title, Client.name, Lead.id, Project.currency, Project.payments)
        .join(Lead, Lead.id == Project.lead_id)
        .join(Client, Client.id == Lead.client_id)
        .where(Project.id == project_id)
    ).one_or_none()
    if head is None:
        return None
    title, client, lead_id, currency, payments = head
    faces = dealing.faces_by_id()
    there = sa.and_(Task.project_id == project_id, Task.binned_at.is_(None))
    cards = dealing.cards_where(there, faces)
    return Spent(
        id=project_id,
        title=title,
        client=client,
        lead_id=lead_id,
        currency=currency,
        figures=Figures.of(cards, currency),
        sections=list(_sections(cards, currency)),
        people=_people(cards, faces, currency),
        pressing=[each for each in cards if not each.is_done and (each.over or each.is_ahead)],
        payments=Payment.all_of(payments, currency),
    )


def _sections(cards: Sequence[Card], currency: str) -> Iterable[SectionRow]:
    found: dict[str, list[Card]] = defaultdict(list)
    for card in cards:
        found[card.section].append(card)
    # Work beside what was sold stands last.
    for name in sorted(found, key=lambda one: (not one, found[one][0].category)):
        inside = found[name]
        yield SectionRow(name, inside[0].category, Figures.of(inside, currency))


def _people(cards: Sequence[Card], faces: dict[int, Face], currency: str) -> Sequence[PersonRow]:
    planned: dict[int, int] = defaultdict(int)
    spent: dict[int, int] = defaultdict(int)
    sold: dict[int, float] = defaultdict(float)
    used: dict[int, float] = defaultdict(float)
    for card in cards:
        price = card.sold.minor / card.planned if card.sold and card.planned else 0
        for member, minutes in card.planned_by.items():
            planned[member] += minutes
            sold[member] += price * minutes
        for member, minutes in card.spent_by.items():
            spent[member] += minutes
            used[member] += price * minutes
    rows = [
        PersonRow(
            faces[id],
            planned[id],
            spent[id],
            Money(round(sold[id]), currency).part(WHOLE, step=STEP),
            percent(round(used[id]), round(sold[id])),
        )
        for id in {*planned, *spent}
    ]
    return sorted(rows, key=lambda row: (-row.planned, row.face.name))
