"""The shapes over what the client reads of a work: its page, each report and its paper show the same ones."""

from agency.people import queries as people
from agency.proposals.pattern import Tile, tiles


def shapes_over(title: str, *, columns: int = 6, rows: int = 2) -> list[Tile]:
    """So many on the brand's ground; they follow from the title, so that a work is known by them."""
    brand = people.agency().brand_kit
    return tiles(f"work/{title}", brand, brand.brand, columns=columns, rows=rows)
