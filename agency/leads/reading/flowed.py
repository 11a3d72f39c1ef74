"""Flowed text (RFC 3676): lines that a program broke are put together again."""


def joined(text: str, *, without_blank: bool = False) -> str:
    """The paragraphs of a flowed text. `without_blank` says that the blank before a break belongs to the break."""
    lines: list[list[str]] = []
    last, is_open = 0, False
    for line in text.split("\n"):
        marks, words = _taken(line)
        if is_open and marks == last and words != "-- ":
            lines[-1].append(words)
        else:
            lines.append([f"{'>' * marks}{' ' if marks else ''}", words])
        is_open = words.endswith(" ") and words != "-- "
        if is_open and without_blank:
            lines[-1][-1] = words[:-1]
        last = marks
    return "\n".join(map("".join, lines))


def _taken(line: str) -> tuple[int, str]:
    marks = len(line) - len(line.lstrip(">"))
    return marks, line[marks:].removeprefix(" ")
