"""Finding leads, contacts and other mail again by what stands in them, for lists that are narrowed by words."""

from agency.kernel.search import asking, names, texts

# A list of more than this many is not read through; whoever looks for something adds a word.
MOST = 1_000


def leads_with(words: str) -> list[int]:
    """The leads whose title, client or contact has all of these words."""
    return _with("lead", words)


def other_mail_with(words: str) -> list[int]:
    """The messages that became no lead and have all of these words: as their sender, or in their text."""
    return _with("arrival", words)


def contacts_with(words: str) -> list[int]:
    """The contacts whose name, client, address or phone has all of these words."""
    return _with("contact", words)


def _with(kind: str, words: str) -> list[int]:
    asked = asking.read(words)
    if asked.is_nothing:
        return []
    named = names.find(asked, (kind,), limit=MOST).hits
    said = texts.find(asked, (kind,), limit=MOST)
    return list(dict.fromkeys(hit.subject_id for hit in (*named, *said)))
