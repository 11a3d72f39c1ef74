"""What a proposal says beside its estimate: into the form, and back from it."""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import ValidationError

from agency.kernel import pictures
from agency.kernel.db import db
from agency.kernel.files import StoredFile
from agency.kernel.marks import mark_of
from agency.kernel.pictures import PictureRefused
from agency.people import queries as people
from agency.proposals import queries
from agency.proposals.forms import WordsForm
from agency.proposals.models import Proposal

SLOTS = ("cover", "opening", "detail")
THUMBNAIL = 480
FIGURES, SPARE_STAGES, SPARE_PAYMENTS = 3, 2, 1
NOTHING = ""
NO_PICTURE = _l("We cannot open this picture. Take a JPEG, PNG or WebP of at most 80 megapixels.")


class StaleWords(Exception):
    """Somebody else saved these words since the page was opened."""


def form_for(proposal: Proposal) -> WordsForm:
    """The form as it was sent, else with what the proposal says; its choices are those of the house."""
    form = WordsForm(data=_spare_rows(said(proposal)) | {"seen": mark_of_words(proposal)})
    who = _who(stage.form.member_id.data for stage in form.stages)
    for stage in form.stages:
        stage.form.member_id.choices = who
    shelf = queries.house_pictures()
    for slot in SLOTS:
        _offer(form[slot], getattr(proposal, slot), shelf)
    return form


def said(proposal: Proposal) -> dict[str, Any]:
    """What it says now, field by field."""
    told, quote = proposal.understanding, proposal.quote
    return {
        "title": proposal.title,
        "lead": told.get("lead", ""),
        "paragraphs": "\n\n".join(told.get("paragraphs", ())),
        "left_out": told.get("left_out", ""),
        "figures": [{"figure": f, "text": text} for f, text in told.get("figures", ())],
        "quote_text": quote.get("text", ""),
        "quote_by": quote.get("by", ""),
        "quote_where": quote.get("where", ""),
        "stages": [_stage(stage) for stage in proposal.stages],
        "payments": [dict(part) for part in proposal.payments],
        "asks_signature": bool(proposal.asks_signature),
        **{slot: _key(getattr(proposal, slot)) for slot in SLOTS},
        **{f"{slot}_caption": proposal.captions.get(slot, "") for slot in SLOTS},
    }


def mark_of_words(proposal: Proposal) -> str:
    """Stands for what it says: whoever saves over another mark has not read it."""
    return mark_of(json.dumps(said(proposal), default=str, sort_keys=True))


def rewrite(proposal: Proposal, form: WordsForm, *, at: datetime) -> None:
    """Take over what the form says. Raises ProposalFrozen, StaleWords, or ValidationError for a picture."""
    proposal.must_be_draft()
    if form.seen.data != mark_of_words(proposal):
        raise StaleWords
    chosen = {slot: _picture(form, slot, at=at) for slot in SLOTS}
    proposal.change()
    proposal.title = form.title.data or ""
    proposal.understanding = _understanding(form)
    proposal.quote = {
        "text": form.quote_text.data or "",
        "by": form.quote_by.data or "",
        "where": form.quote_where.data or "",
    }
    proposal.stages = [_kept_stage(stage) for stage in form.stages.data if stage["title"]]
    proposal.payments = [
        {"percent": part["percent"], "when": part["when"]}
        for part in form.payments.data
        if part["percent"]
    ]
    proposal.asks_signature = bool(form.asks_signature.data)
    proposal.captions = {slot: form[f"{slot}_caption"].data or "" for slot in SLOTS}
    for slot, picture in chosen.items():
        setattr(proposal, slot, picture)


def house_pictures(proposal: Proposal) -> dict[str, StoredFile]:
    """Which pictures can be chosen, by the value that chooses them."""
    own = [getattr(proposal, slot) for slot in SLOTS]
    return {_key(each): each for each in (*filter(None, own), *queries.house_pictures())}


def _spare_rows(told: dict[str, Any]) -> dict[str, Any]:
    """With empty rows to be filled in."""
    figures = told["figures"] + [{}] * (FIGURES - len(told["figures"]))
    return told | {
        "figures": figures,
        "stages": told["stages"] + [{}] * SPARE_STAGES,
        "payments": told["payments"] + [{}] * SPARE_PAYMENTS,
    }


def _understanding(form: WordsForm) -> dict[str, Any]:
    paragraphs = (
        " ".join(each.split()) for each in re.split(r"\n\s*\n", form.paragraphs.data or "")
    )
    return {
        "lead": form.lead.data or "",
        "paragraphs": [paragraph for paragraph in paragraphs if paragraph],
        "figures": [[row["figure"], row["text"]] for row in form.figures.data if row["figure"]],
        "left_out": form.left_out.data or "",
    }


def _stage(stage: Mapping[str, Any]) -> dict[str, Any]:
    days = {day: date.fromisoformat(stage[day]) for day in ("starts_on", "due_on")}
    return {"title": stage["title"], "member_id": stage["member_id"], **days}


def _kept_stage(stage: Mapping[str, Any]) -> dict[str, Any]:
    days = {day: stage[day].isoformat() for day in ("starts_on", "due_on")}
    return {"title": stage["title"], "member_id": stage["member_id"], **days}


def _who(chosen: Iterable[Any]) -> list[tuple[str, str]]:
    """Everybody who is here, and whoever was chosen already."""
    found = {member.id: member.name for member in people.members()}
    former = {id for id in chosen if isinstance(id, int)} - set(found)
    found |= {member.id: member.name for member in people.members_with(former)}
    return [("", ""), *((str(id), name) for id, name in found.items())]


def _offer(field: RadioField, current: StoredFile | None, shelf: list[StoredFile]) -> None:
    shown = [current] if current else []
    shown += [each for each in shelf if each not in shown]
    field.choices = [(NOTHING, _("No picture")), *((_key(each), each.name) for each in shown)]


def _picture(form: WordsForm, slot: str, *, at: datetime) -> StoredFile | None:
    """The one just uploaded, else the one that was chosen."""
    upload = form[f"{slot}_upload"].data
    if upload and upload.filename:
        try:
            taken = pictures.take_in(upload.read(), name=upload.filename, at=at)
        except PictureRefused:
            form[f"{slot}_upload"].errors = [NO_PICTURE]
            raise ValidationError(str(NO_PICTURE)) from None
        pictures.make_copy(taken, THUMBNAIL, at=at)
        return taken
    chosen = form[slot].data
    return db.session.get(StoredFile, int(chosen)) if chosen else None


def _key(picture: StoredFile | None) -> str:
    return str(picture.id) if picture is not None else NOTHING
