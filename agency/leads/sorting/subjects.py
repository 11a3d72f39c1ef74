"""Subjects: what stands before them in the languages of mail programs, and what is left without it."""

import re
from typing import NamedTuple


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# "Vs" is left out of both: a Finn answers with it, a Dane passes on.
ANSWERS = _words(
    "re aw antw antwort sv vá va odp odpověď res resp rif r réf ref ynt yan отв ответ на відп ats atb "
    "回复 回覆 答复 返信"
)
PASSES_ON = _words(
    "fw fwd wg wtr tr rv renv reenv enc i vb vl pd doorst doorg videresend redir továbbítás tov i̇lt ilt "
    "переслано пересл пер перенаправлено пд 转发 轉寄 転送"
)
_MARK = re.compile(
    r"\s*(?:\[[^\[\]]{1,40}\]\s*)?"  # a list's name, "[EXTERNAL]"
    r"([^\W\d_][^\W\d_-]{0,11}(?:-[^\W\d_]{1,3})?)\.?\s*"
    r"(?:[\[(^*]?\d{1,3}[\])]?)?\s*[:：]"
)
MOST = 20


class Subject(NamedTuple):
    """The words that stood before a subject, in lower case, and what is left."""

    marks: tuple[str, ...]
    rest: str

    @property
    def answers(self) -> bool:
        """Whether somebody pressed "answer" last."""
        return bool(self.marks) and self.marks[0] in ANSWERS

    @property
    def passes_on(self) -> bool:
        """Whether somebody pressed "forward" last."""
        return bool(self.marks) and self.marks[0] in PASSES_ON


def read(subject: str) -> Subject:
    """Take the marks off a subject: "Re[2]: Fwd: site" is "site" with "re" and "fwd"."""
    marks: list[str] = []
    rest = subject.strip()
    while len(marks) < MOST:
        found = _MARK.match(rest)
        mark = found.group(1).lower() if found else ""
        if found is None or mark not in ANSWERS | PASSES_ON:
            break
        marks.append(mark)
        rest = rest[found.end() :].strip()
    return Subject(tuple(marks), rest)
