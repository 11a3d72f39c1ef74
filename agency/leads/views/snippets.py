"""Snippets: chosen while one writes, and edited in the settings."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.kernel import i18n
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.web import section, staff
from agency.leads import mails
from agency.leads import snippets as words
from agency.leads.snippet_form import SnippetForm
from agency.leads.snippets import Snippet
from agency.leads.views.blueprint import Answer, views
from agency.leads.views.page import found
from agency.people.at_the_desk import member_here


@views.get("/leads/<int:id>/snippets")
@staff(Access.manager)
@section("leads.all_leads")
def lead_snippets(id: int) -> str:
    """The snippets as they would stand in a letter to this client; a script takes the list alone."""
    lead = found(id)
    filled = words.filled_for(lead, mails.reader_of(lead).name, member_here())
    page = "leads/_snippets.html" if request.args.get("alone") else "leads/snippets.html"
    return render_template(page, lead=lead, snippets=filled)


@views.get("/settings/snippets")
@staff(Access.manager)
@section("desk.settings")
def snippet_settings() -> str:
    """All snippets of the house."""
    return _page(SnippetForm(formdata=None, language=i18n.language()))


@views.post("/settings/snippets")
@staff(Access.manager)
@section("desk.settings")
def snippet_create() -> Answer:
    """A new one."""
    return _save(Snippet(), None)


@views.get("/settings/snippets/<int:id>")
@staff(Access.manager)
@section("desk.settings")
def snippet(id: int) -> str:
    """One of them, to be changed."""
    found = words.one(id) or abort(404)
    return _page(SnippetForm(formdata=None, obj=found), one=found)


@views.post("/settings/snippets/<int:id>")
@staff(Access.manager)
@section("desk.settings")
def snippet_change(id: int) -> Answer:
    """It says something else from now on."""
    found = words.one(id) or abort(404)
    return _save(found, found)


@views.post("/settings/snippets/<int:id>/removal")
@staff(Access.manager)
def snippet_removal(id: int) -> Response:
    """It is needed no more."""
    db.session.delete(words.one(id) or abort(404))
    db.session.commit()
    flash(_("The snippet is gone."))
    return redirect(url_for("leads.snippet_settings"), 303)


def _save(snippet: Snippet, one: Snippet | None) -> Answer:
    form = SnippetForm()
    if not form.validate_against(words.everything(), one):
        return _page(form, one=one), 422
    form.write_to(snippet)
    db.session.add(snippet)
    db.session.commit()
    flash(_("Saved"))
    return redirect(url_for("leads.snippet_settings"), 303)


def _page(form: SnippetForm, **more: Any) -> str:
    return render_template(
        "leads/snippet_settings.html",
        form=form,
        snippets=words.everything(),
        known=words.KNOWN,
        **{"one": None, **more},
    )
