"""The client's page of a project: what they see, what they say there, and what becomes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from flask import g, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from flask_babel import refresh
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from agency.clients.models import Contact
from agency.flows.said_on_page import said_on_page
from agency.kernel import i18n
from agency.kernel.auth import Guest, open_link
from agency.kernel.db import db
from agency.kernel.forms import GuestForm, tidy
from agency.tasks import client_links, for_client
from agency.tasks.heard_on_page import Word
from agency.tasks.models import Task
from agency.tasks.projects import Project
from agency.tasks.reports import NotToJudge, Said, ShownAnew
from agency.tasks.shapes import shapes_over

LONGEST = 5000
# A link that opens nothing, for those of us who look at a client's page.
NOBODYS = "-"
# By which button a form was sent.
BUTTONS = {"approve": Said.approved, "change": Said.change, "say": None}


class WordForm(GuestForm):
    """Who speaks, and what they say of one task."""

    name = StringField(
        _l("Your name"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Write your name, so that we know who speaks")),
            Length(max=120, message=_l("Write a shorter name")),
        ],
    )
    words = TextAreaField(
        _l("Your words"),
        filters=[tidy],
        validators=[
            Length(
                max=LONGEST,
                message=_l(
                    "That is very long: say what matters most, or send it as a file by mail"
                ),
            )
        ],
    )
    # Which showing of the task stood on the page.
    seen = HiddenField()
    pressed: str = "say"

    def validate_words(self, field: TextAreaField) -> None:
        if field.data or self.pressed == "approve":
            return
        asked = _l("Write what should be changed")
        raise ValidationError(str(asked if self.pressed == "change" else _l("Write your words")))


@dataclass(frozen=True)
class Standing:
    """Who stands before the page, and what was typed or refused there."""

    who: Guest
    project: Project
    token: str
    # The form that was sent and has to be seen again, by the id of its task.
    forms: Mapping[int, WordForm] = field(default_factory=dict)
    # What became of what they sent, by a name in the template; and words that found no place.
    note: str = ""
    lost: str = ""

    @property
    def is_ours(self) -> bool:
        """Whether one of us only looks."""
        return self.token == NOBODYS

    @cached_property
    def contact(self) -> Contact:
        """Whose link it is."""
        known = db.session.get(Contact, self.who.contact_id) if self.who.contact_id else None
        return known or self.project.lead.contact

    def form(self, task_id: int) -> WordForm:
        """The form of a task; with what was typed where it is this one's."""
        found = self.forms.get(task_id)
        return found or _form(self, task_id, None)


def stand(token: str, *, now: datetime) -> Standing | None:
    """Who opened this link, in the client's language from here on; None where it opens nothing."""
    who = open_link(client_links.KIND, token, now=now)
    project = db.session.get(Project, who.subject) if who is not None else None
    if who is None or project is None:
        return None
    speak(project)
    return Standing(who, project, token)


def stand_in(project: Project) -> Standing:
    """One of us before their page, to see what they see: the link is nobody's, so nothing can be said by it."""
    speak(project)
    return Standing(Guest(client_links.KIND, project.id, None, 0), project, NOBODYS)


def speak(project: Project) -> None:
    """The client's language, or the one that they wish for."""
    wish = request.args.get("lang", "")
    g.language = wish if wish in i18n.LANGUAGES else project.lead.client.language
    refresh()


def page(here: Standing, now: datetime) -> str:
    """What they see."""
    lead = here.project.lead
    work = for_client.work_of(here.project)
    if here.is_ours:
        languages = lang_switch("portal.work_preview", id=here.project.id)
    else:
        languages = lang_switch("portal.work", token=here.token)
    return render_template(
        "portal/work.html",
        work=work,
        tiles=shapes_over(work.title),
        here=here,
        forms={each.id: here.form(each.id) for each in work.tasks},
        client=lead.client.name,
        zone=lead.client.zone,
        place=lead.client.place,
        now=now,
        token=here.token,
        said=request.args.get("said", ""),
        answerer=lead.owner,
        lang_switch=languages,
    )


def say(here: Standing, task_id: int, *, now: datetime) -> Standing | None:
    """Take what was sent for one task; gives the page to show again where it cannot be taken."""
    form = _form(here, task_id, request.form)
    form.pressed = request.form.get("do", "say")
    task = for_client.shown_task(here.project.id, task_id)
    if task is None or form.pressed not in BUTTONS:
        return _again(here, note="gone", lost=form.words.data or "")
    if not form.validate():
        return _again(here, forms={task_id: form})
    return _take(here, task, form, now)


def thanks_for(task_id: int) -> str:
    """By which name the page thanks for what it just took; a wish past the rounds is told that we estimate it first."""
    pressed = request.form.get("do", "say")
    went_beyond = pressed == "change" and for_client.went_beyond(task_id)
    return "beyond" if went_beyond else pressed


def _take(here: Standing, task: Task, form: WordForm, now: datetime) -> Standing | None:
    said, name = BUTTONS[form.pressed], form.name.data or ""
    word = Word(said, form.words.data or "", name, here.contact, form.seen.data or "")
    try:
        said_on_page(task, word, at=now)
    except ShownAnew:
        db.session.rollback()
        return _again(here, forms={task.id: form}, note="shown_anew")
    except NotToJudge:
        db.session.rollback()
        if for_client.shown_task(here.project.id, task.id) is None:
            return _again(here, note="gone", lost=word.words)
        # What they typed stays in the box: it can still be said.
        return _again(here, forms={task.id: form}, note="said_already")
    return None


def _again(here: Standing, **typed: Any) -> Standing:
    return Standing(here.who, here.project, here.token, **typed)


def _form(here: Standing, task_id: int, typed: Any) -> WordForm:
    return WordForm(
        typed,
        purpose=f"word/{here.who.link_id}/{task_id}",
        prefix=f"t{task_id}-",
        data={"name": here.contact.name},
    )


def lang_switch(endpoint: str, **values: Any) -> list[tuple[str, str, str]]:
    """The same page in the other language."""
    return [
        (code, name, url_for(endpoint, lang=code, **values))
        for code, name in i18n.LANGUAGES.items()
    ]
