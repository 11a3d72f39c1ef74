"""Looking at files without taking them home: pictures small and large, drawn anew, and texts as plain words."""

from flask import abort, make_response, send_file
from werkzeug.wrappers import Response

from agency.kernel import pictures
from agency.kernel.db import db
from agency.kernel.files import StoredFile
from agency.kernel.pictures import PictureRefused
from agency.kernel.web import staff
from agency.leads import files
from agency.leads.reading.charsets import decode
from agency.leads.views.blueprint import views

SIDES = {"small": 240, "large": 1600}
MOST_READ = 400_000
NOTHING_RUNS = "sandbox; default-src 'none'"


@views.get("/files/<int:id>/<any(small,large):size>.jpg")
@staff()
def picture(id: int, size: str) -> Response:
    """A picture that came or went, drawn anew: nothing of what it was made of reaches the browser."""
    file = _file(id, "picture")
    try:
        path = pictures.shown_copy(file, SIDES[size])
    except PictureRefused:
        abort(404)
    response = send_file(path, mimetype="image/jpeg", max_age=86400)
    response.headers["Content-Security-Policy"] = NOTHING_RUNS
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response


@views.get("/files/<int:id>/text")
@staff()
def text(id: int) -> Response:
    """A text that came or went, as plain words."""
    data = _file(id, "text").read()
    response = make_response(decode(data[:MOST_READ]))
    response.headers["Content-Type"] = "text/plain; charset=utf-8"
    response.headers["Content-Security-Policy"] = NOTHING_RUNS
    return response


def _file(id: int, look: str) -> StoredFile:
    file = db.session.get(StoredFile, id)
    if file is None or not file.path.exists() or files.look_of(file) != look:
        abort(404)
    return file


views.app_template_filter("look_of")(files.look_of)
views.app_template_filter("ending_of")(files.ending_of)
