"""What cards repeat, written once for a page: figures, days, faces, gauges. A board has hundreds of them."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Any

from flask import get_template_attribute
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup, escape

from agency.kernel import i18n
from agency.kernel.money import Money
from agency.tasks.cards import Card, Face
from agency.tasks.projects import ColumnKind

MOST_FACES = 4
# All that a card shows, besides the day and the language: two that agree in it look the same.
_shown = attrgetter(
    *("id", "version", "order_key", "kind", "title", "section", "category", "sold", "due_on"),
    *("moved_on", "waits_since", "planned", "spent", "faces", "owner_id", "steps", "steps_done"),
    *("priority", "labels", "waits_for", "is_extra"),
)
# Cards as they were drawn last; a board is looked at far more often than its cards change.
_drawn: dict[tuple[Any, ...], Markup] = {}
MOST_DRAWN = 10_000
_kept: Callable[[Any], Any] = lru_cache(maxsize=None)


class Pen:
    """Writes for one page, in the language of whoever reads it."""

    def __init__(self, today: date) -> None:
        self.today = today
        self._for = (i18n.language(), today)
        self.hours = _kept(i18n.hours)
        self.day = _kept(i18n.day)
        self.money = _kept(_money)
        self.used = _kept(self._used)
        self.gauge = _kept(_gauge())
        self.due = _kept(self._due)
        self.done_on = _kept(self._done_on)
        self.since = _kept(self._since)
        self.label = _kept(_label)
        self.faces = _kept(self._faces)
        self._face = _kept(self._face_of)
        self._draw_face = get_template_attribute("ui/people.html", "face")
        self.words = _words()
        # Around the title of each card.
        self.move_it = _("Move %(title)s to…", title="\0").split("\0")

    def card(self, card: Card) -> Markup:
        """A card, drawn anew only when something that it shows is new."""
        look = (*self._for, *_shown(card))
        found = _drawn.get(look)
        if found is None:
            found = Markup(get_template_attribute("tasks/card.html", "card")(card, self))
            if len(_drawn) >= MOST_DRAWN:
                _drawn.clear()
            _drawn[look] = found
        return found

    def cards(self, cards: Iterable[Card]) -> Markup:
        """One after the other."""
        return Markup("".join(map(self.card, cards)))

    def note(self, card: Card) -> Markup | str:
        """What has to be said of a card first, if anything; how long it waits is said of one past its hours too."""
        if card.is_done:
            return ""
        said = self._alarm(card)
        if card.kind is ColumnKind.waiting:
            said += Markup(self.since(card.waits_since or card.moved_on))
        return said

    def _alarm(self, card: Card) -> Markup:
        if card.over:
            return _red(_("%(hours)s h over", hours=self.hours(card.over)))
        if card.is_ahead:
            used, done = card.spent_percent, card.progress
            return _red(
                _("Hours run ahead: %(used)s %% used, %(done)s %% done", used=used, done=done)
            )
        return Markup()

    def waits_for(self, card: Card) -> str:
        """What has to be done before it."""
        first, more = card.waits_for[0], len(card.waits_for) - 1
        if more:
            said = ngettext(
                "Waits for “%(task)s” and %(num)d more",
                "Waits for “%(task)s” and %(num)d more",
                more,
                task=first,
            )
            return str(said)
        return str(_("Waits for “%(task)s”", task=first))

    def _used(self, spent: int, planned: int) -> Markup:
        figure = Markup('<b class="red">{}</b>' if 0 < planned < spent else "<b>{}</b>").format(
            self.hours(spent)
        )
        if planned:
            return Markup(_("%(used)s of %(planned)s h")) % {
                "used": figure,
                "planned": self.hours(planned),
            }
        return Markup(_("%(hours)s h")) % {"hours": figure}

    def _due(self, on: date) -> Markup:
        if on == self.today:
            kind, words = " strong", _("Today")
        elif on < self.today:
            kind, words = " red", _("%(day)s, late", day=self.day(on))
        else:
            kind, words = "", self.day(on)
        return Markup('<span class="num{}"><span class="sr">{} </span>{}</span>').format(
            kind, _("Due"), words
        )

    def _done_on(self, on: date) -> Markup:
        return Markup('<span class="num green"><span class="sr">{} </span>{}</span>').format(
            _("Done on"), self.day(on)
        )

    def _since(self, on: date) -> Markup:
        words, days = _("Theirs since %(day)s", day=self.day(on)), (self.today - on).days
        if days > 0:
            words += ", " + ngettext("%(num)d day", "%(num)d days", days)
        return Markup('<p class="card__note">{}</p>').format(words)

    def _faces(self, faces: tuple[Face, ...], has_owner: bool) -> Markup:
        drawn = [
            self._face(each, has_owner and not number)
            for number, each in enumerate(faces[:MOST_FACES])
        ]
        if len(faces) > MOST_FACES:
            drawn.append(
                Markup('<span class="faces__more">+{}</span>').format(len(faces) - MOST_FACES)
            )
        return Markup('<span class="faces">{}</span>').format(Markup("").join(drawn))

    def _face_of(self, face: Face, is_owner: bool) -> Markup:
        name = _("%(name)s answers for it", name=face.name) if is_owner else face.name
        return Markup(self._draw_face(face, "s", alt=name))


def _words() -> dict[str, str]:
    return {
        "low": _("Low"),
        "high": _("High"),
        "urgent": _("Urgent"),
        "fixed": _("Fixed price"),
        "steps": _("Ticked off"),
        "extra": _("Beyond what was sold"),
    }


def _money(amount: Money) -> str:
    return amount.format(i18n.language())


def _label(name: str, category: int) -> Markup:
    return Markup('<span class="label cat-{}">{}</span>').format((category - 1) % 5 + 1, name)


def _red(words: str) -> Markup:
    return Markup('<p class="card__note card__note--red">{}</p>').format(escape(words))


def _gauge() -> Callable[[int, int], Markup]:
    draw = get_template_attribute("ui/measure.html", "gauge")

    def gauge(used: int, sold: int) -> Markup:
        # The words stand right beside it.
        return Markup(
            str(draw(used, sold, label="-")).replace(
                'role="img" aria-label="-"', 'aria-hidden="true"'
            )
        )

    return gauge
