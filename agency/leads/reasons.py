"""Why a message was sorted as it was, in words for people."""

from collections.abc import Callable
from datetime import date

from flask_babel import gettext as _

from agency.kernel import i18n
from agency.leads.outcomes import Reason

# Called when they are shown: by then it is known in which language.
WORDS: dict[Reason, Callable[[str], str]] = {
    Reason.new_letter: lambda it: _("Nothing in it speaks against a new inquiry"),
    Reason.contact_form: lambda it: _(
        "A form on a site sent it; an answer goes to whoever filled it"
    ),
    Reason.nobody_outside: lambda it: _(
        "It looks passed on (“%(it)s”), but nobody from outside is named in it", it=it
    ),
    Reason.by_hand: lambda it: _("One of us said so"),
    Reason.said_asks: lambda it: _(
        "One of us said on %(day)s that this sender asks for work", day=_day(it)
    ),
    Reason.bears_token: lambda it: _(
        "It came to the address to which a letter of this thread asked the answer (%(it)s)", it=it
    ),
    Reason.names_letter: lambda it: _("It answers a letter of this thread (%(it)s)", it=it),
    Reason.same_subject: lambda it: _(
        "A guess: it names no letter, but the sender and the subject “%(it)s” are of this lead",
        it=it,
    ),
    Reason.passed_on: lambda it: _("Somebody passed it on: “%(it)s”", it=it),
    Reason.auto_header: lambda it: _("The header %(it)s says that a machine answered", it=it),
    Reason.auto_subject: lambda it: _(
        "Its subject begins as those of absences do: “%(it)s”", it=it
    ),
    Reason.receipt: lambda it: _("It only says that our letter was opened"),
    Reason.delivered: lambda it: _("A mail server says that our letter arrived (%(it)s)", it=it),
    Reason.no_way_back: lambda it: _("Its sender wants no answer: %(it)s is empty", it=it),
    Reason.robot_answers: lambda it: _(
        "It answers us from an address that nobody reads: %(it)s", it=it
    ),
    Reason.ends_reminders: lambda it: _(
        "It asks for no more reminders, as the link in our letters does: “%(it)s”", it=it
    ),
    Reason.not_delivered: lambda it: _("A mail server could not deliver our letter: %(it)s", it=it),
    Reason.delayed: lambda it: _("A mail server has not delivered our letter yet (%(it)s)", it=it),
    Reason.returned: lambda it: _("It looks like a letter that came back: “%(it)s”", it=it),
    Reason.complaint: lambda it: _("Whoever got our letter marked it as spam"),
    Reason.list_header: lambda it: _("The header %(it)s says that it went to a list", it=it),
    Reason.robot_writes: lambda it: _("It comes from an address that nobody reads: %(it)s", it=it),
    Reason.same_letter: lambda it: _("The same message came before"),
    Reason.own_letter: lambda it: _("It is a letter of ours that came back to us"),
    Reason.no_sender: lambda it: _(
        "Nobody can be answered: it names no address that could be written to"
    ),
    Reason.nothing_in_it: lambda it: _("There is nothing in it: no subject, no words, no files"),
    Reason.marked_spam: lambda it: _("The header %(it)s says that it is spam", it=it),
    Reason.from_us: lambda it: _("One of us wrote it (%(it)s), and it belongs to no lead", it=it),
    Reason.said_nothing: lambda it: _(
        "One of us said on %(day)s that there is nothing in what this sender writes", day=_day(it)
    ),
    Reason.not_read: lambda it: _("It could not be read; its bytes are kept as they came"),
    Reason.sent_only_lead: lambda it: _(
        "One of us wrote it to %(it)s, who had no other open lead", it=it
    ),
    Reason.sent_latest_lead: lambda it: _(
        "A guess: one of us wrote it to %(it)s, and of their open leads this is the latest", it=it
    ),
    Reason.sent_to_nobody: lambda it: _(
        "Written by us to somebody who is no contact of ours: %(it)s", it=it
    ),
    Reason.sent_without_lead: lambda it: _(
        "Written by us to a contact who had no open lead then: %(it)s", it=it
    ),
    Reason.sent_among_us: lambda it: _("Written by us to ourselves, or to nobody named"),
}


def _day(said: str) -> str:
    try:
        return i18n.long_day(date.fromisoformat(said))
    except ValueError:
        return said


def words_of(reason: Reason, detail: str = "") -> str:
    """The reason as a sentence that a person understands; `detail` names the header or the word that decided."""
    return str(WORDS[reason](detail))
