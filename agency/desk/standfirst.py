"""The sentence that opens a page of the desk: the state of the house, or of other mail, in words."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from agency.desk.needs import Needs
from agency.kernel.i18n import language
from agency.leads.othermail import Counts


def of_house(needs: Needs) -> Markup:
    """ "One answer is late. Four proposals worth € 48,300 wait for a word." """
    sentences = [*_letters(needs), *_answers(needs), *_agreed_anew(needs), *_adrift(needs)]
    sentences += [*_offers(needs), *_other_mail(needs)]
    if not sentences:
        return Markup("{}").format(_("Nothing is owed to anybody."))
    return Markup(" ").join(sentences)


def of_other_mail(counts: Counts) -> Markup:
    """ "2 messages wait for a look. In 30 days: 14 newsletters, 3 automatic answers." """
    sentences = [*_unread(counts), *_for_a_look(counts)]
    if not sentences:
        sentences = [Markup("{}").format(_("Nothing waits for a look."))]
    return Markup(" ").join([*sentences, *_lately(counts)])


def _unread(counts: Counts) -> list[Markup]:
    if not counts.unread:
        return []
    words = ngettext(
        "%(num)d message has not been read yet.",
        "%(num)d messages have not been read yet.",
        counts.unread,
    )
    return [Markup('<b class="red">{}</b>').format(words)]


def _for_a_look(counts: Counts) -> list[Markup]:
    waiting = counts.look + counts.brought
    if not waiting:
        return []
    words = ngettext(
        "%(num)d message waits for a look.", "%(num)d messages wait for a look.", waiting
    )
    return [Markup("<b>{}</b>").format(words)]


def _lately(counts: Counts) -> list[Markup]:
    pieces = (
        (counts.bulk, ngettext("%(num)d newsletter", "%(num)d newsletters", counts.bulk)),
        (
            counts.auto_reply,
            ngettext("%(num)d automatic answer", "%(num)d automatic answers", counts.auto_reply),
        ),
        (
            counts.bounce,
            ngettext("%(num)d returned letter", "%(num)d returned letters", counts.bounce),
        ),
        (counts.duplicate, ngettext("%(num)d copy", "%(num)d copies", counts.duplicate)),
    )
    listed = ", ".join(words for count, words in pieces if count)
    return [Markup("{}").format(_("In 30 days: %(list)s.", list=listed))] if listed else []


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


def _agreed_anew(needs: Needs) -> list[Markup]:
    count = sum(each.lines for each in needs.agreed_anew)
    if not count:
        return []
    words = ngettext(
        "%(num)d line of the work waits for a word.",
        "%(num)d lines of the work wait for a word.",
        count,
    )
    return [Markup("<b>{}</b>").format(words)]


def _adrift(needs: Needs) -> list[Markup]:
    if not needs.adrift:
        return []
    words = ngettext(
        "Nothing comes next on %(num)d open lead.",
        "Nothing comes next on %(num)d open leads.",
        needs.adrift,
    )
    return [Markup('<a href="{}">{}</a>').format(url_for("leads.inbox", adrift=1), words)]


def _other_mail(needs: Needs) -> list[Markup]:
    count = needs.other_mail
    if not count:
        return []
    words = ngettext(
        "%(num)d other message waits for a look.", "%(num)d other messages wait for a look.", count
    )
    return [Markup('<a href="{}">{}</a>').format(url_for("othermail.index"), words)]


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
