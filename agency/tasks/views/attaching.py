"""Files and links of a task: put there, shown to the client or not, taken away."""

from collections.abc import Sequence

from flask import abort, flash, request
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from agency.briefs.uploads import Upload, UploadRefused
from agency.kernel import clock
from agency.kernel.db import begin_writing, db
from agency.kernel.files import discard, has_room, store
from agency.kernel.web import reads, section, staff
from agency.people.at_the_desk import actor_here, member_here
from agency.tasks import clouds
from agency.tasks.attached import Attached, TaskFile, TooMuchAttached
from agency.tasks.forms_of_task import LinkForm
from agency.tasks.models import Task
from agency.tasks.views.blueprint import Answer, views
from agency.tasks.views.page import back_to, taken, task_page

KINDS = "any(files,links)"


@views.post("/tasks/<int:id>/files")
@staff()
@reads
@section("tasks.boards")
def files(id: int) -> Answer:
    """Put files there: each is looked into and cleaned before the database is in hand."""
    good, refused = _sorted([each for each in request.files.getlist("files") if each.filename])
    db.session.rollback()
    begin_writing()
    task, me, now = taken(id), member_here(), clock.now()
    try:
        for each in good:
            if each.lies_in([one.file for one in task.files]):
                continue
            kept = store(each.data, name=each.name, content_type=each.content_type, at=now)
            task.attach(kept, by=me, at=now)
    except TooMuchAttached:
        refused.append(
            _("There are as many files as a task may have. Remove one, or link a folder.")
        )
    db.session.commit()
    if refused or not good:
        words = refused or [_("Choose a file first")]
        return task_page(id, files_refused=words), 422
    return back_to(task, "attached")


@views.post("/tasks/<int:id>/links")
@staff()
@section("tasks.boards")
def links(id: int) -> Answer:
    """Put a link there; its title is looked up later, when that is wanted."""
    form = LinkForm()
    if not form.validate():
        return task_page(id, link_form=form), 422
    task, now, url = taken(id), clock.now(), form.address.data or ""
    title = form.title.data or clouds.name_in(url)
    try:
        link = task.link(url, clouds.recognised(url), title, by=member_here(), at=now)
    except TooMuchAttached:
        form.address.errors = [_("There are as many links as a task may have. Remove one first.")]
        return task_page(id, link_form=form), 422
    if form.ask.data and not title:
        clouds.ask_for_title(link, at=now)
    db.session.commit()
    return back_to(task, "attached")


@views.post(f"/tasks/<int:id>/<{KINDS}:kind>/<int:one_id>/readers")
@staff()
def attached_readers(id: int, kind: str, one_id: int) -> Answer:
    """The client sees it too, or only we do."""
    task = taken(id)
    is_shown = request.form.get("readers") == "client"
    task.let_see(_one(task, kind, one_id), is_shown, by=actor_here(), at=clock.now())
    db.session.commit()
    flash(_("The client sees it now.") if is_shown else _("Only we see it now."))
    return back_to(task, "attached")


@views.post(f"/tasks/<int:id>/<{KINDS}:kind>/<int:one_id>/removal")
@staff()
def attached_removal(id: int, kind: str, one_id: int) -> Answer:
    """It does not belong there any more."""
    task, now = taken(id), clock.now()
    one = _one(task, kind, one_id)
    task.detach(one, by=actor_here(), at=now)
    db.session.flush()
    if isinstance(one, TaskFile):
        discard(one.file, at=now)
    db.session.commit()
    return back_to(task, "attached")


def _sorted(sent: Sequence[FileStorage]) -> tuple[list[Upload], list[str]]:
    good: list[Upload] = []
    refused: list[str] = []
    for each in sent:
        try:
            upload = Upload.taken_from(each)
        except UploadRefused as refusal:
            refused.append(str(refusal))
            continue
        if has_room(len(upload.data)):
            good.append(upload)
        else:
            words = _(
                "“%(name)s” was not kept: there is no room for files here at the moment. Give us a link, or try "
                "again later.",
                name=upload.name,
            )
            refused.append(words)
    return good, refused


def _one(task: Task, kind: str, id: int) -> Attached:
    there: Sequence[Attached] = task.files if kind == "files" else task.links
    return next((each for each in there if each.id == id), None) or abort(404)
