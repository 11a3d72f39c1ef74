"""What a delivery says: a word of somebody, or a call. What cannot be understood is said why."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from agency.kernel.db import db
from agency.kernel.files import StoredFile
from agency.kernel.phones import e164, spaced
from agency.kernel.zones import known_zone
from agency.leads.arrivals import FRESH
from agency.leads.calls import Caller, Result
from agency.leads.incoming import usable_address
from agency.leads.inquiries import Channel
from agency.leads.ways_in import acquaintance, api_inquiry, chats, hooks, mapping, payloads
from agency.leads.ways_in.deliveries import Delivery
from agency.leads.ways_in.hooks import Hook, HookKind
from agency.leads.ways_in.reasons import Why
from agency.leads.ways_in.words import Word, language_of, line, tidy
from agency.people import queries as people
from agency.people.models import Member

OUTGOING = re.compile(r"out|исход|^2$", re.IGNORECASE)
MILLISECONDS = 10**11


class NotUnderstood(Exception):
    """A person has to look at it: why, and at what."""

    def __init__(self, why: Why, detail: str = "") -> None:
        super().__init__(f"{why.value} {detail}")
        self.why, self.detail = why, detail


@dataclass(frozen=True)
class Ring:
    """What a telephone system says of a call."""

    caller: Caller
    result: Result
    minutes: int | None
    by: Member | None


@dataclass(frozen=True)
class Understood:
    """A word, perhaps spoken on the phone; `external_id` is what the bringer calls it, `chat` where it was said."""

    word: Word
    ring: Ring | None = None
    external_id: str | None = None
    chat: tuple[str, str] | None = None


def read(delivery: Delivery, *, by_hand: bool = False) -> Understood:
    """What it says. Raises NotUnderstood. `by_hand`: a person has seen it, so a mere doubt is none any more."""
    if delivery.door is Channel.form:
        return _form(delivery, by_hand=by_hand)
    if delivery.door is Channel.api:
        return _api(delivery)
    hook = hooks.one(delivery.door_id)
    if hook is None:
        raise NotUnderstood(Why.switched_off)
    return of_hook(hook, _fields(delivery), at=delivery.received_at)


def of_hook(hook: Hook, payload: Any, *, at: datetime) -> Understood:
    """The same for a payload of this hook, as its mapping reads it now."""
    if not hook.mapping:
        raise NotUnderstood(Why.no_mapping)
    said = {name: tidy(text) for name, text in mapping.apply(hook.mapping, payload).items()}
    happened_at = _moment(said.get("happened_at", ""), at)
    chat = (chats.way_of_hook(hook.id), said["chat"][:120]) if said.get("chat") else None
    word = _word(hook, said, happened_at, chat)
    word = replace(word, may_hold=word.address is not None and at - happened_at <= FRESH)
    ring = _ring(said) if hook.kind is HookKind.telephony else None
    return Understood(word, ring, said.get("external_id", "")[:200] or None, chat)


def _word(hook: Hook, said: Mapping[str, str], at: datetime, chat: tuple[str, str] | None) -> Word:
    phone = e164(said.get("phone"), acquaintance.home_country())
    if said.get("phone") and phone is None:
        raise NotUnderstood(Why.phone_text, said["phone"])
    address = usable_address(said["address"]) if said.get("address") else None
    if not (phone or address or chat):
        raise NotUnderstood(Why.no_reach)
    known = chats.find(*chat) if chat else None
    calls = hook.kind is HookKind.telephony
    channel = {HookKind.telephony: Channel.phone, HookKind.messenger: Channel.messenger}
    words = said.get("words", "")
    if said.get("audio"):
        words = f"{words}\n{said['audio']}".strip()
    return Word(
        channel=channel.get(hook.kind, Channel.hook),
        at=at,
        name=line(said.get("name", ""), 160) or (spaced(phone) if phone else address or ""),
        address=address,
        phone=phone or "",
        organisation=line(said.get("company", ""), 160),
        subject=line(said.get("subject", ""), 200) or (_call_from(phone) if calls else ""),
        words=words,
        language=language_of(f"{said.get('name', '')} {words}"),
        contact=known.contact if known is not None else None,
        joins=hook.kind is not HookKind.form,
    )


def _call_from(phone: str | None) -> str:
    return str(_("Call from %(number)s", number=spaced(phone))) if phone else ""


def _ring(said: Mapping[str, str]) -> Ring:
    seconds = _number(said.get("duration", ""))
    # Only a person who spoke, or time that was spoken, makes it a talk: ringing is none.
    talked = bool(said.get("answered_by")) or seconds > 0
    outgoing = OUTGOING.search(said.get("direction", ""))
    return Ring(
        caller=Caller.we if outgoing else Caller.they,
        result=Result.talked if talked else Result.missed,
        minutes=-(-seconds // 60) if seconds else None,
        by=_member(said.get("answered_by", "")),
    )


def _member(named: str) -> Member | None:
    wanted = named.strip().casefold()
    if not wanted:
        return None
    number, home = e164(named), acquaintance.home_country()
    for each in people.members():
        login = each.user.email if each.user is not None else ""
        if wanted in (each.name.casefold(), login.casefold()):
            return each
        if number is not None and e164(each.phone, home) == number:
            return each
    return None


def _number(text: str) -> int:
    found = re.match(r"\d{1,7}", text)
    return int(found.group()) if found else 0


def _moment(text: str, received_at: datetime) -> datetime:
    if not text:
        return received_at
    try:
        found = _stamp(float(text)) if re.fullmatch(r"\d+(\.\d+)?", text) else _written(text)
    except (ValueError, OverflowError, OSError):
        raise NotUnderstood(Why.moment, text[:80]) from None
    # Nothing happens later than we hear of it.
    return min(found, received_at)


def _stamp(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds / 1000 if seconds > MILLISECONDS else seconds, UTC)


def _written(text: str) -> datetime:
    found = datetime.fromisoformat(text.replace("Z", "+00:00"))
    # A service that names no zone stands, as far as we know, where the house does.
    return (found if found.tzinfo else found.replace(tzinfo=_home())).astimezone(UTC)


def _home() -> ZoneInfo:
    return ZoneInfo(people.agency().zone)


def _api(delivery: Delivery) -> Understood:
    fields = _fields(delivery)
    if not isinstance(fields, dict):
        raise NotUnderstood(Why.not_read)
    try:
        return Understood(api_inquiry.read(fields, at=delivery.received_at))
    except api_inquiry.NotValid as trouble:
        raise NotUnderstood(Why.not_valid, str(trouble)) from None


def _form(delivery: Delivery, *, by_hand: bool) -> Understood:
    said = _fields(delivery)
    doubt = said.get("doubt")
    if doubt and not by_hand:
        raise NotUnderstood(Why(doubt))
    services = {each.slug: each for each in people.services()}
    files = [db.session.get(StoredFile, each) for each in said.get("files", [])]
    return Understood(
        Word(
            channel=Channel.form,
            at=delivery.received_at,
            name=said["name"],
            address=said["address"] or None,
            phone=said["phone"],
            organisation=said["company"],
            subject=said["subject"],
            words=said["words"],
            language=said["language"],
            zone=known_zone(said["zone"]),
            service=services.get(said["service"]),
            files=tuple(each for each in files if each is not None),
            may_hold=bool(said["address"]) and not by_hand,
        )
    )


def _fields(delivery: Delivery) -> Any:
    try:
        return payloads.fields_in(delivery.body, delivery.content_type, guess=True)
    except payloads.NotReadable as trouble:
        raise NotUnderstood(Why.not_read, trouble.detail) from None
