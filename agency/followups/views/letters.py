"""Reading the letters before they go: those of a lead, and those of a proposal that is about to be sent."""

from flask import abort, render_template, request, url_for
from werkzeug.wrappers import Response

from agency.followups import mails, outlook, plan_rows
from agency.followups.models import CASES, Enrollment, Purpose
from agency.followups.previewing import name_of
from agency.followups.views.blueprint import views
from agency.followups.views.cadences import as_letter
from agency.kernel import clock
from agency.kernel.db import db
from agency.kernel.web import section, staff
from agency.leads import queries as leads
from agency.proposals import queries as proposals


@views.get("/leads/<int:id>/followups")
@staff()
@section("leads.all_leads")
def letters(id: int) -> str:
    """What goes out if they stay silent, word for word, in the client's language."""
    lead = leads.lead(id) or abort(404)
    rows = plan_rows.to_go(lead)
    purposes = {enrollment.purpose for enrollment, _ in rows}
    return render_template(
        "followups/letters.html",
        lead=lead,
        rows=[
            (row, _address(enrollment, row.n), enrollment.purpose, mails.notes(enrollment, row.n))
            for enrollment, row in sorted(rows, key=lambda each: each[1].at)
        ],
        several=len({enrollment.id for enrollment, _ in rows}) > 1,
        cases=[case for purpose in Purpose if purpose in purposes for case in CASES[purpose]],
        proposal=None,
        holiday=name_of,
    )


@views.get("/proposals/<int:id>/followups")
@staff()
@section("proposals.index")
def letters_if_sent(id: int) -> str:
    """The same before the proposal is sent."""
    proposal = proposals.proposal(id) or abort(404)
    enrollment = outlook.if_sent(proposal)
    rows = outlook.before_sending(enrollment, at=clock.now())
    case = request.args.get("case", "")
    return render_template(
        "followups/letters.html",
        lead=proposal.lead,
        proposal=proposal,
        obstacle=outlook.obstacle(proposal.lead),
        rows=[
            (
                row,
                url_for(".letter_if_sent", id=id, n=row.n, case=case),
                Purpose.proposal,
                mails.notes(enrollment, row.n),
            )
            for row in rows
        ],
        several=False,
        cases=CASES[Purpose.proposal],
        holiday=name_of,
    )


@views.get("/followups/enrollments/<int:id>/letters/<int:n>")
@staff()
def letter(id: int, n: int) -> Response:
    """One letter that is still to go, as they will see it."""
    return _page(db.session.get(Enrollment, id) or abort(404), n)


@views.get("/proposals/<int:id>/followups/<int:n>")
@staff()
def letter_if_sent(id: int, n: int) -> Response:
    """One letter that would follow the proposal."""
    return _page(outlook.if_sent(proposals.proposal(id) or abort(404)), n)


def _page(enrollment: Enrollment, n: int) -> Response:
    if enrollment.step(n) is None:
        abort(404)
    case = outlook.case_now(enrollment, n, asked=request.args.get("case", ""), now=clock.now())
    return as_letter(outlook.letter_page(enrollment, n, case=case))


def _address(enrollment: Enrollment, n: int) -> str:
    return url_for(".letter", id=enrollment.id, n=n, case=request.args.get("case", ""))
