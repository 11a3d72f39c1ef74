"""What was asked of the search page, and what it found: one list for each kind of thing, each find with its why."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa

from agency.desk.finds import Find, shown
from agency.kernel.db import Instant
from agency.kernel.search import asking, guessing, names, texts
from agency.kernel.search.asking import Asked
from agency.kernel.search.found import Hit
from agency.kernel.search.narrowing import Narrow
from agency.kernel.search.snippets import Marker
from agency.leads.models import Stage

# The groups of the page and the kinds of the index in each.
GROUPS = {
    "leads": ("lead",),
    "people": ("contact", "client", "partner"),
    "messages": ("message",),
    "briefs": ("brief",),
    "mail": ("arrival",),
    "proposals": ("proposal",),
}
# Kinds that have short fields, and kinds that have text.
WITH_NAMES = ("lead", "contact", "client", "partner", "arrival", "proposal")
WITH_TEXT = ("lead", "message", "brief", "arrival", "proposal")
# Of finds that fit equally well, a lead stands first, and mail that is none last.
ORDER = ("lead", "contact", "client", "partner", "proposal", "arrival")
TIMELESS = ("contact", "client", "partner")
# Which leads something has, in the words of the database.
LEADS_OF = dict.fromkeys(
    (kind for kinds in GROUPS.values() for kind in kinds), "lead.id = document.lead_id"
) | {
    "contact": "lead.contact_id = document.subject_id",
    "client": "lead.client_id = document.subject_id",
}
FEW, MANY, MOST = 5, 50, 500
QUICK = 8


@dataclass(frozen=True)
class Search:
    """What an address asks for. What nobody can ask for is left out rather than refused."""

    q: str = ""
    kind: str = ""
    stage: Stage | None = None
    owner: int | None = None
    since: date | None = None
    show: int = MANY

    @classmethod
    def from_args(cls, args: Mapping[str, str]) -> "Search":
        """Read from the page's address."""
        stage, owner, show = args.get("stage", ""), args.get("owner", ""), args.get("show", "")
        return cls(
            q=asking.read(args.get("q", "")).text,
            kind=args["kind"] if args.get("kind") in GROUPS else "",
            stage=Stage(stage) if stage in Stage.__members__ else None,
            owner=_number(owner),
            since=_day(args.get("from", "")),
            show=min(max(_number(show) or MANY, MANY), MOST),
        )

    @property
    def asked(self) -> Asked:
        return asking.read(self.q)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.kind or self.stage or self.owner or self.since)

    def args(self, **changed: Any) -> dict[str, Any]:
        """The same for an address, with some of it changed."""
        found = {
            "q": self.q or None,
            "kind": self.kind or None,
            "stage": self.stage.value if self.stage else None,
            "owner": self.owner,
            "from": self.since.isoformat() if self.since else None,
        }
        return found | changed


@dataclass(frozen=True)
class FoundGroup:
    """The finds of one kind; `has_more` where there are others."""

    key: str
    finds: list[Find]
    has_more: bool


@dataclass(frozen=True)
class Outcome:
    """All that was found, and where that is nothing what else one might ask for."""

    groups: list[FoundGroup] = field(default_factory=list)
    guesses: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self.groups


def search(wanted: Search) -> Outcome:
    """Everything that fits, in groups; guesses that would find something where nothing does."""
    asked = wanted.asked
    if asked.is_nothing:
        return Outcome()
    found = _groups(wanted, asked)
    if found:
        return Outcome(groups=found)
    return Outcome(guesses=[one for one in guessing.guesses(asked) if _finds_anything(wanted, one)])


def suggestions(q: str) -> list[Find]:
    """The best finds across all kinds, for whoever types into the palette."""
    asked = asking.read(q)
    if asked.is_nothing:
        return []
    named = names.find(asked, WITH_NAMES, limit=QUICK)
    hits = sorted(named.hits, key=lambda each: (each.rank, ORDER.index(each.kind)))[:QUICK]
    if len(hits) < QUICK:
        said = sorted(_unlike(texts.find(asked, WITH_TEXT, limit=QUICK), hits), key=_is_other_mail)
        hits += said[: QUICK - len(hits)]
    marker = Marker.of(asked, named.words)
    return shown(hits, marker)


def _is_other_mail(hit: Hit) -> bool:
    return hit.kind == "arrival"


def _groups(wanted: Search, asked: Asked) -> list[FoundGroup]:
    limit = wanted.show if wanted.kind else FEW
    kinds = (
        GROUPS[wanted.kind] if wanted.kind else tuple(k for each in GROUPS.values() for k in each)
    )
    narrow = narrowed(wanted)
    named = names.find(asked, _both(kinds, WITH_NAMES), limit=limit + 1, narrow=narrow)
    said = texts.find(asked, _both(kinds, WITH_TEXT), limit=limit + 1, narrow=narrow)
    by_kind: dict[str, list[Hit]] = defaultdict(list)
    for hit in (*named.hits, *_unlike(said, named.hits)):
        by_kind[hit.kind].append(hit)
    chosen = {key: _of(GROUPS[key], by_kind) for key in GROUPS}
    finds = shown(
        [hit for each in chosen.values() for hit in each[:limit]], Marker.of(asked, named.words)
    )
    of_kind = defaultdict(list)
    for find in finds:
        of_kind[find.kind].append(find)
    return [
        FoundGroup(key, [find for kind in GROUPS[key] for find in of_kind[kind]], len(hits) > limit)
        for key, hits in chosen.items()
        if hits
    ]


def narrowed(wanted: Search) -> Narrow:
    """The conditions of the page's filters on whatever leads to a lead."""
    at = datetime.combine(wanted.since, datetime.min.time(), UTC) if wanted.since else None
    bound = [
        sa.bindparam("stage", wanted.stage.value if wanted.stage else None),
        sa.bindparam("owner", wanted.owner),
        sa.bindparam("received", at, Instant()),
    ]
    where = partial(_condition, wanted)
    return Narrow(since=at, where=where, bound=bound, timeless=TIMELESS)


def _condition(wanted: Search, kind: str) -> str:
    asked = []
    if wanted.stage:
        asked.append("lead.stage = :stage")
    if wanted.owner:
        asked.append("lead.owner_id = :owner")
    if wanted.since and kind in TIMELESS:
        asked.append("lead.received_at >= :received")
    if not asked:
        return ""
    return f"EXISTS (SELECT 1 FROM lead WHERE {LEADS_OF[kind]} AND {' AND '.join(asked)})"


def _finds_anything(wanted: Search, other: str) -> bool:
    asked = asking.read(other)
    if asked.is_nothing:
        return False
    narrow = narrowed(wanted)
    kinds = (
        GROUPS[wanted.kind] if wanted.kind else tuple(k for each in GROUPS.values() for k in each)
    )
    if names.find(asked, _both(kinds, WITH_NAMES), limit=1, narrow=narrow).hits:
        return True
    return bool(texts.find(asked, _both(kinds, WITH_TEXT), limit=1, narrow=narrow))


def _of(kinds: Iterable[str], by_kind: Mapping[str, list[Hit]]) -> list[Hit]:
    return sorted(
        (hit for kind in kinds for hit in by_kind.get(kind, ())), key=lambda each: each.rank
    )


def _unlike(hits: Iterable[Hit], others: Iterable[Hit]) -> list[Hit]:
    """Those that are not among the others; found by a word of the text, they come after them."""
    seen = {(each.kind, each.subject_id) for each in others}
    return [replace(each, rank=1) for each in hits if (each.kind, each.subject_id) not in seen]


def _both(kinds: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
    return tuple(kind for kind in kinds if kind in others)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def lately(today: date) -> list[tuple[str, date | None]]:
    """How far back one may ask to look: name and day."""
    return [
        ("any", None),
        ("month", today - timedelta(days=30)),
        ("year", today - timedelta(days=365)),
    ]
