"""The form in which the pages of a proposal are arranged: its style, each page with its layout, own pages of words."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import AnyOf, ValidationError

from agency.kernel.forms import StaffForm, tidy
from agency.kernel.i18n import pick
from agency.proposals import arranging, variables
from agency.proposals.arranging import MOST_PAGES, Leaf
from agency.proposals.forms import long_enough, number_or_none
from agency.proposals.layouts import LAYOUTS, STYLES, PageKind, Style
from agency.proposals.passages import LONGEST_BODY, LONGEST_TITLE, Passage, markup_in, tidied


def no_markup(form: Form, field: StringField) -> None:
    """Words, not HTML: a page would show the tags."""
    if found := markup_in(field.data or ""):
        words = _(
            "Take out %(found)s: a page would show it letter by letter. A line that begins with # is a heading.",
            found=found,
        )
        raise ValidationError(words)


def known_variables(form: Form, field: StringField) -> None:
    """Nothing in braces that nobody fills."""
    if unknown := variables.unknown_in(field.data or ""):
        names, known = variables.shown(unknown), variables.shown(variables.KNOWN)
        words = _("Nothing fills %(gaps)s. What can be filled: %(known)s", gaps=names, known=known)
        raise ValidationError(words)


class LeafForm(Form):
    """A page: which kind, which layout, whether it is left out; of an own one its words."""

    kind = HiddenField(validators=[AnyOf([each.value for each in PageKind])])
    passage = HiddenField(filters=[number_or_none])
    layout = RadioField(_l("Layout"))
    is_out = BooleanField(_l("Leave it out"))
    title = StringField(
        _l("Heading"), [long_enough(LONGEST_TITLE), no_markup, known_variables], filters=[tidy]
    )
    body = TextAreaField(
        _l("Words"), [long_enough(LONGEST_BODY), no_markup, known_variables], filters=[tidy]
    )

    def process(self, *args: Any, **kwargs: Any) -> None:
        """Its layouts are those of its kind."""
        super().process(*args, **kwargs)
        kinds = [kind for kind in PageKind if kind == self.kind.data]
        self.layout.choices = [
            (each.name, pick(each.words)) for kind in kinds for each in LAYOUTS[kind]
        ]

    def validate_body(self, field: TextAreaField) -> None:
        if self.kind.data == PageKind.words and not field.data:
            raise ValidationError(str(_l("Write what stands on it, or take the page out")))


class PagesForm(StaffForm):
    """All pages of a proposal, in their order."""

    style = RadioField(_l("Style"))
    leaves = FieldList(FormField(LeafForm), max_entries=MOST_PAGES)
    add = SelectField(_l("A page of words"), validate_choice=False)
    seen = HiddenField()

    def offer(self, texts: list[Passage], language: str) -> None:
        """The styles, and the texts of the house that say something in the proposal's language."""
        self.style.choices = [(each.name, pick(each.words)) for each in STYLES.values()]
        named = [(str(each.id), each.title.get(language) or pick(each.title)) for each in texts]
        self.add.choices = [("", _("An empty page")), *named]

    def arranged(self, before: Style) -> list[Leaf]:
        """What was typed; a layout that is that of the style before goes along with another style."""
        return [_leaf(row, before) for row in self.leaves.data]


def as_shown(style: Style, leaves: list[Leaf]) -> list[dict[str, Any]]:
    """The pages as the form's rows."""
    return [
        {
            "kind": leaf.kind.value,
            "passage": leaf.passage or "",
            "layout": arranging.wears(style, leaf),
            "is_out": leaf.is_out,
            "title": leaf.title,
            "body": leaf.body,
        }
        for leaf in leaves
    ]


def _leaf(row: dict[str, Any], before: Style) -> Leaf:
    kind = PageKind(row["kind"])
    layout = "" if row["layout"] == before.layouts[kind] else row["layout"]
    if kind is not PageKind.words:
        return Leaf(kind, layout, is_out=row["is_out"])
    title = " ".join((row["title"] or "").split())
    return Leaf(kind, layout, title, tidied(row["body"] or ""), row["passage"], row["is_out"])
