"""The brand of the house: colours that can be read, its sign, its typeface, its usual pictures."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.desk.brand_forms import BrandForm, checks_of
from agency.kernel import clock, pictures
from agency.kernel.auth import Access
from agency.kernel.brand import Brand
from agency.kernel.db import db
from agency.kernel.pictures import PictureRefused
from agency.kernel.web import section, staff
from agency.people import queries as people
from agency.people.models import Agency
from agency.proposals import screens
from agency.proposals.forms import PlainForm
from agency.proposals.usual_pictures import UsualPicture, has_room, usual_pictures
from agency.proposals.words import NO_PICTURE, THUMBNAIL

views = Blueprint("brand_kit", __name__)
Answer = Response | str | tuple[str, int]


@views.get("/settings/brand")
@staff(Access.owner)
@section("desk.settings")
def index() -> str:
    """What clients see of us."""
    house = people.agency()
    return _page(house, BrandForm.showing(house), house.brand_kit)


@views.post("/settings/brand")
@staff(Access.owner)
@section("desk.settings")
def change() -> Answer:
    """Show what was chosen, or keep it."""
    house, form = people.agency(), BrandForm()
    if not form.validate():
        return _page(house, form, house.brand_kit), 422
    typed = form.typed(house.brand)
    if request.form.get("do") == "look":
        return _page(house, form, house.kit_of(typed), is_tried=True)
    house.brand = typed
    db.session.add(house)
    db.session.commit()
    flash(_("Saved. What was sent keeps its colours."))
    return redirect(url_for(".index"), 303)


@views.post("/settings/brand/pictures")
@staff(Access.owner)
def picture() -> Response:
    """One more usual picture, or one fewer."""
    number = request.form.get("drop", "")
    if number.isdecimal():
        found = db.session.get(UsualPicture, int(number))
        if found is not None:
            db.session.delete(found)
        db.session.commit()
    else:
        _take_in()
    return redirect(url_for(".index", _anchor="pictures"), 303)


def _take_in() -> None:
    upload, now = request.files.get("picture"), clock.now()
    if upload is None or not upload.filename:
        return flash(_("Choose a picture first."), "error")
    if not has_room():
        return flash(_("There is no room for more: take one out first."), "error")
    try:
        taken = pictures.take_in(upload.read(), name=upload.filename, at=now)
        pictures.make_copy(taken, THUMBNAIL, at=now)
    except PictureRefused:
        db.session.rollback()
        return flash(str(NO_PICTURE), "error")
    db.session.add(UsualPicture(picture=taken))
    db.session.commit()
    return flash(_("Saved"))


def _page(house: Agency, form: BrandForm, kit: Brand, **more: Any) -> str:
    usual = usual_pictures()
    return render_template(
        "desk/brand.html",
        form=form,
        plain=PlainForm(),
        house=house,
        kit=kit,
        was=house.brand_kit,
        checks=checks_of(kit),
        usual=usual,
        thumbnail=screens.thumbnails([each.picture for each in usual]),
        **{"is_tried": False, **more},
    )
