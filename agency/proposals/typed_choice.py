"""What somebody chose of a document, as a form sends it: ticked lines, how many of each, one of each alternatives."""

from collections.abc import Collection, Mapping

from flask_babel import gettext as _

from agency.proposals.choosing import Choice, NotOffered
from agency.proposals.document import Document
from agency.proposals.parts import Line


def read(ticked: Collection[str], typed: Mapping[str, str], offered: Document) -> Choice:
    """`ticked` are keys of lines, `typed` has `many-<key>` and, for alternatives, `variant-<n>`. Raises NotOffered."""
    lines = {
        line.key: _many(typed, line) if line.key in ticked else 0
        for line in offered.lines
        if line.is_optional
    }
    variants = {
        name: typed[f"variant-{number}"]
        for number, name in enumerate(variants_of(offered), start=1)
        if typed.get(f"variant-{number}")
    }
    return Choice(lines, variants)


def advice(refusal: NotOffered) -> str:
    """What to do about it, in the reader's language."""
    return refusal.words or str(_("That is not offered. Choose among what stands here."))


def variants_of(document: Document) -> list[str]:
    """The names of its alternatives, in order."""
    return list(dict.fromkeys(each.variant for each in document.sections if each.variant))


def _many(typed: Mapping[str, str], line: Line) -> int:
    if line.most_quantity is None:
        return line.quantity
    many = str(typed.get(f"many-{line.key}", line.quantity)).strip()
    if not many.isascii() or not many.isdigit() or not 1 <= int(many[:9]) <= line.most_quantity:
        words = _(
            "“%(line)s”: enter a number from 1 to %(most)d, or untick it.",
            line=line.text,
            most=line.most_quantity,
        )
        raise NotOffered(line.key, str(words))
    return int(many)
