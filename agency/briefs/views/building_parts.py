"""The builder of one template: its pages and questions, each act a post to what it changes."""

from dataclasses import replace

from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.briefs import building, building_conditions, building_forms, drafts, parts
from agency.briefs.building import ChangedMeanwhile, Draft
from agency.briefs.building_forms import TypedPage, TypedQuestion
from agency.briefs.building_page import Builder, Typed
from agency.briefs.condition_words import speaks
from agency.briefs.conditions import Op
from agency.briefs.drafts import NotThere, Place
from agency.briefs.kinds import QuestionKind
from agency.briefs.questionnaire import Page, Question, Questionnaire
from agency.briefs.reading import MOST_PAGES, MOST_QUESTIONS
from agency.briefs.templates import BriefTemplate
from agency.briefs.views.blueprint import views
from agency.briefs.views.building import link_of, template_here
from agency.kernel import clock
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.i18n import LANGUAGES
from agency.kernel.web import section, staff
from agency.people import queries as people
from agency.people.at_the_desk import member_here

Answer = str | Response | tuple[str, int]


@views.get("/settings/briefs/<int:id>")
@staff(Access.manager)
@section("desk.settings")
def builder(id: int) -> str:
    """One template as it is being made."""
    return show(Builder.at(template_here(id), request.args.get("at", "")))


@views.post("/settings/briefs/<int:id>/pages")
@staff(Access.manager)
def new_page(id: int) -> Answer:
    """One more page at the end."""
    template, draft = _draft(id)
    if len(draft.asks.pages) >= MOST_PAGES:
        return _refuse(template, _("A brief has %(most)d pages at most.", most=MOST_PAGES))
    page = Page(drafts.new_key("p"), len(draft.asks.pages) + 1, {})
    return _keep(template, draft, drafts.with_page(draft.asks, page), f"page:{page.key}")


@views.post("/settings/briefs/<int:id>/pages/<key>")
@staff(Access.manager)
@section("desk.settings")
def page_change(id: int, key: str) -> Answer:
    """A page's words and condition."""
    template, draft = _draft(id)
    now = next((each for each in draft.asks.pages if each.key == key), None)
    typed = TypedPage.read(request.form, now or Page(key, 0, {}), draft.asks)
    command, _there, path = request.form.get("do", "").partition(":")
    before = building_conditions.earlier(draft.asks, now) if now else []
    building_conditions.press(typed.condition, command, path, before)
    if typed.errors:
        return show(Builder(template, typed, is_refused=True)), 422
    try:
        made = typed.made()
        building.must_be_seen(now, made, edits=_edits(template), seen=_seen())
    except ChangedMeanwhile as error:
        return _collide(template, typed, error), 409
    return _keep(template, draft, drafts.with_page(draft.asks, made), f"page:{key}", path)


@views.post("/settings/briefs/<int:id>/pages/<key>/removal")
@staff(Access.manager)
def page_removal(id: int, key: str) -> Answer:
    """A page is taken out with its questions; it can be put back."""
    template, draft = _draft(id)
    rest = draft.without_page(key)
    return _keep(template, rest, rest.asks, "")


@views.post("/settings/briefs/<int:id>/pages/<key>/position")
@staff(Access.manager)
def page_position(id: int, key: str) -> Answer:
    """A page stands elsewhere among the pages."""
    template, draft = _draft(id)
    here = drafts.page_of(draft.asks, key).number - 1
    to = request.form.get("place", type=int)
    to = here + _step() if to is None else to
    return _keep(template, draft, drafts.page_moved(draft.asks, key, to), f"page:{key}")


@views.post("/settings/briefs/<int:id>/questions")
@staff(Access.manager)
def new_question(id: int) -> Answer:
    """One more question of a kind: after the one that is named, else at the end of the page."""
    template, draft = _draft(id)
    asks, kind = draft.asks, _kind_sent()
    if len(asks.order) >= MOST_QUESTIONS:
        return _refuse(template, _("A brief asks %(most)d questions at most.", most=MOST_QUESTIONS))
    question = drafts.blank(kind, drafts.new_key("q"))
    page = drafts.page_of(asks, request.form.get("page", ""))
    after = [each.key for each in page.questions]
    named = request.form.get("after", "")
    at = after.index(named) + 1 if named in after else len(after)
    changed = drafts.with_question(asks, question, Place(page.key, at))
    return _keep(template, draft, changed, f"question:{question.key}")


@views.post("/settings/briefs/<int:id>/questions/<key>")
@staff(Access.manager)
@section("desk.settings")
def question_change(id: int, key: str) -> Answer:
    """A question's words, kind, choices, limits and condition; or one of the buttons between them."""
    template, draft = _draft(id)
    now = draft.asks.by_key.get(key)
    before = now or Question(key, QuestionKind.text, {})
    typed = TypedQuestion.read(request.form, before, draft.asks)
    if now is None and request.form.get("do") == "again":
        return _keep(template, draft, _again(draft.asks, typed.made()), f"question:{key}")
    try:
        if now is None or not typed.errors:
            building.must_be_seen(now, typed.made(), edits=_edits(template), seen=_seen())
    except ChangedMeanwhile as error:
        return _collide(template, typed, error), 409
    focus = _press(typed, draft.asks)
    if typed.errors:
        return show(Builder(template, typed, is_refused=True)), 422
    made = typed.made()
    lost = (before.choices and not made.choices) or (before.columns and not made.columns)
    draft = draft.remembering(key) if lost and made.kind is not before.kind else draft
    return _keep(template, draft, drafts.changed(draft.asks, made), f"question:{key}", focus)


@views.post("/settings/briefs/<int:id>/questions/<key>/removal")
@staff(Access.manager)
def question_removal(id: int, key: str) -> Answer:
    """A question is taken out; it can be put back."""
    template, draft = _draft(id)
    page = draft.asks.pages_by_question[drafts.question_of(draft.asks, key).key]
    rest = draft.without(key)
    at = next(n for n, each in enumerate(page.questions) if each.key == key)
    beside = [each for each in page.questions if each.key != key][max(0, at - 1) :]
    return _keep(
        template, rest, rest.asks, f"question:{beside[0].key}" if beside else f"page:{page.key}"
    )


@views.post("/settings/briefs/<int:id>/questions/<key>/copy")
@staff(Access.manager)
def question_copy(id: int, key: str) -> Answer:
    """The same question once more, right after it."""
    template, draft = _draft(id)
    new = drafts.new_key("q")
    return _keep(template, draft, drafts.doubled(draft.asks, key, new), f"question:{new}")


@views.post("/settings/briefs/<int:id>/questions/<key>/position")
@staff(Access.manager)
def question_position(id: int, key: str) -> Answer:
    """A question stands elsewhere: a step up or down, at a place of a page, or at the end of another page."""
    template, draft = _draft(id)
    asks, page = draft.asks, request.form.get("page")
    if page is None:
        changed = drafts.stepped(asks, key, _step())
    else:
        at = request.form.get("place", len(drafts.page_of(asks, page).questions), type=int)
        changed = drafts.moved(asks, key, Place(page, at))
    return _keep(template, draft, changed, f"question:{key}")


@views.post("/settings/briefs/<int:id>/returns")
@staff(Access.manager)
def question_return(id: int) -> Answer:
    """What was taken out is put back where it stood."""
    template, draft = _draft(id)
    nth = request.form.get("nth", 0, type=int)
    whole = draft.with_again(nth)
    back = draft.removed[nth]
    where = f"page:{back.page.key}" if back.is_page else f"question:{back.page.questions[0].key}"
    return _keep(template, whole, whole.asks, where)


@views.errorhandler(NotThere)
def _gone_meanwhile(error: NotThere) -> Response:
    """Somebody else has taken it out: the builder shows what is there now."""
    db.session.rollback()
    return _to(template_here((request.view_args or {})["id"]), "")


def show(builder: Builder) -> str:
    """The builder's page."""
    return render_template(
        "briefs/builder.html",
        builder=builder,
        template=builder.template,
        link=link_of(builder.template),
        all_languages=LANGUAGES,
        services=people.services() if builder.where == "whole" else [],
        speaks=speaks(builder.asks.languages),
        parts=parts,
        ops=list(Op),
    )


def _press(typed: TypedQuestion, asks: Questionnaire) -> str:
    """The button that was pressed; gives where to go on."""
    command, _there, key = request.form.get("do", "").partition(":")
    before = building_conditions.earlier(asks, typed.question)
    if command in ("check", "group", "drop"):
        building_conditions.press(typed.condition, command, key, before)
        return "condition"
    return building_forms.press(typed, command, key, request.form)


def _again(asks: Questionnaire, question: Question) -> Questionnaire:
    """With a question that somebody took out while it was being changed."""
    pages = [page.key for page in asks.pages]
    if not pages:
        return drafts.with_page(asks, Page(drafts.new_key("p"), 1, {}, questions=(question,)))
    page = request.form.get("page", "")
    there = page if page in pages else pages[-1]
    return drafts.with_question(asks, question, Place(there, MOST_QUESTIONS))


def _collide(template: BriefTemplate, typed: Typed, error: ChangedMeanwhile) -> str:
    db.session.rollback()
    return show(
        Builder(
            building.template(template.id) or abort(404),
            typed,
            theirs=error.theirs,
            is_refused=True,
            is_gone=error.theirs is None,
        )
    )


def _draft(id: int) -> tuple[BriefTemplate, Draft]:
    template = template_here(id, lock=True)
    return template, building.draft_of(template)


def _keep(
    template: BriefTemplate, draft: Draft, asks: Questionnaire, where: str, focus: str = ""
) -> Response:
    kept = replace(draft, asks=asks)
    if kept != building.draft_of(template):
        building.keep(template, kept, by=member_here(), at=clock.now())
        db.session.commit()
    return _to(template, where, focus)


def _to(template: BriefTemplate, where: str, focus: str = "") -> Response:
    anchor = focus or ("editor" if where else None)
    at = where or None
    return redirect(url_for("briefs.builder", id=template.id, at=at, _anchor=anchor), 303)


def _refuse(template: BriefTemplate, words: str) -> tuple[str, int]:
    made = Builder.at(template, "")
    made.problem = str(words)
    return show(made), 422


def _edits(template: BriefTemplate) -> tuple[int | None, int]:
    return request.form.get("edits", type=int), template.edits


def _seen() -> str:
    return request.form.get("mark", "")


def _step() -> int:
    return -1 if request.form.get("do") == "up" else 1


def _kind_sent() -> QuestionKind:
    sent = request.form.get("kind")
    return next((each for each in QuestionKind if each.value == sent), QuestionKind.text)
