"""The desk as an app: its manifest, its icons, and the page for when the house cannot be reached.

A page with words of clients is never kept by the browser: only styles, scripts, icons and the offline page are.
"""

from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, render_template, url_for
from flask_babel import gettext as _

from agency.kernel import i18n, signs
from agency.kernel.brand import Brand
from agency.kernel.web import public
from agency.people import queries as people

views = Blueprint("app", __name__)

SIZES = (180, 192, 512)
FONT = "vendor/fonts/golos-800.ttf"
# The papers of the desk in light and in dark, as tokens.css has them.
PAPER, NIGHT = "#fdfdfb", "#14171f"


@views.get("/manifest.webmanifest")
@public
def manifest() -> Response:
    """What a phone needs to know to install the desk."""
    house = people.agency()
    pages = (
        ("leads.inbox", _("Inbox")),
        ("leads.new_lead", _("New lead")),
        ("tasks.mine", _("My tasks")),
    )
    told = current_app.json.dumps(
        {
            "id": "/",
            "name": house.name,
            "short_name": house.name[:24],
            "lang": i18n.language(),
            "start_url": url_for("leads.inbox"),
            "scope": "/",
            "display": "standalone",
            "background_color": PAPER,
            "theme_color": PAPER,
            "icons": [_icon(size, bleeds) for size in (192, 512) for bleeds in (False, True)],
            "shortcuts": [{"name": str(words), "url": url_for(page)} for page, words in pages],
        }
    )
    answer = Response(told, mimetype="application/manifest+json")
    answer.headers["Cache-Control"] = "public, max-age=3600"
    return answer


@views.get("/icons/<any(whole, cut):kind>-<int:size>.png")
@public
def icon(kind: str, size: int) -> Response:
    """The agency's sign as a picture."""
    if size not in SIZES:
        abort(404)
    font = Path(current_app.static_folder or "") / FONT
    drawn = _drawn(people.agency().brand_kit, size, font, kind == "cut")
    answer = Response(drawn, mimetype="image/png")
    answer.headers["Cache-Control"] = "public, max-age=86400"
    return answer


@views.get("/offline")
@public
def offline() -> Response:
    """What the app shows while the house cannot be reached; nothing of any client is on it."""
    answer = Response(render_template("desk/offline.html", lang=i18n.language()))
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@lru_cache(maxsize=16)
def _drawn(brand: Brand, size: int, font: Path, bleeds: bool) -> bytes:
    return signs.icon(brand, size, font=font, bleeds=bleeds)


def _icon(size: int, bleeds: bool) -> dict[str, str]:
    kind, purpose = ("cut", "maskable") if bleeds else ("whole", "any")
    src = url_for("app.icon", kind=kind, size=size)
    return {"src": src, "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
