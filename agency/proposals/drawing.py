"""From a proposal in the database to the `Document` that paper and page show."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import cached_property
from typing import Literal

from flask_babel import gettext as _

from agency.kernel.files import StoredFile
from agency.kernel.i18n import pick, speaking
from agency.people import queries as people
from agency.people.models import Agency, Member
from agency.proposals.document import Document
from agency.proposals.models import EstimateLine, EstimateSection, Proposal
from agency.proposals.parts import (
    Accept,
    Figure,
    Line,
    Payment,
    Person,
    Quote,
    Reference,
    Section,
    Stage,
    Understanding,
)
from agency.proposals.pictured import Picture
from agency.proposals.references import Reference as Work
from agency.proposals.telling import pages_of

# Pixels across, for the size in which each is printed: 200 to the inch or more. A picture that covers a page from
# top to bottom is cut at its sides, so it is as wide as one that covers it from side to side; few references stand
# across the page.
FULL_PAGE, ACROSS, COLUMN, FACE = 1720, 1410, 930, 480
FEW = 4

Copies = Callable[[StoredFile, int], StoredFile]
Address = Callable[[str], str]


def draw(
    proposal: Proposal,
    house: Agency,
    *,
    today: date,
    copies: Copies,
    address: Address,
    link: str | None = None,
) -> Document:
    """The document of this proposal as it stands, in its own language.

    `copies` gives a picture in a width, `address` says where the browser finds a picture by its digest.
    Raises DocumentError where its parts do not fit together.
    """
    with speaking(proposal.language):
        return _Drawing(proposal, house, copies, address).document(today, link)


def pictures_of(proposal: Proposal) -> Iterator[tuple[StoredFile, int]]:
    """Every picture that its document shows, and the width in which it is needed."""
    for picture, width in (
        (proposal.cover, FULL_PAGE),
        (proposal.opening, FULL_PAGE),
        (proposal.detail, FULL_PAGE),
    ):
        if picture is not None:
            yield picture, width
    for member in _workers(proposal).values():
        if member.photo is not None:
            yield member.photo, FACE
    for work in proposal.references:
        yield work.picture, _width_of_works(proposal)


def _width_of_works(proposal: Proposal) -> int:
    return ACROSS if len(proposal.references) <= FEW else COLUMN


def _workers(proposal: Proposal) -> dict[int, Member]:
    """Who has a line, in the order of the lines; then who answers for a stage, and for it all."""
    found = {line.member.id: line.member for line in proposal.lines if line.member}
    responsible = {stage["member_id"] for stage in proposal.stages} - set(found)
    found |= {member.id: member for member in people.members_with(responsible)}
    found.setdefault(proposal.answerer.id, proposal.answerer)
    return found


class _Drawing:
    """One proposal being drawn; people are made once, so that they are the same in every part."""

    def __init__(self, proposal: Proposal, house: Agency, copies: Copies, address: Address) -> None:
        self._proposal = proposal
        self._house = house
        self._copies = copies
        self._address = address
        self._number = 0

    def document(self, today: date, link: str | None) -> Document:
        own, house = self._proposal, self._house
        lang: Literal["en", "ru"] = "ru" if own.language == "ru" else "en"
        return Document(
            title=own.title,
            lang=lang,
            currency=own.currency,
            brand=house.brand_kit,
            agency_name=house.name,
            agency_line=self._line(),
            client_name=own.lead.client.name,
            client_place=own.lead.client.city,
            version=own.version,
            is_draft=own.is_draft and own.lacks_approval,
            dated_on=own.dated_on or today,
            valid_until=own.valid_until,
            cover=self._picture(own.cover, FULL_PAGE, "cover"),
            opening=self._picture(own.opening, FULL_PAGE, "opening"),
            quote=self._quote(),
            understanding=self._understanding(),
            people=tuple(self._people[id] for id in self._authors),
            stages=tuple(self._stages()),
            sections=tuple(self._section(each) for each in own.sections if any(_written(each))),
            discount=own.discount,
            taxes=own.pricing.taxes,
            step=own.rounding,
            tax_note=pick(house.tax_note),
            payments=self._payments(),
            references=tuple(self._reference(work) for work in own.references),
            accept=self._accept(link),
            style=own.style or "",
            pages=pages_of(own, house, today=today),
        )

    def _line(self) -> str:
        line = pick(self._house.line)
        return f"{self._house.name}, {line}." if line else ""

    @cached_property
    def _people(self) -> dict[int, Person]:
        """Everybody who is named, each made once."""
        return {id: self._person(member) for id, member in _workers(self._proposal).items()}

    @property
    def _authors(self) -> list[int]:
        """Whoever has a line, in the order of the lines."""
        return list(dict.fromkeys(line.member.id for line in self._proposal.lines if line.member))

    def _person(self, member: Member) -> Person:
        alt = _("Portrait of %(name)s", name=member.name)
        photo = self._copy(member.photo, FACE, alt) if member.photo else None
        role = pick(member.role.name) if member.role else ""
        return Person(member.name, role, why=pick(member.why), photo=photo)

    def _section(self, section: EstimateSection) -> Section:
        return Section(
            section.title,
            section.category,
            tuple(self._estimate_line(line) for line in _written(section)),
            key=section.key,
            variant=section.variant,
            taken=section.counts,
            discount=section.discount,
            step=section.proposal.rounding,
        )

    def _estimate_line(self, line: EstimateLine) -> Line:
        self._number += 1
        return Line(
            self._number,
            line.text,
            key=line.key,
            person=self._people[line.member.id] if line.member else None,
            role=pick(line.role.name) if line.role else "",
            minutes=line.minutes if not line.is_fixed else None,
            most_minutes=line.most_minutes if not line.is_fixed else None,
            rate=line.rate if not line.is_fixed else None,
            price=line.fixed,
            quantity=line.content.quantity,
            # Hours are sold once: several of them would cost no more.
            most_quantity=line.most_quantity if line.is_fixed else None,
            unit=line.content.unit,
            is_optional=line.content.is_optional,
            taken=line.content.taken,
            discount=line.discount,
            step=line.section.proposal.rounding,
        )

    def _quote(self) -> Quote | None:
        said = self._proposal.quote
        if not said.get("text"):
            return None
        return Quote(said["text"], said.get("by", ""), said.get("where", ""))

    def _understanding(self) -> Understanding | None:
        told = self._proposal.understanding
        if not told.get("lead") and not told.get("paragraphs"):
            return None
        return Understanding(
            lead=told.get("lead", ""),
            paragraphs=tuple(told.get("paragraphs", ())),
            figures=tuple(Figure(figure, text) for figure, text in told.get("figures", ())),
            left_out=told.get("left_out", ""),
            picture=self._picture(self._proposal.detail, FULL_PAGE, "detail"),
        )

    def _stages(self) -> Iterator[Stage]:
        for stage in self._proposal.stages:
            person = self._people.get(stage["member_id"])
            if person is not None:
                starts, due = (date.fromisoformat(stage[day]) for day in ("starts_on", "due_on"))
                yield Stage(stage["title"], person, starts, due)

    def _payments(self) -> tuple[Payment, ...]:
        parts = [(part["percent"], part["when"]) for part in self._proposal.payments]
        return Payment.schedule(self._proposal.total, parts)

    def _reference(self, work: Work) -> Reference:
        alt = pick(work.alt) or pick(work.title)
        kind: Literal["ours", "admired"] = "admired" if work.kind.value == "admired" else "ours"
        picture = self._copy(work.picture, _width_of_works(self._proposal), alt)
        said = " ".join(filter(None, (pick(work.caption), pick(work.why))))
        return Reference(kind, pick(work.title), said, picture, pick(work.rights))

    def _accept(self, link: str | None) -> Accept:
        answerer, house = self._proposal.answerer, self._house
        return Accept(
            contact=self._people[answerer.id],
            email=house.mail_address,
            phone=answerer.phone or house.phone,
            link=link,
            asks_signature=bool(self._proposal.asks_signature),
        )

    def _picture(self, original: StoredFile | None, width: int, slot: str) -> Picture | None:
        if original is None:
            return None
        caption = self._proposal.captions.get(slot, "")
        alt = caption or _("Picture for “%(title)s”", title=self._proposal.title)
        return self._copy(original, width, alt, caption)

    def _copy(self, original: StoredFile, width: int, alt: str, caption: str = "") -> Picture:
        copy = self._copies(original, width)
        return Picture(
            name=f"{copy.sha256}.jpg",
            file=copy.path,
            url=self._address(copy.sha256),
            alt=alt,
            caption=caption,
        )


def _written(section: EstimateSection) -> Iterator[EstimateLine]:
    return (line for line in section.lines if not line.is_blank)
