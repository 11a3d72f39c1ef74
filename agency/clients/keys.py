"""Keys by which the same person or organisation is known again, however they were written down."""

from agency.kernel.search.folding import latin, words_in

LONGEST = 160
# Gmail hears nothing of dots, and of two names for itself.
_GMAIL = ("gmail.com", "googlemail.com")


def mail_key(address: str | None) -> str | None:
    """Ana.Prado+news@Gmail.com and anaprado@googlemail.com are one: "anaprado@gmail.com"."""
    local, mark, domain = (address or "").strip().lower().rpartition("@")
    if not mark or not local or not domain:
        return None
    local = local.partition("+")[0] or local
    if domain in _GMAIL:
        local, domain = local.replace(".", "") or local, "gmail.com"
    return f"{local}@{domain}"[:320]


def name_key(name: str | None) -> str | None:
    """Ольга Петрова, Petrova Olga and "OLGA PETROVA" are one: their words in Latin letters, by alphabet."""
    words = sorted(filter(None, (latin(word) for word in words_in(name or ""))))
    return " ".join(words)[:LONGEST] or None
