"""Letters that came back: what a mail server says of a letter of ours, and which letter it means."""

import re

from agency.leads.incoming import Incoming, parse
from agency.leads.outcomes import Failure, Mark, Outcome, Reason
from agency.leads.sorting import phrases
from agency.leads.sorting.automats import has_no_way_back, is_daemon

_ACTION = re.compile(r"^action:\s*(\w+)", re.IGNORECASE | re.MULTILINE)
_DIAGNOSIS = re.compile(
    r"^diagnostic-code:[^;\n]{0,40};\s*(.+(?:\n[ \t]+.+){0,8})", re.IGNORECASE | re.MULTILINE
)
_STATUS = re.compile(r"^status:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_MESSAGE_ID = re.compile(
    r"^[>\s]{0,20}(?:X-Original-|Original-)?Message-ID:\s{0,20}(<[^<>\s]{1,990}>)",
    re.IGNORECASE | re.MULTILINE,
)
_RECIPIENT = re.compile(
    r"^(?:final|original)-recipient:[^;\n]{0,40};\s*<?([^\s<>;@]{1,64}@[\w.-]{1,255})",
    re.IGNORECASE | re.MULTILINE,
)
_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_CODE = re.compile(r"(?<![\d.])([45]\.\d{1,3}\.\d{1,3}|[45]\d\d(?=[ -]))(?![\d.])")
# Headers with which servers that write no report say that this is one.
SAY_SO = ("X-Failed-Recipients", "X-MS-Exchange-Message-Is-Ndr")
# Final for the letter, not for the address (RFC 3463): too large, the mailbox full, refused for what it says.
SOFT = ("5.2.2", "5.2.3", "5.3.4", "5.7.", "552", "554 5.7")
# Of these a server says that nobody is at that address (RFC 3463).
GONE = re.compile(
    r"\b5\.(?:1\.(?:1|2|3|6|10)|2\.1)\b"
    r"|no such (?:user|recipient|mailbox|address|account|person)|(?:user|recipient|mailbox|address) unknown"
    r"|unknown (?:user|recipient|mailbox|address)|(?:user|recipient|mailbox|account|address) (?:was )?not found"
    r"|(?:user|recipient|mailbox|account|address|domain) (?:\S{1,320} )?does(?: not|n't) exist"
    r"|invalid (?:recipient|mailbox)|нет такого (?:пользователя|ящика|адреса)|не существует",
    re.IGNORECASE,
)
MOST_SAID = 4_000
GONE_WELL = frozenset({"delivered", "relayed", "expanded"})
MOST_IDS = 50
MOST_READ = 200_000


def returned(incoming: Incoming) -> tuple[Outcome, Mark] | None:
    """What a report of a mail server says: a letter came back or is late, somebody complained, or all is well."""
    if incoming.report_type == "feedback-report":
        return Outcome.bounce, Mark(Reason.complaint, "Content-Type")
    if _is_report(incoming):
        return _by_actions(incoming)
    mark = _without_report(incoming)
    return (Outcome.bounce, mark) if mark else None


def failure_of(incoming: Incoming) -> Failure:
    """Whether the address is of no use, or only this letter was not taken this time."""
    status = _STATUS.search(incoming.delivery_status)
    diagnosis = _DIAGNOSIS.search(incoming.delivery_status)
    said = diagnosis.group(1) if diagnosis else incoming.words[:MOST_SAID]
    code = status.group(1) if status else next(iter(_CODE.findall(said)), "")
    if phrases.passing.search(said):
        return Failure.soft
    return Failure.soft if code.startswith(("4", *SOFT)) else Failure.hard


def says_unknown(words: str) -> bool:
    """Whether a server said that there is nobody at this address, and not that it wants no such letter."""
    return bool(GONE.search(words[:MOST_SAID])) and "5.7." not in words[:MOST_SAID]


def texts_of(incoming: Incoming) -> list[str]:
    """All that a report says of the letter that it means."""
    inside = [parse(raw) for raw in incoming.enclosed[:MOST_IDS]]
    heads = [each.header(name) for each in inside for name in ("Reply-To", "To")]
    words = incoming.words[:MOST_READ]
    return [incoming.delivery_status, words, *_headers_returned(incoming), *heads]


def readers_named(incoming: Incoming) -> list[str]:
    """The addresses that a letter did not reach, in lower case."""
    found = [
        *_RECIPIENT.findall(incoming.delivery_status),
        *_ADDRESS.findall(incoming.header("X-Failed-Recipients")),
        *_ADDRESS.findall(incoming.words[:MOST_SAID]),
    ]
    return list(dict.fromkeys(address.lower() for address in found))[:MOST_IDS]


def letters_named(incoming: Incoming) -> list[str]:
    """The ids of the letters that a report may mean: those returned with it first, then those it answers."""
    inside = [parse(raw).message_id for raw in incoming.enclosed[:MOST_IDS]]
    named = [id for text in texts_of(incoming) for id in _MESSAGE_ID.findall(text)[:MOST_IDS]]
    found = [id for id in inside if id] + named + list(incoming.ancestors)
    return list(dict.fromkeys(found))[:MOST_IDS]


def _is_report(incoming: Incoming) -> bool:
    if incoming.report_type == "delivery-status":
        return True
    return bool(incoming.delivery_status) and (
        is_daemon(incoming.sender.address) or has_no_way_back(incoming)
    )


def _by_actions(incoming: Incoming) -> tuple[Outcome, Mark]:
    actions = [action.lower() for action in _ACTION.findall(incoming.delivery_status)]
    if actions and set(actions) <= GONE_WELL:
        return Outcome.auto_reply, Mark(Reason.delivered, f"Action: {actions[0]}")
    if actions and set(actions) <= GONE_WELL | {"delayed"}:
        return Outcome.bounce, Mark(Reason.delayed, "Action: delayed")
    return Outcome.bounce, Mark(Reason.not_delivered, _what_was_said(incoming.delivery_status))


def _what_was_said(status: str) -> str:
    said = _DIAGNOSIS.search(status) or _STATUS.search(status)
    return " ".join(said.group(1).split())[:200] if said else "Action: failed"


def _without_report(incoming: Incoming) -> Mark | None:
    header = next((name for name in SAY_SO if incoming.header(name).strip()), "")
    if header:
        return Mark(Reason.returned, header)
    sender, subject = incoming.sender.address, incoming.subject.strip()
    words = phrases.returned.match(subject)
    if words and (
        is_daemon(sender) or has_no_way_back(incoming) or phrases.surely_returned.match(subject)
    ):
        return Mark(Reason.returned, words.group())
    if is_daemon(sender) and (
        has_no_way_back(incoming) or not sender.lower().startswith("postmaster")
    ):
        return Mark(Reason.returned, sender)
    return None


def _headers_returned(incoming: Incoming) -> list[str]:
    return [
        file.data[:MOST_READ].decode("utf-8", errors="replace")
        for file in incoming.files
        if file.content_type in ("text/rfc822-headers", "message/rfc822")
    ]
