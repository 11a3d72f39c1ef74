"""What anybody may have: colours, sign and pictures of the house."""

from flask import (
    Response,
    abort,
    render_template,
    send_file,
)

from agency.kernel import brand as kit
from agency.kernel import files, filetypes
from agency.kernel.web import public
from agency.people import queries as people
from agency.portal.views.blueprint import brand, views


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
    # Whatever was made public: as a drawing or a page it could act in our name.
    if found is None or filetypes.outward(found.content_type) != found.content_type:
        abort(404)
    response = send_file(found.path, mimetype=found.content_type, max_age=31_536_000)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
