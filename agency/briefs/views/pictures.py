"""Pictures of choices: brought in the builder, and shown to anybody in the size of their place."""

from flask import Response, abort, jsonify, request, send_file, url_for
from flask_babel import gettext as _

from agency.briefs import choice_pictures
from agency.briefs.views.blueprint import views
from agency.briefs.views.building import template_here
from agency.kernel import clock, files, filetypes
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.pictures import PictureRefused, shown_copy
from agency.kernel.web import public, staff

MB = 1024 * 1024


@views.post("/settings/briefs/<int:id>/pictures")
@staff(Access.manager)
def new_picture(id: int) -> tuple[Response, int]:
    """A picture for a choice is kept; the builder writes its digest beside the choice."""
    template_here(id)
    sent = request.files.get("picture")
    data = sent.read(choice_pictures.LARGEST_MB * MB + 1) if sent is not None else b""
    if len(data) > choice_pictures.LARGEST_MB * MB:
        return _refusal(_("%(most)d MB is the most.", most=choice_pictures.LARGEST_MB))
    try:
        name = filetypes.clean_name((sent and sent.filename) or "picture")
        kept = choice_pictures.take_in(data, name, at=clock.now())
    except PictureRefused:
        return _refusal(_("This is no picture that we can read. Send a JPEG, PNG or WebP."))
    db.session.commit()
    shown = url_for("briefs.picture", sha256=kept.sha256, width=choice_pictures.WIDTHS[0])
    return jsonify(sha256=kept.sha256, shown=shown), 201


@views.get("/brief/pictures/<sha256>/<int:width>.jpg")
@public
def picture(sha256: str, width: int) -> Response:
    """A public picture, no wider than this; its address is its digest, so it never changes."""
    found = files.public_picture(sha256) if width in choice_pictures.WIDTHS else None
    if found is None or not found.path.exists():
        abort(404)
    try:
        path = shown_copy(found, width)
    except PictureRefused:
        abort(404)
    response = send_file(path, mimetype="image/jpeg", max_age=31_536_000)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def _refusal(words: str) -> tuple[Response, int]:
    return jsonify(words=words), 422
