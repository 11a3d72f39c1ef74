"""A proposal's pages into their form and back: saved as they were typed, then moved, added to or taken from."""

import json
from dataclasses import dataclass
from typing import Any

from agency.kernel.marks import mark_of
from agency.proposals import arranging, layouts, passages
from agency.proposals.arranging import Leaf
from agency.proposals.layouts import PageKind
from agency.proposals.models import Proposal
from agency.proposals.page_forms import PagesForm, as_shown
from agency.proposals.passages import Passage, PassageKind
from agency.proposals.telling import leaves_of

_BY = {"up": -1, "down": 1}


class StalePages(Exception):
    """Somebody else arranged them since the page was opened."""


@dataclass(frozen=True)
class Offered:
    """What there is for the pages: texts of the house, and the terms that hold in the proposal's language."""

    texts: list[Passage]
    terms: Passage | None


def offered(proposal: Proposal) -> Offered:
    """What the house has in the language of this proposal."""
    texts = [
        each
        for each in passages.everything()
        if each.kind is not PassageKind.terms and each.body.get(proposal.language)
    ]
    return Offered(texts, passages.terms_in(proposal.language))


def form_for(proposal: Proposal, texts: list[Passage]) -> PagesForm:
    """The form as it was sent, else with the pages as they are."""
    style = layouts.style(proposal.style or "")
    rows = as_shown(style, leaves_of(proposal))
    form = PagesForm(
        data={"style": style.name, "leaves": rows, "seen": mark_of_pages(proposal), "add": ""}
    )
    form.offer(texts, proposal.language)
    return form


def mark_of_pages(proposal: Proposal) -> str:
    """Stands for the pages as they are: whoever saves over another mark has not seen them."""
    return mark_of(proposal.style or "", json.dumps(proposal.pages or [], sort_keys=True))


def rearrange(proposal: Proposal, form: PagesForm, texts: list[Passage], do: str) -> int | None:
    """Keep what was typed and do what the button says; the place of the page that it was about.

    Raises ProposalFrozen, StalePages, TooManyPages.
    """
    proposal.must_be_draft()
    if form.seen.data != mark_of_pages(proposal):
        raise StalePages
    before, style = layouts.style(proposal.style or ""), layouts.style(form.style.data)
    leaves = _whole(form.arranged(before))
    leaves, at = _done(leaves, do, _chosen(form, texts, proposal.language))
    # Whoever arranged nothing gets the other style with its own order.
    kept = arranging.to_keep(before, leaves) and arranging.to_keep(style, leaves)
    proposal.arrange(style.name, kept)
    return at


def _whole(typed: list[Leaf]) -> list[Leaf]:
    """Each page that there is once, and every own one."""
    once: dict[Any, Leaf] = {}
    for place, leaf in enumerate(typed):
        once.setdefault(place if leaf.is_own else leaf.kind, leaf)
    there = {leaf.kind for leaf in once.values()}
    missing = [Leaf(kind, is_out=True) for kind in arranging.USUAL if kind not in there]
    return arranging.settled([*once.values(), *missing])


def _done(leaves: list[Leaf], do: str, page: Leaf) -> tuple[list[Leaf], int | None]:
    verb, _colon, number = do.partition(":")
    if verb == "add":
        return arranging.with_page(leaves, page)
    if not number.isdecimal() or int(number) >= len(leaves):
        return leaves, None
    at = int(number)
    if verb in _BY:
        return arranging.moved(leaves, at, _BY[verb])
    if verb == "drop" and leaves[at].is_own:
        return [*leaves[:at], *leaves[at + 1 :]], max(at - 1, 0)
    return leaves, None


def _chosen(form: PagesForm, texts: list[Passage], language: str) -> Leaf:
    """An empty page, or one that begins with a text of the house."""
    text = next((each for each in texts if str(each.id) == form.add.data), None)
    if text is None:
        return Leaf(PageKind.words, layout="text")
    title, body = text.title.get(language, ""), text.body[language]
    return Leaf(PageKind.words, "text", title, body, text.id)
