"""Pictures and brand for anybody; what guests open by link."""

from flask import Blueprint, Response, abort, render_template, send_file

from agency.kernel import brand as kit
from agency.kernel import files
from agency.kernel.web import public
from agency.people import queries as people

views = Blueprint("portal", __name__)
brand = Blueprint("brand", __name__)


@brand.get("/brand.css")
@public
def stylesheet() -> Response:
    """The agency's colours as custom properties."""
    return Response(kit.stylesheet(people.agency().brand_kit), mimetype="text/css")


@brand.get("/brand.svg")
@public
def icon() -> Response:
    """The agency's sign for a browser's tab, in its colours; without a sign, its first letter."""
    house = people.agency()
    drawing = render_template("portal/icon.svg", kit=house.brand_kit, initial=house.name[:1])
    return Response(drawing, mimetype="image/svg+xml")


@views.get("/pictures/<sha256>")
@public
def picture(sha256: str) -> Response:
    """A face, a cover or a reference; its address is its digest, so it never changes."""
    found = files.public_picture(sha256)
    if found is None:
        abort(404)
    response = send_file(found.path, mimetype=found.content_type, max_age=31_536_000)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
