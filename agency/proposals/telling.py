"""What the written pages of a proposal say: its own words and the terms of the house, with their variables filled."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from agency.kernel.i18n import long_day, speaking
from agency.people.models import Agency
from agency.proposals import arranging, layouts, passages, variables
from agency.proposals.arranging import Leaf
from agency.proposals.layouts import WRITTEN, Page, PageKind
from agency.proposals.passages import Passage

if TYPE_CHECKING:
    from agency.proposals.models import Proposal

# The days of the offer are known when its paper is made, the total when it is read.
_KNOWN_LATER = ("valid_until", variables.LATE)


def leaves_of(proposal: "Proposal") -> list[Leaf]:
    """Its pages as they are arranged."""
    return arranging.arranged(layouts.style(proposal.style or ""), proposal.pages or ())


def pages_of(proposal: "Proposal", house: Agency, *, today: date) -> tuple[Page, ...]:
    """Its pages, everything that is not left out; empty while they are the style's and nothing is written."""
    leaves, terms = leaves_of(proposal), passages.terms_in(proposal.language)
    if not proposal.pages and terms is None:
        return ()
    values = values_of(proposal, house) | {"valid_until": _last_day(proposal, house, today)}
    written = (_page(leaf, terms, proposal.language) for leaf in leaves if not leaf.is_out)
    return tuple(_filled(page, values) for page in written)


def empty_variables(proposal: "Proposal", house: Agency) -> list[str]:
    """Which variables of its pages come to nothing, or are none."""
    texts = list(_texts(proposal))
    if not variables.used_in(*texts):
        return []
    later = dict.fromkeys(_KNOWN_LATER, "later")
    return variables.empty_in(texts, values_of(proposal, house) | later)


def values_of(proposal: "Proposal", house: Agency) -> dict[str, str]:
    """What each variable comes to, save the days of the offer and its total."""
    lead = proposal.lead
    return {
        "client": lead.client.name,
        "city": lead.client.city or "",
        "contact": lead.contact.name,
        "title": proposal.title,
        "agency": house.name,
        "manager": proposal.answerer.name,
    }


def _texts(proposal: "Proposal") -> Iterator[str]:
    leaves = [leaf for leaf in leaves_of(proposal) if not leaf.is_out]
    for leaf in leaves:
        if leaf.is_own:
            yield from (leaf.title, leaf.body)
    if any(leaf.kind is PageKind.terms for leaf in leaves):
        terms = passages.terms_in(proposal.language)
        yield from _words(terms, proposal.language) if terms else ()


def _page(leaf: Leaf, terms: Passage | None, language: str) -> Page:
    if leaf.kind is PageKind.terms and terms is not None:
        title, body = _words(terms, language)
        return Page(leaf.kind, leaf.layout, title, body, terms.version)
    if leaf.kind in WRITTEN:
        return Page(leaf.kind, leaf.layout, leaf.title, leaf.body)
    return Page(leaf.kind, leaf.layout)


def _words(passage: Passage, language: str) -> tuple[str, str]:
    return passage.title.get(language, ""), passage.body.get(language, "")


def _filled(page: Page, values: Mapping[str, str]) -> Page:
    if page.kind not in WRITTEN:
        return page
    title, body = (variables.filled(text, values) for text in (page.title, page.body))
    return Page(page.kind, page.layout, title, body, page.version)


def _last_day(proposal: "Proposal", house: Agency, today: date) -> str:
    with speaking(proposal.language):
        return long_day(proposal.valid_until or today + timedelta(days=house.valid_days))
