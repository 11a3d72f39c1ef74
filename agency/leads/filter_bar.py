"""What a page of leads shows of its filter: the fields to choose from, and a chip for each thing that was asked for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Form, SelectField, StringField
from wtforms.fields import SelectChoice

from agency.clients.partners import partners
from agency.kernel.i18n import pick
from agency.leads.filters import MINE, NOBODYS, Filter
from agency.leads.models import Channel, Stage, Turn
from agency.people.models import Member, Service

SOURCES = {
    Channel.brief: _l("With the brief"),
    Channel.mail: _l("By mail"),
    Channel.phone: _l("On the phone"),
    Channel.messenger: _l("By messenger"),
    Channel.telegram: _l("By Telegram"),
    Channel.form: _l("With the contact form"),
    Channel.api: _l("From another site"),
    Channel.hook: _l("From another service"),
    Channel.note: _l("Otherwise"),
}
STAGES = {
    Stage.new: _l("New"),
    Stage.talking: _l("Talking"),
    Stage.proposal: _l("Proposal"),
    Stage.won: _l("Won"),
    Stage.lost: _l("Lost"),
}
TURNS = {Turn.ours: _l("Our turn"), Turn.theirs: _l("Their turn")}
WAITING = {
    "1h": _l("over an hour"),
    "1d": _l("over a day"),
    "3d": _l("over three days"),
    "7d": _l("over a week"),
}


class FilterForm(Form):
    """The fields of a filter; sent by GET, so that it stands in the address."""

    whose = SelectField(_l("Whose"))
    stage = SelectField(_l("Stage"))
    turn = SelectField(_l("Whose turn"))
    waiting = SelectField(_l("They wait for us"))
    service = SelectField(_l("Service"))
    source = SelectField(_l("How it came"))
    partner = SelectField(_l("Partner"))
    unanswered = BooleanField(_l("Nobody has answered yet"))
    words = StringField(_l("Words"))

    @classmethod
    def showing(
        cls, chosen: Filter, members: Iterable[Member], services: Iterable[Service]
    ) -> Self:
        """The fields as this filter fills them."""
        said: dict[str, Any] = {**chosen.args, "unanswered": chosen.unanswered}
        form = cls(data={**dict.fromkeys(("whose", "stage", "turn", "waiting"), ""), **said})
        who = {MINE: _("Mine and nobody’s"), NOBODYS: _("Nobody’s")}
        form.whose.choices = _choices(_("Everyone’s"), who | {str(m.id): m.name for m in members})
        form.stage.choices = _choices(_("Any"), {key.value: STAGES[key] for key in STAGES})
        form.turn.choices = _choices(_("Either"), {key.value: TURNS[key] for key in TURNS})
        form.waiting.choices = _choices(_("However long"), WAITING)
        form.service.choices = _choices(_("Any"), {str(s.id): pick(s.name) for s in services})
        form.partner.choices = _choices(_("Any"), {str(p.id): p.name for p in partners()})
        form.source.choices = _choices(_("Any way"), {key.value: SOURCES[key] for key in SOURCES})
        return form


@dataclass(frozen=True)
class Chip:
    """One thing that was asked for, in words; `rest` is the address's query without it."""

    words: str
    rest: dict[str, str]


@dataclass(frozen=True)
class FilterBar:
    """The filter of a page, for its template."""

    chosen: Filter
    form: FilterForm
    chips: list[Chip]

    @classmethod
    def of(cls, chosen: Filter, members: list[Member], services: list[Service]) -> Self:
        """The bar for this filter."""
        form = FilterForm.showing(chosen, members, services)
        chips = [Chip(words, chosen.without(name).args) for name, words in _said(chosen, form)]
        return cls(chosen, form, chips)


def _said(chosen: Filter, form: FilterForm) -> Iterable[tuple[str, str]]:
    for name, value in chosen.args.items():
        if value == MINE:
            continue  # a view of its own, over the list
        if name == "unanswered":
            yield name, _("Unanswered")
        elif name == "words":
            yield name, _("“%(words)s”", words=chosen.words)
        else:
            field = form[name]
            named = {str(c.value): str(c.label) for c in field.choices}.get(value)
            yield name, f"{field.label.text}: {named or '?'}"


def _choices(anything: str, named: Mapping[Any, Any]) -> list[SelectChoice]:
    return [SelectChoice("", anything), *(SelectChoice(*each) for each in named.items())]
