"""What people type about a partner."""

import re
from typing import Any, NamedTuple, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length, ValidationError

from agency.clients import partners
from agency.clients.partners import Answers, Partner
from agency.kernel import i18n
from agency.kernel.domains import own_domain
from agency.kernel.forms import StaffForm, tidy
from agency.kernel.mail.compose import Correspondent

NOBODY = 0
_ADDRESS = re.compile(r"[^\s@<>,;]{1,64}@[^\s@<>,;]+\.[^\s@<>,;]{2,}")
_DOMAIN = re.compile(r"(?!-)[\w-]+(\.[\w-]+)+", re.UNICODE)
RULES = (
    SelectChoice(
        Answers.partner.value, _l("To the partner; the client hears from us through them")
    ),
    SelectChoice(Answers.client.value, _l("To the client; the partner gets none")),
    SelectChoice(Answers.both.value, _l("To the client, with a copy to the partner")),
)


class Choice(NamedTuple):
    """A member who may have the partner's leads."""

    id: int
    name: str


class PartnerForm(StaffForm):
    """A partner: name, people, whom we answer, what was agreed."""

    name = StringField(
        _l("Name of the agency"),
        filters=[tidy],
        validators=[DataRequired(_l("Give the agency’s name")), Length(max=160)],
    )
    people = TextAreaField(
        _l("Their people"),
        description=_l(
            "One a line, the first is written to, like “Walter Brandt, walter@north.example”"
        ),
        filters=[tidy],
        validators=[Length(max=8000)],
    )
    domains = StringField(
        _l("Mail domains"),
        description=_l("Whoever writes from there is theirs, like north.example"),
        filters=[tidy],
        validators=[Length(max=2000)],
    )
    answers = RadioField(_l("Letters about their leads go"), choices=RULES, default="partner")
    language = RadioField(
        _l("They speak"), choices=[SelectChoice(*each) for each in i18n.LANGUAGES.items()]
    )
    terms = TextAreaField(
        _l("Terms agreed"),
        description=_l("They read this on their page, like “a tenth of the first invoice”"),
        filters=[tidy],
        validators=[Length(max=4000)],
    )
    note = TextAreaField(_l("A note for ourselves"), filters=[tidy], validators=[Length(max=4000)])
    member = SelectField(_l("Who of us takes their leads"), coerce=int, default=NOBODY)
    active = BooleanField(_l("We work with them"), default=True)
    partner_id: int | None = None

    @classmethod
    def about(cls, partner: Partner | None, members: list[Choice], **given: Any) -> Self:
        """The form of this partner, or of a new one."""
        form = cls(data=_as_typed(partner) if partner else {"language": i18n.language()}, **given)
        nobody = SelectChoice(NOBODY, _("nobody in particular"))
        form.member.choices = [nobody, *(SelectChoice(each.id, each.name) for each in members)]
        form.partner_id = partner.id if partner else None
        return form

    def validate_people(self, field: Any) -> None:
        unread = [line for line in _lines(field.data) if _person(line) is None]
        if unread:
            words = _l("This line has no mail address: “%(line)s”", line=unread[0][:60])
            raise ValidationError(words)
        addresses = [person.address for person in self.persons]
        for address, name in partners.taken_addresses(addresses, but=self.partner_id).items():
            words = _l("%(address)s is at %(name)s already", address=address, name=name)
            raise ValidationError(words)

    def validate_domains(self, field: Any) -> None:
        for domain in self.domain_names:
            if not _DOMAIN.fullmatch(domain):
                raise ValidationError(_l("Enter domains like north.example, with commas between"))
            if not own_domain(f"@{domain}"):
                words = _l("Anybody has an address at %(domain)s; name the people", domain=domain)
                raise ValidationError(words)
        for domain, name in partners.taken_domains(self.domain_names, but=self.partner_id).items():
            raise ValidationError(_l("%(domain)s is %(name)s’s already", domain=domain, name=name))

    @property
    def persons(self) -> list[Correspondent]:
        """The people that were typed, each once."""
        found = (_person(line) for line in _lines(self.people.data))
        return list({each.address: each for each in found if each is not None}.values())

    @property
    def domain_names(self) -> list[str]:
        """The domains that were typed, each once."""
        typed = re.split(r"[\s,;]+", (self.domains.data or "").lower())
        return list(dict.fromkeys(each.lstrip("@").rstrip(".") for each in typed if each))

    def fill(self, partner: Partner) -> None:
        """Write what was typed on the partner; its people and domains are for `partners.set_people`."""
        partner.name, partner.answers = self.name.data, Answers(self.answers.data)
        partner.language, partner.active = self.language.data, bool(self.active.data)
        partner.terms, partner.note = self.terms.data, self.note.data
        partner.member_id = self.member.data or None


def _lines(typed: str | None) -> list[str]:
    return [line.strip() for line in (typed or "").splitlines() if line.strip()]


def _person(line: str) -> Correspondent | None:
    found = _ADDRESS.search(line)
    if found is None:
        return None
    name = line.replace(found[0], "").strip(" <>,;\"'“”«»\t")
    return Correspondent(name, found[0].lower())


def _as_typed(partner: Partner) -> dict[str, Any]:
    people = (
        f"{each.name} <{each.email}>" if each.has_name else each.email for each in partner.people
    )
    return {
        "name": partner.name,
        "people": "\n".join(people),
        "domains": ", ".join(each.domain for each in partner.domains),
        "answers": partner.answers.value,
        "language": partner.language,
        "terms": partner.terms,
        "note": partner.note,
        "member": partner.member_id or NOBODY,
        "active": partner.active,
    }
