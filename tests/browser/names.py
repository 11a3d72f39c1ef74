"""Names as long as names may be, with a word in them that no line can break by itself."""

from agency.demo import cast
from tests.house import House

PASSWORD = cast.PASSWORD
WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
COMPANY = f"{WORD} für Überseetransporte und Binnenschifffahrt, Zweigstelle Nord"
PERSON = "Maximiliane-Wilhelmine Freifrau von und zu Schwarzenberg-Hohenlohe-Bartenstein"
MATTER = f"A web site, a shop and a {WORD.lower()} for everybody who orders by telephone today"
TASK = f"{MATTER}; {MATTER}"


def lengthen(house: House) -> None:
    """Rename everybody and everything of a house that is closed."""
    for table, column, name in (
        ("client", "name", COMPANY),
        ("contact", "name", PERSON),
        ("member", "name", PERSON),
        ("lead", "title", MATTER),
        ("proposal", "title", MATTER[:150]),
        ("project", "title", MATTER[:150]),
        ("task", "title", TASK),
        ("task", "section", COMPANY[:110]),
        ("estimate_section", "title", COMPANY[:110]),
        ("estimate_line", "text", TASK),
        ("message", "body", f"{TASK}\n\n{WORD * 3}"),
        ("arrival", "subject", MATTER),
        ("arrival", "sender_name", PERSON),
        ("arrival", "sender_address", f"{WORD.lower()}@{WORD.lower()}.example"),
    ):
        house.change(f"UPDATE {table} SET {column} = :name", name=name)
    house.change("UPDATE agency SET name = :name", name=COMPANY[:110])
    house.change("UPDATE estimate_line SET rate_minor = 9999900 WHERE rate_minor IS NOT NULL")
