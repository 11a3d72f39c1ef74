"""Cadences in the settings: what each does, changing one, and seeing beforehand what goes out and when."""

from typing import Any

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.wrappers import Response

from agency.followups import cadences, checking, overview, previewing, sample_letters, samples
from agency.followups.cadences import ChangedMeanwhile
from agency.followups.gaps import known
from agency.followups.states import CASES, Purpose, StepChannel
from agency.followups.steps import Cadence
from agency.followups.typed import TypedCadence
from agency.followups.views.blueprint import Answer, views
from agency.kernel import clock
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.i18n import LANGUAGES
from agency.kernel.web import reads, section, staff
from agency.people import queries as people
from agency.people.at_the_desk import member_here

# Nothing runs and nothing is loaded. The page around it may measure how high the letter is.
LETTER_POLICY = (
    "sandbox allow-same-origin; default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)
Asked = ImmutableMultiDict[str, str] | MultiDict[str, str]


@views.get("/settings/follow-ups")
@staff(Access.manager)
@section("desk.settings")
def all_cadences() -> str:
    """What goes out by itself for each purpose, as a line of time."""
    return render_template(
        "followups/cadences.html", cadences=overview.of_all(), channels=list(StepChannel)
    )


@views.get("/settings/follow-ups/<purpose>")
@staff(Access.manager)
@section("desk.settings")
def cadence(purpose: str) -> str:
    """One of them, to be changed."""
    return _page(None, _purpose(purpose), request.args)


@views.post("/settings/follow-ups/<purpose>")
@staff(Access.manager)
@section("desk.settings")
def cadence_change(purpose: str) -> Answer:
    """It goes otherwise from now on; or one of the page's buttons, which change only what is typed."""
    kind, typed = _purpose(purpose), TypedCadence.read(request.form)
    command = request.form.get("do", "look")
    if command not in ("publish", "look"):
        return _page(typed, kind, request.form, focus=typed.press(command) or "")
    is_right = checking.check(typed, kind)
    if command == "look":
        return _page(typed, kind, request.form)
    if not is_right:
        return _page(typed, kind, request.form, refused=True), 422
    try:
        published = _publish(typed, kind)
    except ChangedMeanwhile:
        db.session.rollback()
        typed.errors = [
            _("Somebody else published while you wrote. Publish again to put yours in its place.")
        ]
        return _page(typed, kind, request.form, refused=True), 409
    db.session.commit()
    flash(_("Published as version %(n)d.", n=published.version))
    return redirect(url_for("followups.all_cadences"), 303)


@views.post("/settings/follow-ups/<purpose>/foresight")
@staff(Access.manager)
@reads
def foresight(purpose: str) -> str:
    """The days of what is typed, for the page that asks as one types."""
    kind, typed = _purpose(purpose), TypedCadence.read(request.form)
    checking.check(typed, kind)
    return render_template("followups/_foresight.html", **_ahead(typed, kind, request.form))


@views.get("/settings/follow-ups/<purpose>/letter")
@staff(Access.manager)
def cadence_letter(purpose: str) -> Response:
    """A letter of the current version as it will look."""
    kind = _purpose(purpose)
    return _letter(TypedCadence.of(overview.current(kind)), kind, request.args)


@views.post("/settings/follow-ups/<purpose>/letter")
@staff(Access.manager)
@reads
def typed_letter(purpose: str) -> Response:
    """A letter as it is typed, as it will look."""
    return _letter(TypedCadence.read(request.form), _purpose(purpose), request.form)


def as_letter(page: str) -> Response:
    """A letter's HTML for a frame that runs nothing."""
    response = make_response(page)
    response.headers["Content-Security-Policy"] = LETTER_POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _publish(typed: TypedCadence, kind: Purpose) -> Cadence:
    return cadences.publish(
        kind,
        typed.as_steps(),
        at=clock.now(),
        by=member_here(),
        counted_from=typed.counted_from,
        moving_running=request.form.get("running") == "move",
        instead_of=request.form.get("version", type=int),
    )


def _page(
    typed: TypedCadence | None,
    kind: Purpose,
    asked: Asked,
    *,
    focus: str = "",
    refused: bool = False,
) -> str:
    """The editor with what is typed, else with what counts now."""
    current = overview.of(overview.current(kind))
    typed = typed or TypedCadence.of(current.cadence)
    return render_template(
        "followups/cadence.html",
        current=current,
        focus=focus,
        refused=refused,
        cases=CASES[kind],
        channels=list(StepChannel),
        languages=LANGUAGES,
        gaps_of=lambda case: known(kind, case),
        places=samples.PLACES,
        leads=samples.leads_to_choose(),
        zones_typed=(asked.get("zone", ""), asked.get("country", "")),
        moves=asked.get("running") == "move",
        is_typed=request.method == "POST",
        **_ahead(typed, kind, asked),
    )


def _ahead(typed: TypedCadence, kind: Purpose, asked: Asked) -> dict[str, Any]:
    found = previewing.preview(typed, kind, asked, zone=people.agency().zone, now=clock.now())
    return {
        "preview": found,
        "purpose": kind,
        "typed": typed,
        "problems": checking.problems(typed),
        "holiday": previewing.name_of,
    }


def _letter(typed: TypedCadence, kind: Purpose, asked: Asked) -> Response:
    found = previewing.preview(typed, kind, asked, zone=people.agency().zone, now=clock.now())
    step = typed.step(found.shown)
    if step is None:
        return as_letter(render_template("followups/no_letter.html"))
    letter = sample_letters.letter(
        step.as_step(1), kind, found.sample, language=found.lang, case=found.case, by=member_here()
    )
    return as_letter(letter.page)


def _purpose(name: str) -> Purpose:
    return next((each for each in Purpose if each.value == name), None) or abort(404)
