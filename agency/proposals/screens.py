"""What the pages of proposals show, put together; their views decide which, and when."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from agency.kernel import i18n, pictures
from agency.kernel.files import StoredFile
from agency.leads.bringing import who_brought
from agency.people import queries as people
from agency.proposals import added, drawing, mails, pins, queries, reads, suggesting, words
from agency.proposals.added import Added
from agency.proposals.beside import beside
from agency.proposals.capacity import capacity_of
from agency.proposals.cells import hours_to_type, off_to_type, price_to_type
from agency.proposals.document import Document
from agency.proposals.editing import UnreadableSheet
from agency.proposals.forms import PlainForm, SendingForm, WordsForm
from agency.proposals.margin import margin_of
from agency.proposals.models import Proposal, ProposalFrozen
from agency.proposals.one_cell import Kept
from agency.proposals.plain import PlainLine
from agency.proposals.rates import RatesOfTheDay
from agency.proposals.row_forms import OFFERED
from agency.proposals.rows import Block, Foot, Row
from agency.proposals.sheet import Sheet, written
from agency.proposals.states import ProposalState
from agency.proposals.steps import Step
from agency.proposals.words import StaleWords

Answer = tuple[str, int]
OK, CONFLICT, UNREADABLE = 200, 409, 422


@dataclass(frozen=True)
class Desk:
    """Who looks: whether they may write proposals, whether it is the owner, and when that is."""

    now: datetime
    may_write: bool
    is_owner: bool = False  # and may see what work costs the house

    @property
    def today(self) -> date:
        """The day on our calendar."""
        return i18n.in_zone(self.now, people.agency().zone).date()


def sheet_page(
    desk: Desk,
    sheet: Sheet,
    refusal: Exception | None = None,
    *,
    focus: str = "",
    step: Step | None = None,
) -> Answer:
    """The estimate: the whole page, or for a script the parts of it that change."""
    fresh = _added(sheet) if desk.may_write else None
    step = fresh.step if fresh else step
    page = render_template(
        "proposals/_update.html" if wants_update() else "proposals/proposal.html",
        sheet=sheet,
        added=fresh,
        **_at_the_side(desk, sheet.proposal),
        **({} if wants_update() else _their_side(sheet.proposal)),
        write=sheet.written(i18n.language()),
        **typing(sheet),
        refusal=_name_of(refusal),
        undo=step.sealed() if step else "",
        rates=RatesOfTheDay(desk.today, sheet.proposal.currency),
        form=PlainForm(),
        may_write=desk.may_write and sheet.proposal.is_draft,
        readings=queries.readings([sheet.proposal]).get(sheet.proposal.id),
        saved_at=desk.now if wants_update() else None,
        focus=focus,
        suggested=suggesting.suggested(sheet.proposal, sheet.members),
        **paper_facts(desk, sheet.proposal),
    )
    if isinstance(refusal, UnreadableSheet):
        return page, UNREADABLE
    return page, CONFLICT if refusal else OK


def _their_side(proposal: Proposal) -> dict[str, Any]:
    """What the client asked, and how it was read."""
    return {
        "asked_pins": pins.of_lead(proposal.lead_id),
        "reads": None if proposal.is_draft else reads.of(proposal),
        "hint": reads.hint(proposal),
    }


def margin(desk: Desk, sheet: Sheet) -> str:
    """What stands beside the sheet, by itself."""
    return render_template(
        "proposals/_figures.html",
        sheet=sheet,
        **_at_the_side(desk, sheet.proposal, with_remarks=False),
        write=sheet.written(i18n.language()),
        **typing(sheet),
        may_write=desk.may_write and sheet.proposal.is_draft,
        suggested=suggesting.suggested(sheet.proposal, sheet.members),
        **paper_facts(desk, sheet.proposal),
    )


def _at_the_side(desk: Desk, proposal: Proposal, *, with_remarks: bool = True) -> dict[str, Any]:
    """Whether there is time for it, what is left of it, and what is known of its lines: each for whom it concerns."""
    is_ahead = proposal.state in (ProposalState.draft, ProposalState.sent)
    writes = desk.may_write and proposal.is_draft and with_remarks
    return {
        "capacity": capacity_of(proposal, today=desk.today)
        if desk.may_write and is_ahead
        else None,
        "left": margin_of(proposal, on=desk.today) if desk.is_owner else None,
        "beside": beside(proposal) if writes else None,
    }


def _added(sheet: Sheet) -> Added | None:
    """What came from elsewhere a moment ago, as the address says."""
    text = request.args.get("new", "") if request.method == "GET" else ""
    return added.read(text, sheet.proposal) if text and sheet.proposal.is_draft else None


def cell_part(
    desk: Desk,
    sheet: Sheet,
    row: Row | Block | Foot,
    refusal: Exception | None = None,
    *,
    step: Step | None = None,
) -> Answer:
    """What one cell changed: its row, the head of its section, the sums."""
    page = render_template(
        "proposals/_cell.html",
        sheet=sheet,
        proposal=sheet.proposal,
        row=row if isinstance(row, Row) else None,
        block=row if isinstance(row, Block) else _block_of(sheet, row),
        write=sheet.written(i18n.language()),
        **typing(sheet),
        refusal=_name_of(refusal),
        undo=step.sealed() if step else "",
        may_write=True,
        saved_at=desk.now,
    )
    if isinstance(refusal, UnreadableSheet):
        return page, UNREADABLE
    return page, CONFLICT if refusal else OK


def cell_kept(desk: Desk, kept: Kept) -> str:
    """What a plain cell changed: figures, and no row is drawn anew."""
    lang, line, estimate = i18n.language(), kept.line, kept.estimate
    return render_template(
        "proposals/_kept.html",
        proposal=estimate,
        line=line,
        value=_to_type(line, kept.cell, lang),
        write=written(estimate, lang),
        undo=kept.step.sealed(),
        house=people.zone_and_tax_note(),
        saved_at=desk.now,
    )


def _to_type(line: PlainLine, cell: str, lang: str) -> str:
    if cell == "hours":
        return hours_to_type(line.minutes, lang, line.most_minutes)
    return price_to_type(line, lang) if cell == "fixed" else str(line.text)


def _block_of(sheet: Sheet, row: Row | Foot) -> Block | None:
    return next((each for each in sheet.blocks if row in each.rows), None)


def typing(sheet: Sheet) -> dict[str, Any]:
    """How what is saved stands in cells that are typed into."""
    lang, currency = i18n.language(), sheet.proposal.currency
    return {
        "to_type": hours_to_type,
        "price_to_type": lambda line: price_to_type(line, lang),
        "off_to_type": lambda discount: off_to_type(discount, currency, lang),
        "offered": OFFERED,
    }


def words_page(
    proposal: Proposal, form: WordsForm, refusal: Exception | None = None, *, status: int = OK
) -> Answer:
    """Words and pictures; after a stale save with what somebody else wrote beside it."""
    shelf = words.house_pictures(proposal)
    page = render_template(
        "proposals/words_page.html",
        proposal=proposal,
        form=form,
        saved=words.said(proposal) if isinstance(refusal, StaleWords) else None,
        refusal=_name_of(refusal),
        fresh_mark=words.mark_of_words(proposal),
        pictures=shelf,
        thumbnail=thumbnails(list(shelf.values())),
    )
    return page, status


def sending_page(
    desk: Desk,
    proposal: Proposal,
    form: SendingForm,
    refusal: Exception | None = None,
    *,
    status: int = OK,
    **ahead: Any,
) -> Answer:
    """The paper and the letter; `ahead` is what would follow it."""
    page = render_template(
        "proposals/sending.html",
        form=form,
        capacity=capacity_of(proposal, today=desk.today),
        subject=mails.offer_subject(proposal),
        link_word=mails.LINK.get(proposal.language, mails.LINK["en"]),
        refusal=_name_of(refusal),
        **ahead,
        **who_brought(proposal.lead, desk.now),
        **paper_facts(desk, proposal),
    )
    return page, status


def preview_page(desk: Desk, proposal: Proposal) -> str:
    """The client's page as it would be now. Raises DocumentError."""
    document = _document(desk, proposal)
    with i18n.speaking(proposal.language):
        return render_template(
            "portal/preview.html",
            document=document,
            proposal=proposal,
            state="preview",
            lang_switch=[],
            proposal_links={
                "pdf": url_for("proposals.paper", id=proposal.id) if proposal.paper else ""
            },
        )


def paper_facts(desk: Desk, proposal: Proposal) -> dict[str, Any]:
    """Where the PDF stands, and what is missing before it can go."""
    return {
        "proposal": proposal,
        "missing": proposal.missing(desk.today) if proposal.is_draft else [],
        "is_current": proposal.has_current_paper(desk.today),
        "now": desk.now,
        "is_past": proposal.is_past(i18n.in_zone(desk.now, proposal.lead.client.zone).date()),
        "may_manage": desk.may_write,
    }


def wants_update() -> bool:
    """Whether a script asks, which needs only what changes."""
    return "HX-Request" in request.headers


def why_not(refusal: Exception) -> str:
    """A refusal of the press, in words of what to do."""
    if isinstance(refusal, ProposalFrozen):
        return str(_("It was sent already: a change is a new version."))
    return str(_("Something is missing first; the margin says what."))


def picture_address(digest: str) -> str:
    """Where a browser finds a picture."""
    return url_for("portal.picture", sha256=digest)


def _document(desk: Desk, proposal: Proposal) -> Document:
    return drawing.draw(
        proposal,
        people.agency(),
        today=desk.today,
        copies=pictures.copies_of(drawing.pictures_of(proposal)),
        address=picture_address,
    )


def thumbnails(shown: list[StoredFile]) -> Callable[[StoredFile], str]:
    """Says where the small copy of each of these lies."""
    copy = pictures.copies_of((picture, words.THUMBNAIL) for picture in shown)
    return lambda picture: picture_address(copy(picture, words.THUMBNAIL).sha256)


def _name_of(refusal: Exception | None) -> str:
    return type(refusal).__name__ if refusal else ""
