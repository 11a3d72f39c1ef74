"""The form of the pipeline: a row for each stage, a line for each reason."""

from collections.abc import Sequence
from typing import Any, Self

from flask_babel import lazy_gettext as _l
from wtforms import FieldList, Form, FormField, IntegerField, SelectField, StringField
from wtforms.validators import Length, Optional

from agency.kernel.forms import StaffForm, tidy
from agency.leads import pipeline
from agency.leads.pipeline import PipelineRefused, Wish
from agency.leads.stages import MOST_STAGES, Stage

KINDS = (
    (Stage.new.value, _l("nobody has answered yet")),
    (Stage.talking.value, _l("we talk")),
    (Stage.proposal.value, _l("a proposal is with them")),
)
WHY = {
    "too_many": _l("Keep it small: eight stages at most."),
    "no_names": _l("Give every stage a name, or take it out."),
    "kind_missing": _l("Keep one stage of each meaning: the machine moves leads by them."),
}
SPARE_REASONS = 2


class StageRow(Form):
    """One stage. Both names empty take it out."""

    id = IntegerField(validators=[Optional()])
    kind = SelectField(_l("It means that"), choices=KINDS)
    en = StringField(_l("In English"), filters=[tidy], validators=[Length(max=60)])
    ru = StringField(_l("In Russian"), filters=[tidy], validators=[Length(max=60)])
    position = IntegerField(_l("Place"), validators=[Optional()])


class ReasonRow(Form):
    """One reason. Both names empty take it out."""

    en = StringField(_l("In English"), filters=[tidy], validators=[Length(max=60)])
    ru = StringField(_l("In Russian"), filters=[tidy], validators=[Length(max=60)])


class PipelineForm(StaffForm):
    """The agency's own stages in their order, and the reasons for lost and won."""

    stages = FieldList(FormField(StageRow), max_entries=MOST_STAGES + 4)
    lost = FieldList(FormField(ReasonRow), max_entries=40)
    won = FieldList(FormField(ReasonRow), max_entries=40)

    @classmethod
    def showing(cls) -> Self:
        """What there is, with a spare row under each."""
        form = cls(formdata=None)
        for n, each in enumerate(pipeline.stages(), start=1):
            row = {"id": each.id, "kind": each.kind.value, **each.name, "position": n}
            form.stages.append_entry(row)
        if len(form.stages) < MOST_STAGES:
            form.stages.append_entry({"kind": Stage.talking.value})
        for kind, rows in ((Stage.lost, form.lost), (Stage.won, form.won)):
            for reason in pipeline.reasons(kind):
                rows.append_entry(reason.name)
            for _spare in range(SPARE_REASONS):
                rows.append_entry({})
        return form

    def write(self) -> bool:
        """Make it so; False when it cannot be, with the reason among the errors."""
        try:
            pipeline.rewrite(self._wishes())
        except PipelineRefused as refused:
            self.stages.errors = [str(WHY[refused.why])]
            return False
        for kind, rows in ((Stage.lost, self.lost), (Stage.won, self.won)):
            pipeline.offer(kind, _named(rows.data))
        return True

    def _wishes(self) -> list[Wish]:
        rows = [row for row in self.stages.data if row["en"] or row["ru"]]
        rows.sort(key=lambda row: row["position"] or len(rows) + 1)
        return [Wish(row["id"], Stage(row["kind"]), _name(row)) for row in rows]


def _named(rows: Sequence[dict[str, Any]]) -> list[dict[str, str]]:
    return [_name(row) for row in rows if row["en"] or row["ru"]]


def _name(row: dict[str, Any]) -> dict[str, str]:
    # What was given in one language only is shown in both.
    return {"en": row["en"] or row["ru"], "ru": row["ru"] or row["en"]}
