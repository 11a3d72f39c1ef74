"""An inquiry as another site sends it to the API: its fields, read strictly, with what to do about each wrong one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from flask_babel import gettext as _

from agency.kernel.i18n import LANGUAGES
from agency.kernel.phones import e164
from agency.kernel.zones import country_of, known_zone
from agency.leads.incoming import usable_address
from agency.leads.inquiries import Channel
from agency.leads.ways_in.words import MOST_WORDS, Word, language_of, line, tidy
from agency.people import queries as people

FIELDS = {
    "name": 160,
    "email": 255,
    "phone": 60,
    "company": 160,
    "subject": 200,
    "message": MOST_WORDS,
    "service": 40,
    "language": 35,
    "zone": 64,
    "source": 160,
}


class Fault(NamedTuple):
    """One field that does not fit, and what to do."""

    field: str
    detail: str


class NotValid(Exception):
    """The inquiry cannot be taken; `faults` says why."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(f"{each.field}: {each.detail}" for each in faults))
        self.faults = faults


def read(fields: Mapping[str, Any], *, at: datetime) -> Word:
    """What was sent, as a word of whoever asks. Raises NotValid with everything that is wrong."""
    faults: list[Fault] = []
    said = {name: _text(fields.get(name), name, faults) for name in FIELDS}
    zone = known_zone(said["zone"])
    address, phone = _reach(said, zone, faults)
    service = _service(said["service"], faults)
    if faults:
        raise NotValid(faults)
    words = said["message"]
    subject = line(said["subject"], 200)
    if not subject and not words and service is not None:
        subject = service.name.get(_language(said), "") or next(iter(service.name.values()), "")
    return Word(
        channel=Channel.api,
        at=at,
        name=line(said["name"], 160) or (address or "").partition("@")[0],
        address=address,
        phone=phone,
        organisation=line(said["company"], 160),
        subject=subject,
        words=words,
        language=_language(said),
        zone=zone,
        service=service,
        may_hold=address is not None,
    )


def left_out(fields: Mapping[str, Any]) -> list[str]:
    """The names that were sent and mean nothing to us."""
    return [line(str(name), 60) for name in fields if name not in FIELDS][:20]


def _text(value: Any, name: str, faults: list[Fault]) -> str:
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        faults.append(Fault(name, str(_("Send it as text, in quotes"))))
        return ""
    text, most = tidy(str(value)), FIELDS[name]
    if len(text) > most:
        faults.append(Fault(name, str(_("Send at most %(most)d characters", most=most))))
        return ""
    return text


def _reach(
    said: Mapping[str, str], zone: str | None, faults: list[Fault]
) -> tuple[str | None, str]:
    wrong = {each.field for each in faults}
    address = usable_address(said["email"]) if said["email"] else None
    phone = e164(said["phone"], country_of(zone) if zone else None)
    if said["email"] and address is None:
        faults.append(Fault("email", str(_("Enter the whole address, like name@example.com"))))
    if said["phone"] and phone is None:
        faults.append(
            Fault("phone", str(_("Enter the number with its country, like +351 22 000 1122")))
        )
    if not said["email"] and not said["phone"] and not wrong & {"email", "phone"}:
        faults.append(Fault("email", str(_("Send an email or a phone to reach them"))))
    return address, phone or ""


def _service(slug: str, faults: list[Fault]) -> Any:
    if not slug:
        return None
    known = {each.slug: each for each in people.services()}
    if slug not in known:
        names = ", ".join(sorted(known)) or "–"
        faults.append(
            Fault("service", str(_("Send one of these, or leave it out: %(list)s", list=names)))
        )
    return known.get(slug)


def _language(said: Mapping[str, str]) -> str:
    wish = said["language"][:2].lower()
    return wish if wish in LANGUAGES else language_of(f"{said['subject']} {said['message']}")
