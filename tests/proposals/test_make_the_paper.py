"""The PDF of a proposal, made by a worker: its steps can be seen, its end is one paper, its failure says why."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from agency.demo.studio import Studio
from agency.kernel import due, edition, pdf, pictures
from agency.kernel.auth import GuestLink
from agency.kernel.db import db
from agency.kernel.due import Due, DueState
from agency.kernel.files import StoredFile
from agency.kernel.pictures import PictureCopy
from agency.proposals import drawing, jobs, paper
from agency.proposals.document import Document
from agency.proposals.links import retire_links
from agency.proposals.models import EstimateLine, Proposal, ProposalIncomplete
from tests.offers import SHEET, TODAY, a_draft, sheet_of
from tests.support import NOW, HouseClient


@pytest.fixture
def database() -> str:
    """How type is set does not depend on it: one database is enough."""
    return "sqlite"


RunDue = Callable[[datetime], int]


@pytest.fixture
def small(studio: Studio) -> Proposal:
    """A draft of three lines, quickly printed."""
    return a_draft(studio.leads["harbour"], studio.vera)


def links(proposal: Proposal) -> list[bool]:
    """Of each link of it, whether it is open."""
    found = db.session.scalars(
        sa.select(GuestLink).where(GuestLink.subject == proposal.id).order_by(GuestLink.id)
    )
    return [link.revoked_at is None for link in found]


def papers() -> list[StoredFile]:
    return list(
        db.session.scalars(
            sa.select(StoredFile).where(StoredFile.content_type == "application/pdf")
        )
    )


def text_of(file: StoredFile) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(file.read())).pages)


def test_asking_for_the_paper_has_it_made_and_shows_how_far_it_is(
    vera: HouseClient, small: Proposal, run_due: RunDue
) -> None:
    answer = vera.post(f"/proposals/{small.id}/paper")
    assert (answer.status_code, answer.location) == (303, f"/proposals/{small.id}/sending")
    waiting = vera.get(f"/proposals/{small.id}/paper/progress", headers=SHEET).text
    assert "Waiting for a free pair of hands" in waiting
    assert 'hx-trigger="load delay:700ms"' in waiting
    run_due(NOW)
    assert small.has_current_paper(TODAY)
    done = vera.get(f"/proposals/{small.id}/paper/progress", headers=SHEET).text
    assert "hx-trigger" not in done
    assert "The PDF shows the estimate as it stands, dated 19 March 2026." in done
    file = vera.get(f"/proposals/{small.id}/paper.pdf")
    assert (file.mimetype, file.data[:5]) == ("application/pdf", b"%PDF-")


def test_each_step_can_be_seen_by_others_while_it_is_made(
    studio: Studio, small: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    reach = jobs._reach

    def watch(id: int, step: str, percent: int, *of: type[Proposal]) -> None:
        reach(id, step, percent, *of)
        with db.engine.connect() as another:
            row = another.execute(sa.select(Proposal.render_step, Proposal.render_percent))
            seen.append(next((one for one in row if one[0] == step), None))

    monkeypatch.setattr(jobs, "_reach", watch)
    small.want_paper(on=TODAY, valid_days=21)
    db.session.commit()
    jobs.render(small.id, NOW)
    steps = [step for step, _percent in filter(None, seen)]
    assert list(dict.fromkeys(steps)) == ["reading", "pictures", "typesetting"]
    percents = [percent for _step, percent in filter(None, seen)]
    assert percents == sorted(percents)
    assert len(set(percents)) >= 5


def test_the_paper_says_what_the_sheet_says(
    vera: HouseClient, studio: Studio, draft: Proposal, run_due: RunDue
) -> None:
    vera.post(f"/proposals/{draft.id}/paper")
    run_due(NOW)
    assert draft.paper is not None
    words = text_of(draft.paper)
    for shown in ("A shop window for clay", "17,026", "Glaze picker", "Timur Galeev", "6,810.40"):
        assert shown in words
    # One copy of each picture for its size, and the demo's pictures are small enough as they are.
    assert len(db.session.scalars(sa.select(PictureCopy)).all()) == 17


def test_the_paper_has_one_open_link_and_earlier_ones_are_closed(
    small: Proposal, run_due: RunDue
) -> None:
    for number in (1, 2):
        small.title = f"In words number {number}"
        make(small, run_due, number)
    assert links(small) == [False, True]


def test_what_was_not_changed_is_not_made_again(
    small: Proposal, run_due: RunDue, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(small, run_due, 1)
    assert small.paper is not None
    first, digest = small.paper.id, small.paper.sha256
    with monkeypatch.context() as patch:
        patch.setattr(pdf, "render", None)
        small.change()  # and changed back
        make(small, run_due, 2)
        assert (small.paper_id, small.paper.sha256, small.render_error) == (first, digest, "")
        assert small.has_current_paper(TODAY)
    assert links(small) == [True]
    retire_links(small, but=0, at=NOW)
    make(small, run_due, 3)
    assert small.paper_id != first, "its link opens nothing any more"
    assert links(small) == [False, True]


def test_a_new_edition_of_the_house_makes_it_again(
    small: Proposal, run_due: RunDue, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(small, run_due, 1)
    first = small.paper_id
    monkeypatch.setattr(edition, "edition", lambda: "another")
    make(small, run_due, 2)
    assert small.paper_id != first


def make(proposal: Proposal, run_due: RunDue, number: int) -> None:
    """Ask for the paper, and have it made."""
    at = NOW + timedelta(seconds=number)
    proposal.want_paper(on=TODAY, valid_days=21)
    due.plan("proposals.render", proposal.id, at)
    run_due(at)


@pytest.mark.parametrize("step", ["reading", "pictures", "typesetting"])
def test_killed_between_two_steps_and_run_again_it_leaves_one_paper(
    small: Proposal, run_due: RunDue, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    class Killed(BaseException):
        """What no handler catches: the process is gone."""

    reach = jobs._reach

    def die(id: int, reached: str, percent: int, *of: type[Proposal]) -> None:
        reach(id, reached, percent, *of)
        if reached == step:
            raise Killed

    small.want_paper(on=TODAY, valid_days=21)
    due.plan("proposals.render", small.id, NOW)
    monkeypatch.setattr(jobs, "_reach", die)
    with pytest.raises(Killed):
        run_due(NOW)
    db.session.rollback()
    monkeypatch.setattr(jobs, "_reach", reach)
    assert run_due(NOW) == 0, "the lease of the dead still runs"
    run_due(NOW + due.LEASE)
    assert small.has_current_paper(TODAY)
    assert len(papers()) == 1
    assert links(small)[-1:] == [True]
    assert sum(links(small)) == 1


def test_a_change_while_it_is_made_leaves_the_paper_out_of_date(
    vera: HouseClient, small: Proposal, run_due: RunDue
) -> None:
    vera.post(f"/proposals/{small.id}/paper")
    run_due(NOW)
    fields = sheet_of(vera, small)
    fields[f"l{small.lines[0].id}-hours"] = "9"
    vera.post(f"/proposals/{small.id}/estimate", data=fields)
    assert small.missing(TODAY) == ["paper"]
    assert "The PDF is older than the estimate" in vera.get(f"/proposals/{small.id}/sending").text


def test_a_paper_of_yesterday_bears_the_date_of_another_day(
    vera: HouseClient, small: Proposal, run_due: RunDue
) -> None:
    small.want_paper(on=TODAY - timedelta(days=1), valid_days=21)
    due.plan("proposals.render", small.id, NOW)
    run_due(NOW)
    assert (
        "The PDF bears the date of another day" in vera.get(f"/proposals/{small.id}/sending").text
    )


def test_a_failure_says_why_and_can_be_tried_again(
    vera: HouseClient, small: Proposal, run_due: RunDue
) -> None:
    small.lines[0].text = "A letter that no typeface has: \u0d9e"
    vera.post(f"/proposals/{small.id}/paper")
    run_due(NOW)
    page = vera.get(f"/proposals/{small.id}/sending").text
    assert "The PDF could not be made." in page
    assert "U+0D9E" in page
    assert "Try again" in page
    assert db.session.scalars(sa.select(Due.state).where(Due.kind == "proposals.render")).one() is (
        DueState.done
    ), "a person decides when to try again"
    small.lines[0].text = "A letter that every typeface has"
    vera.post(f"/proposals/{small.id}/paper")
    run_due(NOW)
    assert small.has_current_paper(TODAY)


def test_a_failure_that_may_pass_is_shown_and_tried_again_by_itself(
    small: Proposal, run_due: RunDue, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object, **more: object) -> bytes:
        raise OSError("No space left on device")

    small.want_paper(on=TODAY, valid_days=21)
    due.plan("proposals.render", small.id, NOW)
    with monkeypatch.context() as patch:
        patch.setattr(paper, "document_pdf", full)
        run_due(NOW)
    assert (small.render_step, small.render_error) == ("failed", "No space left on device")
    run_due(NOW + due.RETRIES[0])
    assert small.has_current_paper(TODAY)


def test_blank_lines_are_left_out_of_the_paper(vera: HouseClient, small: Proposal) -> None:
    small.sections[0].lines.append(EstimateLine(position=4, text=""))
    vera.post(f"/proposals/{small.id}/paper")
    assert len(small.lines) == 3
    assert small.render_step == "queued"


def test_a_line_without_a_price_is_no_paper_yet(vera: HouseClient, small: Proposal) -> None:
    small.sections[0].lines.append(EstimateLine(position=4, text="Something"))
    answer = vera.post(f"/proposals/{small.id}/paper")
    assert answer.location == f"/proposals/{small.id}"
    assert small.render_step == ""
    assert "One line has no price" in vera.get(f"/proposals/{small.id}").text


def test_an_estimate_without_a_line_is_no_paper(studio: Studio) -> None:
    empty = a_draft(studio.leads["harbour"], studio.vera, lines=0)
    with pytest.raises(ProposalIncomplete) as refusal:
        empty.want_paper(on=TODAY, valid_days=21)
    assert refusal.value.missing == ("lines",)


def test_there_is_no_paper_before_it_is_made(vera: HouseClient, small: Proposal) -> None:
    assert vera.get(f"/proposals/{small.id}/paper.pdf").status_code == 404


def test_members_see_how_far_it_is_and_do_not_ask_for_it(
    client: HouseClient, studio: Studio, small: Proposal
) -> None:
    client.login(studio.timur)
    assert client.get(f"/proposals/{small.id}/paper/progress").status_code == 200
    assert client.post(f"/proposals/{small.id}/paper").status_code == 403


def test_a_photo_is_copied_once_for_the_size_it_is_shown_in(
    studio: Studio, draft: Proposal
) -> None:
    first = [pictures.make_copy(*each, at=NOW).id for each in drawing.pictures_of(draft)]
    again = [pictures.make_copy(*each, at=NOW).id for each in drawing.pictures_of(draft)]
    assert first == again


def test_pages_that_cannot_be_made_leave_no_door_open(
    small: Proposal, run_due: RunDue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper, "document_pdf", lambda document, **more: 1 / 0)
    make(small, run_due, 1)
    assert small.render_step == "failed" and links(small) == [False]


def test_of_two_made_at_once_the_newer_stays_whichever_ends_last(
    small: Proposal, run_due: RunDue, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = small.id

    def slowly(document: Document, **more: object) -> bytes:
        """While these pages are set, others are asked for and made."""
        monkeypatch.setattr(paper, "document_pdf", lambda document, **more: b"%PDF-1.7 newer")
        found = db.session.get_one(Proposal, id)
        if document.title == "A small thing":
            found.change()
            found.title = "In other words"
        else:
            found.author.name = "Vera Anders"
        found.want_paper(on=TODAY, valid_days=21)
        db.session.commit()
        jobs.render(id, NOW)
        db.session.commit()
        return b"%PDF-1.7 older"

    for _ in ("another revision", "the same, with another name"):
        monkeypatch.setattr(paper, "document_pdf", slowly)
        small.change()
        make(small, run_due, 1)
        assert small.paper is not None and small.paper.read() == b"%PDF-1.7 newer"
        assert small.has_current_paper(TODAY)
        assert links(small).count(True) == 1


def test_what_was_changed_beside_the_estimate_is_said_before_it_goes(
    vera: HouseClient, small: Proposal, run_due: RunDue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper, "document_pdf", lambda document, **more: b"%PDF-1.7 short")
    make(small, run_due, 1)
    page, says = f"/proposals/{small.id}/sending", "something beside it was changed since"
    assert says not in vera.get(page).text
    small.lead.client.name = "Harbour Coffee & Sons"
    assert says in vera.get(page).text and small.has_current_paper(TODAY)
    make(small, run_due, 2)
    assert says not in vera.get(page).text
    small.change()
    told = vera.get(page).text
    assert says not in told and "The PDF is older than the estimate" in told
