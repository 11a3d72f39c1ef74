"""What the owner types about the ways in: a token, a hook, what its fields mean."""

import re
from collections.abc import Mapping
from typing import Any, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length, Optional, Regexp

from agency.kernel.forms import StaffForm
from agency.leads.ways_in import mapping
from agency.leads.ways_in.hooks import Hook, HookKind, Proof
from agency.leads.ways_in.words import line

HEADER = Regexp(
    re.compile(r"^[A-Za-z0-9-]{1,80}$"), message=_l("Enter the name of a header, like X-Signature")
)
KINDS = {
    HookKind.telephony: _l("Telephony: it tells of calls"),
    HookKind.messenger: _l("A messenger: it tells what people write"),
    HookKind.form: _l("A form: each is a new inquiry"),
}
PROOFS = {
    Proof.prefixed: _l("Signed with HMAC-SHA256, written sha256=… in hex"),
    Proof.hex: _l("Signed with HMAC-SHA256, in hex"),
    Proof.base64: _l("Signed with HMAC-SHA256, in Base64"),
    Proof.secret: _l("It cannot sign: it sends the secret itself"),
}
FIELD_WORDS = {
    "name": _l("Name"),
    "phone": _l("Phone"),
    "address": _l("Mail address"),
    "company": _l("Company"),
    "subject": _l("What it is about"),
    "words": _l("Their words"),
    "chat": _l("Their chat’s id"),
    "happened_at": _l("When it happened"),
    "external_id": _l("Its own id, taken once"),
    "direction": _l("Direction: in or out"),
    "duration": _l("Seconds that were spoken"),
    "answered_by": _l("Who of us answered"),
    "audio": _l("Link to the recording"),
}


def _one_line(typed: str | None) -> str:
    return line(typed or "", 200)


class TokenForm(StaffForm):
    """A token of the API gets a name."""

    name = StringField(
        _l("Whose it will be"),
        filters=[_one_line],
        validators=[
            DataRequired(_l("Name the site or service that will use it")),
            Length(max=120),
        ],
    )
    for_tasks = BooleanField(_l("It may also read boards, add and move tasks, and log hours"))


class HookForm(StaffForm):
    """A new hook: whose it is, and what stands at the other end."""

    name = StringField(
        _l("Name of the service"),
        filters=[_one_line],
        validators=[DataRequired(_l("Name the service that will call us")), Length(max=120)],
    )
    kind = RadioField(
        _l("What it is"),
        choices=[SelectChoice(kind.value, words) for kind, words in KINDS.items()],
        default=HookKind.telephony.value,
    )


class ProofForm(StaffForm):
    """How a service shows that it is itself."""

    proof = RadioField(
        _l("How it shows that it is itself"),
        choices=[SelectChoice(proof.value, words) for proof, words in PROOFS.items()],
    )
    header = StringField(
        _l("In which header"), filters=[_one_line], validators=[DataRequired(), HEADER]
    )
    time_header = StringField(
        _l("Header with the time"),
        filters=[_one_line],
        validators=[Optional(), HEADER],
        description=_l(
            "In seconds. It is signed along, as time, a full stop, body; five minutes either way are let through."
        ),
    )

    @classmethod
    def of(cls, hook: Hook, **given: Any) -> Self:
        """As it is at present."""
        return cls(
            **given, proof=hook.proof.value, header=hook.header, time_header=hook.time_header
        )

    def write_to(self, hook: Hook) -> None:
        """Let it be so from now on."""
        hook.proof = Proof(self.proof.data)
        hook.header, hook.time_header = self.header.data, self.time_header.data or ""


def mapping_in(typed: Mapping[str, str], kind: HookKind) -> tuple[dict[str, str], dict[str, str]]:
    """Our fields with their paths as typed, and what is wrong with which."""
    names = mapping.fields_for(kind)
    paths = {name: line(typed.get(name, ""), mapping.MOST_PATH) for name in names}
    wrong = {
        name: str(_("Write a path like call.from[0].number, or = and a text"))
        for name, path in paths.items()
        if path and not mapping.is_path(path)
    }
    return {name: path for name, path in paths.items() if path}, wrong
