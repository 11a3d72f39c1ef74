"""The agency's own pipeline: its open stages in their order, and the reasons that it gives for won and lost."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from agency.kernel.asked import once
from agency.kernel.db import db
from agency.kernel.timeline import Entry
from agency.leads.models import Lead
from agency.leads.stages import MOST_STAGES, ClosingReason, PipelineStage, Stage

STAGES = (
    (Stage.new, "New", "Новый"),
    (Stage.talking, "Talking", "Разговор"),
    (Stage.proposal, "Proposal", "Предложение"),
)
REASONS = (
    (Stage.lost, "Too expensive", "Дорого"),
    (Stage.lost, "Chose somebody else", "Выбрали других"),
    (Stage.lost, "No answer any more", "Перестали отвечать"),
    (Stage.lost, "Not our kind of work", "Не наша работа"),
    (Stage.lost, "Put off", "Отложили"),
    (Stage.won, "Our works", "Понравились работы"),
    (Stage.won, "Recommended", "Нас порекомендовали"),
    (Stage.won, "The estimate was clear", "Понятная смета"),
    (Stage.won, "We answered first", "Ответили первыми"),
)


class PipelineRefused(Exception):
    """The pipeline cannot be so; `why` is a key that pages have words for: too_many, no_names, kind_missing."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Wish:
    """A stage as the owner wants it; without an id it is a new one."""

    id: int | None
    kind: Stage
    name: dict[str, str]


def install() -> None:
    """The pipeline of a new house: three stages and the usual reasons. An existing one is left as it is."""
    if not stages():
        for position, (kind, en, ru) in enumerate(STAGES):
            db.session.add(PipelineStage(kind=kind, name={"en": en, "ru": ru}, position=position))
    if not reasons():
        for position, (kind, en, ru) in enumerate(REASONS):
            db.session.add(ClosingReason(kind=kind, name={"en": en, "ru": ru}, position=position))
    db.session.flush()


def stages() -> list[PipelineStage]:
    """The open stages in their order."""
    order = (PipelineStage.position, PipelineStage.id)
    return list(db.session.scalars(sa.select(PipelineStage).order_by(*order)))


def stage(id: int) -> PipelineStage | None:
    """One stage."""
    return db.session.get(PipelineStage, id)


def reasons(kind: Stage | None = None) -> list[ClosingReason]:
    """The reasons that are offered, for won or for lost, or all of them."""
    chosen = sa.select(ClosingReason).where(ClosingReason.is_offered)
    ordered = chosen.order_by(ClosingReason.position, ClosingReason.id)
    offered = once("reasons", lambda: list(db.session.scalars(ordered)))
    return [each for each in offered if kind in (None, each.kind)]


def reason(id: int | None, kind: Stage) -> ClosingReason | None:
    """A reason of this kind."""
    found = db.session.get(ClosingReason, id) if id else None
    return found if found is not None and found.kind is kind else None


def standing(lead: Lead, known: Sequence[PipelineStage]) -> PipelineStage | None:
    """The stage that an open lead stands in: where somebody put it, else the first that means the same."""
    if lead.place is not None and lead.place.kind is lead.stage:
        return lead.place
    return next((each for each in known if each.kind is lead.stage), None)


def rewrite(wishes: Sequence[Wish]) -> None:
    """Make the pipeline so. Leads in a stage that is gone stand in the first that means the same.

    Raises PipelineRefused.
    """
    _must_be_whole(wishes)
    known = {each.id: each for each in stages()}
    for position, wish in enumerate(wishes):
        found = known.pop(wish.id, None) if wish.id else None
        if found is None:
            found = PipelineStage()
            db.session.add(found)
        found.kind, found.name, found.position = wish.kind, wish.name, position
    db.session.execute(sa.update(Lead).where(Lead.place_id.in_(known)).values(place_id=None))
    for gone in known.values():
        db.session.delete(gone)
    db.session.flush()


def offer(kind: Stage, names: Iterable[dict[str, str]]) -> None:
    """These are the reasons from now on; others are not offered any more, and stay where they were given."""
    known = {
        _key(each.name): each
        for each in db.session.scalars(sa.select(ClosingReason))
        if each.kind is kind
    }
    for each in known.values():
        each.is_offered = False
    for position, name in enumerate(names):
        found = known.get(_key(name))
        if found is None:
            found = ClosingReason(kind=kind)
            db.session.add(found)
        found.name, found.position, found.is_offered = name, position, True
    db.session.flush()


def for_timeline(entries: Iterable[Entry]) -> dict[str, Any]:
    """The names of the stages and reasons that entries mention: `stage_names`, `reason_names`."""
    facts = list(entries)
    stages = {e.data["stage"] for e in facts if e.kind == "leads.moved"}
    reasons = {e.data["reason"] for e in facts if e.data.get("reason") and e.kind in _CLOSING}
    return {
        "stage_names": _names(PipelineStage, stages),
        "reason_names": _names(ClosingReason, reasons),
    }


_CLOSING = ("leads.lost", "leads.won")


def _names(model: Any, ids: set[int]) -> dict[int, dict[str, str]]:
    if not ids:
        return {}
    return dict(db.session.execute(sa.select(model.id, model.name).where(model.id.in_(ids))).all())


def _key(name: dict[str, str]) -> str:
    return (name.get("en") or name.get("ru") or "").casefold()


def _must_be_whole(wishes: Sequence[Wish]) -> None:
    if len(wishes) > MOST_STAGES:
        raise PipelineRefused("too_many")
    if any(not any(wish.name.values()) for wish in wishes):
        raise PipelineRefused("no_names")
    if {wish.kind for wish in wishes} != {kind for kind in Stage if kind.is_open}:
        raise PipelineRefused("kind_missing")
