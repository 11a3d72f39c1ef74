"""Forwards: who really wrote the letter that somebody passed on to us, and what it says."""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from agency.kernel.mail.compose import Correspondent
from agency.leads.incoming import Attached, Incoming, as_plain, parse
from agency.leads.sorting import subjects
from agency.leads.sorting.automats import is_robot
from agency.leads.sorting.headings import (
    Heading,
    Kind,
    Line,
    first_heading,
    is_end,
    is_mark,
    lines_of,
)
from agency.leads.sorting.ourselves import Ourselves, same_house
from agency.leads.sorting.subjects import Subject

DEEPEST = 8
LETTER = "message/rfc822"


@dataclass(frozen=True)
class Passed:
    """A letter that was passed on. `note` is what the forwarder wrote to it; `mark` is what showed it.

    `sender` is None when nobody from outside is named in it. `message_id` is known of whole letters only.
    """

    sender: Correspondent | None
    subject: str
    words: str
    note: str = ""
    files: tuple[Attached, ...] = ()
    mark: str = ""
    message_id: str | None = None


def passed_on(incoming: Incoming, us: Ourselves) -> Passed | None:
    """The letter that somebody passed on to us, by the first sender from the outside in who is neither theirs nor ours.

    None when nothing was passed on; a reply that merely quotes is no forward.
    """
    chain = list(_chain(incoming, us))
    if not chain:
        return _in_name_only(incoming)
    named = [each for each in chain if each.sender is not None]
    outside = [each for each in named if _is_outside(each.sender, incoming, us)]
    nameless = [each for each in named if each.sender is not None and not each.sender.address]
    found = next(iter(outside or nameless), None)
    if found is None:
        return replace(chain[0], sender=None)
    return replace(found, note=chain[0].note, mark=chain[0].mark)


def _in_name_only(incoming: Incoming) -> Passed | None:
    subject = subjects.read(incoming.subject)
    if not subject.passes_on:
        return None
    return Passed(None, subject.rest, incoming.words, files=incoming.files, mark=subject.marks[0])


def _is_outside(sender: Correspondent | None, incoming: Incoming, us: Ourselves) -> bool:
    if sender is None or not sender.address or us.has(sender.address):
        return False
    if is_robot(
        sender.address
    ):  # nobody's letter: whoever passes on a notification means it for themselves
        return False
    return not same_house(sender.address, incoming.sender.address)


def _chain(incoming: Incoming, us: Ourselves, depth: int = 0) -> Iterator[Passed]:
    """The letters inside of this one, from the outside in."""
    if depth >= DEEPEST:
        return
    subject = subjects.read(incoming.subject)
    if incoming.enclosed and not subject.answers:
        inner = parse(incoming.enclosed[0])
        files = tuple(file for file in incoming.files if file.content_type != LETTER)
        yield Passed(
            _author(inner),
            subjects.read(inner.subject).rest,
            inner.words,
            note=incoming.words,
            files=tuple(dict.fromkeys((*inner.files, *files))),
            mark=LETTER,
            message_id=inner.message_id,
        )
        yield from _chain(inner, us, depth + 1)
        return
    for text in filter(None, (incoming.words, incoming.html and as_plain(incoming.html))):
        found = list(_inline(text, subject, incoming, us))
        yield from found
        if found:
            return


def _author(incoming: Incoming) -> Correspondent:
    answers = incoming.reply_to
    return answers if answers and is_robot(incoming.sender.address) else incoming.sender


def _inline(text: str, subject: Subject, incoming: Incoming, us: Ourselves) -> Iterator[Passed]:
    lines = lines_of(text)
    heading = first_heading(lines)
    if heading is None or not _passes_on(heading, subject, incoming, us):
        return
    note = _text(lines[: heading.start])
    for _ in range(DEEPEST):
        if heading.sender is not None:
            yield Passed(
                heading.sender,
                subjects.read(heading.subject or subject.rest).rest,
                _headed(lines, heading),
                note=note,
                files=incoming.files,
                mark=_mark(lines, heading),
            )
        following = first_heading(lines, heading.end)
        if following is None:
            return
        heading = following


def _passes_on(heading: Heading, subject: Subject, incoming: Incoming, us: Ourselves) -> bool:
    """Whether the first heading of a letter shows that it was passed on, rather than answered."""
    if heading.kind is Kind.mark:
        return True
    if subject.marks:
        return subject.passes_on
    complete = heading.kind is Kind.block and {"from", "subject"} <= heading.fields
    return complete and _is_outside(heading.sender, incoming, us)


def _headed(lines: Sequence[Line], heading: Heading) -> str:
    """What stands under a heading, without the quoting that came with it."""
    body = list(lines[heading.end :])
    body = body[: next((n for n, line in enumerate(body) if is_end(line)), len(body))]
    spoken = next((n for n, line in enumerate(body) if line.text.strip()), 0)
    if (
        heading.kind is Kind.mark and body and is_mark(body[spoken])
    ):  # Zoho closes the headers as it began them
        body = body[spoken + 1 :]
    first = next((line.depth for line in body if line.text.strip()), heading.depth)
    depth = max(heading.depth, first) if heading.kind is not Kind.block else heading.depth
    return _text([Line(line.text, max(0, line.depth - depth)) for line in body])


def _text(lines: Sequence[Line]) -> str:
    text = "\n".join(f"{'>' * line.depth}{' ' if line.depth else ''}{line.text}" for line in lines)
    return textwrap.dedent(text).strip()


def _mark(lines: Sequence[Line], heading: Heading) -> str:
    spoken = (" ".join(line.text.split()).strip("-=_* ") for line in lines[heading.start :])
    return next(filter(None, spoken), "")[:100]
