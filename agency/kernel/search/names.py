"""Finding by short fields: every word asked for must be there, as it is, begun, or with a slip or two in it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from rapidfuzz.distance import OSA

from agency.kernel.db import db
from agency.kernel.search.asking import Asked, Term
from agency.kernel.search.folding import grams, is_phone, latin
from agency.kernel.search.found import Hit
from agency.kernel.search.models import GRAMS, POSTINGS, SearchWord
from agency.kernel.search.narrowing import EVERYTHING, Narrow, Wanted

# So many words of the dictionary may stand for one that was asked for.
MOST_BEGUN, MOST_ALIKE = 100, 400
# Of a number so many figures tell it apart, whatever one dials before them.
ENOUGH_FIGURES = 9
# Fewer finds than this, and slips are forgiven.
FEW = 5
MOST_LOOKED_AT = 10_000
Words = sa.Select[int, int, str, str]
_PAST_ALL = "\U0010ffff"


@dataclass(frozen=True)
class Sought:
    """One word to be found in the dictionary."""

    word: str
    may_go_on: bool = False
    is_exact: bool = False

    @property
    def slips(self) -> int:
        """How many letters may be wrong."""
        if self.is_exact or is_phone(self.word) or len(self.word) < 4:
            return 0
        return 1 if len(self.word) < 8 else 2


@dataclass
class Meant:
    """The words of the dictionary that may be meant by one that was sought: id to word."""

    sought: Sought
    exact: dict[int, str] = field(default_factory=dict)
    begun: dict[int, str] = field(default_factory=dict)
    alike: dict[int, str] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)

    def ids(self, rank: int) -> list[int]:
        """Those that one may take for it at this leniency: 0 the very word, 1 what it begins, 2 with slips."""
        return [*self.exact, *(self.begun if rank else ()), *(self.alike if rank > 1 else ())]


@dataclass
class FoundNames:
    """The hits, and the words of the dictionary that they were found by."""

    hits: list[Hit] = field(default_factory=list)
    words: frozenset[str] = frozenset()
    meant: list[Meant] = field(default_factory=list)


def find(
    asked: Asked, kinds: Collection[str], *, limit: int, narrow: Narrow = EVERYTHING
) -> FoundNames:
    """At most `limit` of each kind: those with the very words first, then the latest."""
    meant = [Meant(one) for one in sought_in(asked)]
    if not meant or not kinds:
        return FoundNames()
    _look_up(meant)
    hits = _with(meant, asked, kinds, (0, 1), limit=limit, narrow=narrow)
    rank = 1
    if len(hits) < FEW and any(each.sought.slips for each in meant):
        _forgive(meant)
        hits += _with(meant, asked, kinds, (2,), limit=limit, narrow=narrow)
        rank = 2
    words = (each for one in meant for id, each in _words(one) if id in set(one.ids(rank)))
    return FoundNames(_first(hits, limit), frozenset(words), meant)


def sought_in(asked: Asked) -> list[Sought]:
    """The words to look up; where nothing but a number was typed, that number."""
    if asked.phone:
        return [Sought(asked.phone[-ENOUGH_FIGURES:], may_go_on=True)]
    return [one for term in asked.terms for one in _sought(term)]


def _sought(term: Term) -> Iterable[Sought]:
    if term.whole:
        yield Sought(term.whole[:48], term.may_go_on)
        return
    for number, word in enumerate(term.words, start=1):
        if spelled := latin(word):
            goes_on = term.may_go_on and number == len(term.words)
            yield Sought(spelled, may_go_on=goes_on, is_exact=term.is_phrase)


def _words(one: Meant) -> Iterable[tuple[int, str]]:
    for part in (one.exact, one.begun, one.alike):
        yield from part.items()


def _look_up(meant: Sequence[Meant]) -> None:
    """The words as they are and those that they begin, of all in one statement."""
    selects = [
        _of_number(n, m) if is_phone(m.sought.word) else _begun(n, m) for n, m in enumerate(meant)
    ]
    for number, id, word, written in db.session.execute(_all(selects)):
        one = meant[number]
        (one.exact if word == one.sought.word else one.begun)[id] = word
        one.written[word] = written


def _begun(number: int, one: Meant) -> Words:
    sought, word = one.sought, SearchWord.word
    fits = word == sought.word
    if sought.may_go_on:
        fits = sa.and_(word >= sought.word, word < sought.word + _PAST_ALL)
    return _row(number).where(fits).order_by(word).limit(MOST_BEGUN)


def _of_number(number: int, one: Meant) -> Words:
    """Numbers with these figures somewhere in them."""
    figures = one.sought.word
    shared = _sharing(grams(figures), at_least=len(grams(figures)), limit=MOST_BEGUN * 10)
    joined = _row(number).join(shared, shared.c.word_id == SearchWord.id)
    return joined.where(SearchWord.word.contains(figures)).limit(MOST_BEGUN)


def _forgive(meant: Sequence[Meant]) -> None:
    """Words with a slip or two in them, found by the grams that they share."""
    selects = []
    for number, one in enumerate(meant):
        pieces = grams(one.sought.word, is_whole=not one.sought.may_go_on)
        if one.sought.slips and pieces:
            # Two letters that changed places take four pieces with them.
            least = max(1, len(pieces) - 4 * one.sought.slips)
            shared = _sharing(pieces, at_least=least, limit=MOST_ALIKE)
            selects.append(_row(number).join(shared, shared.c.word_id == SearchWord.id))
    if not selects:
        return
    for number, id, word, written in db.session.execute(_all(selects)):
        one = meant[number]
        if id not in one.exact and id not in one.begun and _is_alike(one.sought, word):
            one.alike[id] = word
            one.written[word] = written


def _is_alike(sought: Sought, word: str) -> bool:
    size = len(sought.word)
    shapes = {word} | ({word[:size], word[: size + 1]} if sought.may_go_on else set())
    return any(OSA.distance(sought.word, shape) <= sought.slips for shape in shapes)


def nearest(words: Sequence[str], *, limit: int = MOST_ALIKE) -> dict[str, str]:
    """For each of these words (as they sound) the one of the dictionary that is most like it, as it was written."""
    selects = []
    for number, word in enumerate(words):
        pieces = grams(word)
        if len(word) > 2 and pieces and not is_phone(word):
            shared = _sharing(pieces, at_least=2, limit=limit)
            selects.append(_row(number).join(shared, shared.c.word_id == SearchWord.id))
    if not selects:
        return {}
    alike: dict[int, list[tuple[float, str, str]]] = defaultdict(list)
    for number, _, word, written in db.session.execute(_all(selects)):
        likeness = OSA.normalized_similarity(words[number], word)
        alike[number].append((likeness, word, written))
    best = {words[number]: max(each) for number, each in alike.items()}
    return {word: written for word, (likeness, _, written) in best.items() if likeness >= 0.5}


def _sharing(pieces: Collection[str], *, at_least: int, limit: int) -> sa.Subquery:
    count = sa.func.count()
    return (
        sa.select(GRAMS.c.word_id, count.label("shared"))
        .where(GRAMS.c.gram.in_(sorted(pieces)))
        .group_by(GRAMS.c.word_id)
        .having(count >= at_least)
        .order_by(count.desc(), GRAMS.c.word_id)
        .limit(limit)
        .subquery()
    )


def _row(number: int) -> Words:
    order = sa.literal(number, literal_execute=True).label("number")
    return sa.select(order, SearchWord.id, SearchWord.word, SearchWord.written)


def _all(
    selects: Sequence[Words],
) -> sa.CompoundSelect[int, int, str, str]:
    return sa.union_all(*(sa.select(each.subquery()) for each in selects))


def _with(
    meant: Sequence[Meant],
    asked: Asked,
    kinds: Collection[str],
    ranks: Sequence[int],
    *,
    limit: int,
    narrow: Narrow,
) -> list[Hit]:
    """Documents that have a word for each that was sought."""
    if not all(each.ids(max(ranks)) for each in meant):
        return []
    rarest_first = _by_rarity(meant, max(ranks))
    unwanted = _ids_without(asked)
    wanted = [
        Wanted(kind, _having(rarest_first, unwanted, kind, rank, narrow.least_id(kind)), rank)
        for rank in ranks
        if all(each.ids(rank) for each in meant) and _says_more(meant, rank)
        for kind in kinds
    ]
    return narrow.hits(wanted, limit=limit)


def _says_more(meant: Sequence[Meant], rank: int) -> bool:
    """Whether one finds more at this leniency than at the one before it."""
    return rank != 1 or any(each.begun for each in meant)


def _by_rarity(meant: Sequence[Meant], rank: int) -> list[Meant]:
    if len(meant) == 1:
        return list(meant)
    ids = {id for each in meant for id in each.ids(rank)}
    counted = sa.select(POSTINGS.c.word_id, sa.func.count()).where(
        POSTINGS.c.word_id.in_(sorted(ids))
    )
    rows = db.session.execute(counted.group_by(POSTINGS.c.word_id))
    had: dict[int, int] = dict(rows.all())
    return sorted(meant, key=lambda each: sum(had.get(id, 0) for id in each.ids(rank)))


def _ids_without(asked: Asked) -> list[int]:
    words = [spelled for term in asked.without for word in term.words if (spelled := latin(word))]
    if not words:
        return []
    return list(db.session.scalars(sa.select(SearchWord.id).where(SearchWord.word.in_(words))))


def _having(
    meant: Sequence[Meant], unwanted: Sequence[int], kind: str, rank: int, least: int | None
) -> str:
    """Documents with a word for each that was sought: those of the rarest, as far as they have the others too."""
    first, *others = meant
    words = first.ids(rank)
    late = "" if least is None else f" AND document_id >= {least}"
    found = (
        f"SELECT {'DISTINCT ' if len(words) > 1 else ''}document_id AS id FROM search_posting"
        f" WHERE word_id IN ({_list(words)}) AND kind = '{kind}'{late} ORDER BY document_id DESC"
    )
    checks = [f"EXISTS ({_has_too(other.ids(rank))})" for other in others]
    if unwanted:
        checks.append(f"NOT EXISTS ({_has_too(unwanted)})")
    if not checks:
        return found
    had = f"SELECT id FROM ({found} LIMIT {MOST_LOOKED_AT}) AS had"
    return f"{had} WHERE {' AND '.join(checks)} ORDER BY id DESC"


def _has_too(words: Sequence[int]) -> str:
    # The sum keeps the database from going through every document of a word: a document has few words.
    theirs = "search_posting.document_id = had.id"
    return f"SELECT 1 FROM search_posting WHERE {theirs} AND word_id + 0 IN ({_list(words)})"


def _list(ids: Sequence[int]) -> str:
    return ", ".join(map(str, sorted(ids)))


def _first(hits: Iterable[Hit], limit: int) -> list[Hit]:
    """The best `limit` of each kind, none twice."""
    kept: dict[str, dict[int, Hit]] = defaultdict(dict)
    for hit in sorted(hits, key=lambda each: (each.rank, -each.document_id)):
        if len(kept[hit.kind]) < limit:
            kept[hit.kind].setdefault(hit.subject_id, hit)
    return [hit for each in kept.values() for hit in each.values()]
