"""The form of what comes on which way."""

import re

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField
from wtforms.validators import Optional, Regexp

from agency.kernel.forms import StaffForm
from agency.people.choices import NoticeChoices, Topic, Way

CLOCK = Regexp(re.compile(r"^([01]\d|2[0-3]):[0-5]\d$"), message=_l("Write a time, like 22:00"))
WORDS = {
    Topic.late: (_l("Late"), _l("A first answer or a promise was missed, and you own the house")),
    Topic.pressing: (_l("Running out"), _l("A clock of your lead has a few minutes left")),
    Topic.reminder: (_l("Reminders"), _l("What you or somebody else asked to be reminded of")),
    Topic.brief: (_l("Briefs"), _l("One was handed in: by mail with its answers and the PDF")),
    Topic.lead: (_l("Your leads"), _l("One comes to you, or comes back to you")),
    Topic.other: (_l("Everything else"), _l("What is good to know and can wait")),
}

WAYS = {Way.bell: _l("Bell"), Way.mail: _l("Mail"), Way.push: _l("Push")}


class ChoicesForm(StaffForm):
    """For each topic its ways, and the quiet hours."""

    quiet_from = StringField(_l("Quiet from"), [Optional(), CLOCK])
    quiet_until = StringField(_l("until"), [Optional(), CLOCK])

    @classmethod
    def showing(cls, found: NoticeChoices) -> "ChoicesForm":
        """The form with what is chosen now."""
        form = cls(quiet_from=found.quiet_from, quiet_until=found.quiet_until)
        for topic in Topic:
            for way in Way:
                form[f"{topic.value}_{way.value}"].data = found.wants(topic, way)
        return form

    def write_to(self, found: NoticeChoices) -> None:
        """Put what was chosen into the choices."""
        found.ways = {
            topic.value: [way.value for way in Way if self[f"{topic.value}_{way.value}"].data]
            for topic in Topic
        }
        found.quiet_from = self.quiet_from.data or None
        found.quiet_until = self.quiet_until.data or None

    @property
    def rows(self) -> list[tuple[str, str, list[tuple[str, BooleanField]]]]:
        """A line for each topic: its name, what it is, and each way with its tick."""
        return [(str(name), str(what), self._ticks(topic)) for topic, (name, what) in WORDS.items()]

    def _ticks(self, topic: Topic) -> list[tuple[str, BooleanField]]:
        return [(str(words), self[f"{topic.value}_{way.value}"]) for way, words in WAYS.items()]


for _topic in Topic:
    for _way in Way:
        setattr(ChoicesForm, f"{_topic.value}_{_way.value}", BooleanField(WORDS[_topic][0]))
