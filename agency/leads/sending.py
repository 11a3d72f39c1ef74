"""When a letter leaves, and what became of it, in words of what to do."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from agency.clients.models import Client
from agency.kernel import i18n
from agency.kernel.mail.models import Letter, LetterState
from agency.leads.wording import day_word


@dataclass(frozen=True)
class Fate:
    """What became of a letter: words, perhaps with what to do, and a pen where somebody has to."""

    words: str
    advice: str = ""
    pen: str = ""


def leaves(client: Client, *, now: datetime, zone: str, stays_home: bool) -> str:
    """What happens when it is sent now, on both sides."""
    calendar = client.calendar
    there = {"time": i18n.clock_time(now, client.zone), "place": client.place}
    leaving = _("Stays in the house’s mailbox.") if stays_home else _("Leaves at once.")
    opens_at = calendar.next_open(now)
    if opens_at <= now:
        said = _("In %(place)s it is %(time)s, within their hours.", **there)
    else:
        opens = {
            "day": day_word(opens_at, now=now, zone=client.zone),
            "opens": i18n.clock_time(opens_at, client.zone),
        }
        said = _("In %(place)s it is %(time)s; they open %(day)s at %(opens)s.", **there, **opens)
    return f"{leaving} {said}"


def fate_of(letter: Letter, *, zone: str) -> Fate:
    """The letter's state as the timeline tells it."""
    if letter.state is LetterState.sent and letter.sent_at is not None:
        if letter.stayed_home:
            return Fate(_("stayed in the house’s mailbox"))
        return _sent(letter, i18n.clock_time(letter.sent_at, zone))
    if letter.state is LetterState.withdrawn:
        return Fate(_("lay ready and did not leave"))
    if letter.state is LetterState.uncertain and not letter.known:
        return Fate(
            _("leaving; the line broke while it was handed over, we look whether it has arrived")
        )
    if letter.state is LetterState.uncertain:
        return Fate(
            _("Nobody knows whether this letter arrived."),
            _(
                "The line broke while the other side was taking it. Ask them, then say what you found."
            ),
            "red",
        )
    if letter.state is LetterState.failed:
        return Fate(
            _("This letter was refused: %(error)s", error=letter.error or "–"),
            _(
                "Look at the address. When what stood in the way is gone, send the same letter again."
            ),
            "red",
        )
    if letter.is_held:
        return Fate(_("lies ready; all automatic letters are held"))
    if letter.hitch is not None:
        return Fate(_("leaving; the server that takes our letters takes none now"))
    if letter.error:
        return Fate(_("leaving; refused for now: %(error)s", error=letter.error))
    return Fate(_("leaving"))


def _sent(letter: Letter, time: str) -> Fate:
    if not letter.refusals:
        return Fate(_("sent %(time)s", time=time))
    missed = "; ".join(f"{who}: {words}" for who, words in letter.refusals.items())
    return Fate(_("sent %(time)s, but refused for %(missed)s", time=time, missed=missed))
