"""Which column of pasted cells is what: by the words in its head, else by what stands in it."""

from collections.abc import Collection, Sequence

from agency.kernel.forms import parse_amount
from agency.proposals.cells import parse_span

HEADS = {
    "text": "work task text description item name работа работы задача описание наименование название услуга",
    "who": "who person member role people responsible кто исполнитель роль ответственный специалист",
    "hours": "hours h time effort часы часов ч время трудозатраты",
    "rate": "rate hourly ставка",
    "price": "price цена",
    "quantity": "quantity qty count кол-во количество шт",
    "unit": "unit units единица ед ед.изм",
    "sum": "cost sum total amount стоимость сумма итого всего",
}
SUMS = frozenset(["total", "sum", "subtotal", "grand total", "итого", "всего", "сумма"])
_KIND_OF = {word: kind for kind, words in HEADS.items() for word in words.split()}
_ENOUGH = 0.5  # of the cells that are filled


def head_of(row: Sequence[str]) -> list[str | None] | None:
    """What the words of a first row call each column; None where it is no head."""
    found = [_kind_of(cell) for cell in row]
    named = sum(kind is not None for kind in found)
    figures = any(parse_amount(cell) is not None for cell in row)
    return found if named and not figures and (named > 1 or len(row) == 1) else None


def guess(
    head: Sequence[str | None] | None,
    body: Sequence[Sequence[str]],
    names: Collection[str],
    width: int,
) -> list[str]:
    """What each column is: by its head, else by its cells."""
    kinds = [each or "" for each in head] if head is not None else _by_cells(body, names, width)
    has_price = "hours" in kinds or "price" in kinds
    kinds = [("" if has_price else "price") if kind == "sum" else kind for kind in kinds]
    if "text" not in kinds and "" in kinds:
        kinds[kinds.index("")] = "text"
    return _once(kinds)


def _by_cells(body: Sequence[Sequence[str]], names: Collection[str], width: int) -> list[str]:
    kinds = []
    figures = iter(("hours", "rate", "sum"))
    for column in range(width):
        cells = [row[column].strip() for row in body if row[column].strip()]
        if _mostly(cells, lambda cell: cell.casefold() in names):
            kinds.append("who")
        elif _mostly(cells, _is_figure):
            kinds.append(next(figures, ""))
        else:
            kinds.append("text" if "text" not in kinds else "")
    if kinds.count("hours") == 1 and "rate" not in kinds and "who" not in kinds:
        kinds[kinds.index("hours")] = "price"  # figures without a person are prices
    return kinds


def _mostly(cells: Sequence[str], test: object) -> bool:
    assert callable(test)
    return bool(cells) and sum(map(bool, map(test, cells))) >= _ENOUGH * len(cells)


def _is_figure(cell: str) -> bool:
    if parse_amount(cell) is not None:
        return True
    try:
        parse_span(cell)
    except ValueError:
        return False
    return True


def _kind_of(cell: str) -> str | None:
    words = cell.strip().casefold().replace(",", " ").replace(":", " ").split()
    return next((_KIND_OF[word] for word in words if word in _KIND_OF), None)


def _once(kinds: Sequence[str]) -> list[str]:
    """A kind stands for one column; the first one has it."""
    seen: set[str] = set()
    found = []
    for kind in kinds:
        found.append("" if kind in seen else kind)
        seen.add(kind)
    return found
