"""Files of a brief on their own way: announced, brought piece by piece, gone on with after a broken line (tus 1.0)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps

from flask import abort, render_template, request, url_for
from flask_babel import gettext as _

from agency.briefs import links, queries, tus, uploading, uploads
from agency.briefs.answers import By, Giver
from agency.briefs.kinds import QuestionKind
from agency.briefs.models import Brief, BriefSubmitted
from agency.briefs.questionnaire import Question
from agency.briefs.tus import NotTus
from agency.briefs.uploading import BriefUpload, TooLong, WrongOffset
from agency.briefs.uploads import NoRoomHere, Upload, UploadRefused
from agency.briefs.views import settling
from agency.briefs.views.blueprint import views
from agency.briefs.views.room import must_take
from agency.briefs.views.taking import speak_as
from agency.flows.brief_kept import brief_kept
from agency.kernel import clock, filetypes, pieces
from agency.kernel.auth import limiter, open_link
from agency.kernel.db import begin_writing, db
from agency.kernel.files import StoredFile
from agency.kernel.filetypes import clean_name
from agency.kernel.pieces import Pieces, PiecesLost
from agency.kernel.web import guest, reads

# Pieces of 1 MB: some megabytes a second for everybody behind one address.
often = limiter.shared_limit("400 per minute;6000 per hour", scope="briefs.uploads")
Answer = tuple[str, int, dict[str, str]]


@dataclass(frozen=True)
class Way:
    """Into which brief a link leads, as whom, and to which page only."""

    brief: Brief
    by: By = (Giver.client, None)
    only: str | None = None


@views.app_template_filter("really")
def really(file: StoredFile) -> str:
    """What a file is, where its name says otherwise."""
    return filetypes.really(file.name, file.content_type)


def spoken(view: Callable[..., Answer]) -> Callable[..., Answer]:
    """Refusals in words that the page shows beside the file; what is not the protocol by its status."""

    @wraps(view)
    def speak(**address: str) -> Answer:
        try:
            tus.must_speak_it(request.headers)
            return view(**address)
        except NotTus as wrong:
            return _said("", wrong.status, tus.OFFERS)
        except UploadRefused as refusal:
            return _said(str(refusal), 507 if isinstance(refusal, NoRoomHere) else 422)
        except BriefSubmitted:
            return _said(_("The brief was handed in meanwhile, so this file was not added."), 403)
        except TooLong:
            return _said(_("The file changed while it was sent. Add it once more."), 400)
        except WrongOffset:
            return _said("", 409)
        except PiecesLost:
            return _said("", 404)

    return speak


@views.route("/brief/f/<token>/uploads", methods=["OPTIONS"], endpoint="upload_offers")
@guest
def offers(token: str) -> Answer:
    """What this side of the protocol can do."""
    return _said("", 204, tus.OFFERS)


@views.post("/brief/f/<token>/uploads")
@guest
@often
@spoken
def upload(token: str) -> Answer:
    """A file is announced, with its name, its size and its question; its pieces come under an address of its own."""
    now, said = clock.now(), tus.metadata(request.headers.get("Upload-Metadata", ""))
    size = tus.number(request.headers, "Upload-Length")
    way = _open(token, now, lock=True)
    question = _of_files(way, said.get("question", ""))
    name = clean_name(said.get("filename", ""))
    uploads.must_be_fit(name, size)
    must_take(name, size)
    secret = uploading.begin(way.brief, question, name, size, at=now)
    db.session.commit()
    where = url_for(
        "briefs.upload_state", token=token, secret=secret, lang=request.args.get("lang")
    )
    return _said("", 201, {"Location": where, **tus.answer(until=now + uploading.WAITS_FOR)})


@views.route("/brief/f/<token>/uploads/<secret>", methods=["HEAD"])
@guest
@often
@spoken
def upload_state(token: str, secret: str) -> Answer:
    """How much of it has come: from there it goes on."""
    found = _found(token, secret, clock.now())
    said = tus.answer(arrived=found.arrived, until=found.expires_at)
    return _said("", 200, {"Upload-Length": str(found.size), **said})


@views.patch("/brief/f/<token>/uploads/<secret>")
@guest
@often
@reads
@spoken
def piece(token: str, secret: str) -> Answer:
    """A piece of it. With the last one the file is looked into and becomes the answer's, or is refused."""
    if request.mimetype != tus.PIECE:
        raise NotTus(415)
    offset, data = tus.number(request.headers, "Upload-Offset"), _read_piece()
    with pieces.held(uploading.place_of(secret)) as lying:
        now = clock.now()
        found = _found(token, secret, now)
        found.must_take(offset, len(data))
        id, is_last = found.id, found.ends_with(len(data))
        db.session.rollback()
        lying.put(data, at=offset)
        if is_last:
            return _finished(token, secret, lying, now)
        begin_writing()
        uploading.advance(id, offset, len(data), at=now)
        db.session.commit()
    return _said("", 204, tus.answer(arrived=offset + len(data), until=now + uploading.WAITS_FOR))


@views.delete("/brief/f/<token>/uploads/<secret>")
@guest
@often
@spoken
def upload_end(token: str, secret: str) -> Answer:
    """They changed their mind: what has come of it goes."""
    uploading.give_up(_found(token, secret, clock.now(), lock=True))
    db.session.commit()
    return _said("", 204, tus.answer())


@views.get("/brief/f/<token>/files/<key>")
@guest
@often
def files(token: str, key: str) -> str:
    """What we have for one question, as the page shows it."""
    way = _open(token, clock.now())
    kept = uploading.files_of(way.brief, _of_files(way, key))
    return render_template("briefs/_kept.html", kept=kept)


@views.delete("/brief/f/<token>/files/<key>/<int:id>")
@guest
@often
def file_end(token: str, key: str, id: int) -> tuple[str, int]:
    """One file is taken back, without sending the page."""
    now = clock.now()
    way = _open(token, now, lock=True)
    uploading.take_back(way.brief, _of_files(way, key), id, at=now)
    db.session.commit()
    return "", 204


def _finished(token: str, secret: str, lying: Pieces, now: datetime) -> Answer:
    # Looked into while nobody waits for us; killed before the end, the last piece is simply sent again.
    found = _found(token, secret, now)
    name, size = found.name, found.size
    db.session.rollback()
    try:
        whole = Upload.of(name, lying.read(size))
    except UploadRefused:
        _forget(token, secret, now)
        raise
    begin_writing()
    way = _open(token, now, lock=True)
    found = uploading.find(way.brief, secret) or abort(404)
    if found.finished_at is None:
        _take(way, found, whole, now)
    db.session.commit()
    pieces.forget(uploading.place_of(secret))
    return _said("", 204, tus.answer(arrived=size))


def _take(way: Way, found: BriefUpload, whole: Upload, now: datetime) -> None:
    uploading.finish(found, whole, at=now, by=way.by)
    if not way.brief.is_submitted:
        brief_kept(way.brief, by=way.by, at=now)


def _forget(token: str, secret: str, now: datetime) -> None:
    begin_writing()
    uploading.give_up(_found(token, secret, now, lock=True))
    db.session.commit()


def _read_piece() -> bytes:
    """The bytes, before the database is asked."""
    request.max_content_length = tus.LARGEST_PIECE
    return request.get_data(cache=False)


def _found(token: str, secret: str, now: datetime, *, lock: bool = False) -> BriefUpload:
    return uploading.find(_open(token, now, lock=lock).brief, secret) or abort(404)


def _open(token: str, now: datetime, *, lock: bool = False) -> Way:
    way = _as_client(token, now, lock) or _as_colleague(token, now, lock) or abort(404)
    speak_as(way.brief, request.args.get("lang"))
    return way


def _as_client(token: str, now: datetime, lock: bool) -> Way | None:
    visitor = open_link("brief", token, now=now)
    brief = settling.for_guest(visitor, lock=lock) if visitor is not None else None
    return Way(brief) if brief is not None else None


def _as_colleague(token: str, now: datetime, lock: bool) -> Way | None:
    visitor = open_link(links.HAND, token, now=now)
    hand = queries.hand(visitor.subject, lock=lock) if visitor is not None else None
    if hand is None:
        return None
    return Way(hand.brief, (Giver.colleague, hand.id), hand.page_key)


def _of_files(way: Way, key: str) -> Question:
    found = way.brief.asks.by_key.get(key)
    if found is None or found.kind is not QuestionKind.file:
        abort(404)
    if way.only not in (None, way.brief.asks.pages_by_question[key].key):
        abort(404)
    return found


def _said(words: str, status: int, headers: dict[str, str] | None = None) -> Answer:
    return (
        words,
        status,
        {"Content-Type": "text/plain; charset=utf-8", **tus.answer(), **(headers or {})},
    )
