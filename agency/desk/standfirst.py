"""The sentence that opens the home page: the state of the house in words."""

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from agency.desk.needs import Needs
from agency.kernel.i18n import language


def of_house(needs: Needs) -> Markup:
    """ "One answer is late. Four proposals worth € 48,300 wait for a word." """
    sentences = [*_letters(needs), *_answers(needs), *_offers(needs)]
    if not sentences:
        return Markup("{}").format(_("Nothing is owed to anybody."))
    return Markup(" ").join(sentences)


def _letters(needs: Needs) -> list[Markup]:
    count = len(needs.letters) + len(needs.stuck)
    if not count:
        return []
    words = ngettext("%(num)d letter needs your eyes.", "%(num)d letters need your eyes.", count)
    return [Markup('<b class="red">{}</b>').format(words)]


def _answers(needs: Needs) -> list[Markup]:
    if needs.late:
        words = ngettext(
            "%(num)d first answer is late.", "%(num)d first answers are late.", needs.late
        )
        return [Markup('<b class="red">{}</b>').format(words)]
    if needs.owed:
        words = ngettext(
            "It is our turn with %(num)d lead.",
            "It is our turn with %(num)d leads.",
            len(needs.owed),
        )
        return [Markup("{}").format(words)]
    return []


def _offers(needs: Needs) -> list[Markup]:
    count = len(needs.waiting)
    if not count:
        return []
    total = Markup('<b class="num">{}</b>').format(needs.waiting_total.format(language()))
    words = ngettext(
        "%(num)d proposal worth %(total)s waits for a word.",
        "%(num)d proposals worth %(total)s wait for a word.",
        count,
        total="%(total)s",
    )
    before, _sep, after = words.partition("%(total)s")
    return [Markup("{}{}{}").format(before, total, after)]
