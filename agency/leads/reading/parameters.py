"""Parameters of a header: `text/plain; charset=utf-8`, names of files in every spelling (RFC 2231, 2047, none)."""

import re
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from agency.leads.reading.charsets import decode
from agency.leads.reading.encoded_words import decoded, readable

MOST_LONG = 20_000
# A value without quotes ends at the next semicolon; programs leave out the quotes around blanks.
_PARAMETER = re.compile(r';\s*([^\s=;"]{1,80})\s*=\s*("(?:[^"\\]|\\.)*"?|[^;]*)', re.DOTALL)
_PIECE = re.compile(r"^([^*]+)(?:\*(\d{1,4}))?(\*)?$")


@dataclass(frozen=True)
class Parameters:
    """What a header says first, in lower case, and its parameters by their names in lower case."""

    value: str = ""
    named: dict[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str:
        """The parameter, "" where there is none."""
        return self.named.get(name, "")


def parameters(header: str) -> Parameters:
    """The parameters of a header; crooked ones as far as they go."""
    text = header[:MOST_LONG]
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for name, value in _PARAMETER.findall(text):
        piece = _PIECE.match(name.lower())
        if piece and (piece[2] or piece[3]):
            number = int(piece[2] or 0)
            pieces.setdefault(piece[1], {})[number] = (_bare(value), bool(piece[3]))
        else:
            plain.setdefault(name.lower(), decoded(_bare(value)))
    joined = {name: _joined(found) for name, found in pieces.items()}
    return Parameters(text.partition(";")[0].strip().lower(), plain | joined)


def _bare(value: str) -> str:
    value = value.strip()
    if not value.startswith('"'):
        return value
    return re.sub(r"\\(.)", r"\1", value[1:].removesuffix('"'), flags=re.DOTALL)


def _joined(pieces: dict[int, tuple[str, bool]]) -> str:
    """One value from its pieces (RFC 2231): the first names the charset, each may be coded or not."""
    charset, raw = "", b""
    for number, (value, is_coded) in sorted(pieces.items()):
        if is_coded and number == 0 and value.count("'") >= 2:
            charset, _language, value = value.split("'", 2)
        raw += unquote_to_bytes(value) if is_coded else value.encode("utf-8", errors="replace")
    return readable(decode(raw, charset))
