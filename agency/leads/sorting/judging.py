"""Sorting what came in: each message gets exactly one outcome, with the reason for it.

The first question that has an answer decides. What a message says of itself is read in `automats`, `bounces` and
`forwards`; here it meets what we know.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import sqlalchemy as sa

from agency.clients import queries as clients
from agency.kernel.db import db
from agency.kernel.mail.compose import Correspondent
from agency.kernel.mail.models import Letter
from agency.leads import no_more, senders, tokens
from agency.leads.arrivals import Arrival
from agency.leads.incoming import Incoming
from agency.leads.models import Lead
from agency.leads.outcomes import Failure, Mark, Outcome, Reason, Verdict, Writer
from agency.leads.senders import Decision, SenderRule
from agency.leads.sorting import automats, bounces, subjects
from agency.leads.sorting.forwards import Passed, passed_on
from agency.leads.sorting.identity import identity_of
from agency.leads.sorting.ourselves import Ourselves, ourselves
from agency.leads.sorting.threads import (
    Returned,
    find_last_to,
    find_returned,
    find_thread,
    find_token,
    guess_thread,
    lead_of,
    own_letter,
    stands_already,
)

__all__ = ["find_thread", "first_copy", "identity_of", "judge"]

SPAM = ("X-Spam-Flag", "X-Spam-Status", "X-Spam")
# Built once: it is asked of every message.
FIRST = sa.select(Arrival).where(Arrival.identity == sa.bindparam("identity"))


def judge(incoming: Incoming, *, identity: str) -> Verdict:
    """What this message is; reads only."""
    case = _Case(incoming, identity)
    verdicts = (question(case) for question in QUESTIONS)
    return next((found for found in verdicts if found is not None), _lead(case))


def first_copy(identity: str) -> Arrival | None:
    """The message that came first of those with this identity."""
    return db.session.scalar(FIRST, {"identity": identity})


@dataclass
class _Case:
    """A message with what we know of it, asked when it is needed and once."""

    incoming: Incoming
    identity: str
    us: Ourselves = field(default_factory=ourselves)

    @cached_property
    def asked(self) -> Returned:
        """The letter of ours at whose own address this one came in, and its lead."""
        return find_token(tokens.digests_in(self.incoming))

    @cached_property
    def thread(self) -> Lead | None:
        return self.asked.lead or find_thread(self.incoming)

    @cached_property
    def rule(self) -> SenderRule | None:
        """What one of us said of this sender once."""
        return None if self.is_ours else senders.rule_of(self.incoming.sender.address)

    @property
    def is_said_to_ask(self) -> bool:
        return self.rule is not None and self.rule.decision is Decision.asks

    @cached_property
    def passed(self) -> Passed | None:
        return passed_on(self.incoming, self.us)

    @cached_property
    def stranger(self) -> Correspondent | None:
        return automats.behind_our_address(self.incoming, self.us)

    @cached_property
    def is_ours(self) -> bool:
        return self.stranger is None and self.us.has(self.incoming.sender.address)

    @cached_property
    def is_known(self) -> bool:
        address = self.incoming.sender.address
        return bool(address) and clients.contact_by_address(address) is not None


def _duplicate(case: _Case) -> Verdict | None:
    first = first_copy(case.identity)
    if first is not None:
        return Verdict(Outcome.duplicate, Reason.same_letter, lead=first.lead)
    letter = own_letter(case.incoming) if case.is_ours else None
    if letter is None:
        return None
    return Verdict(Outcome.duplicate, Reason.own_letter, "Message-ID", lead=lead_of(letter))


def _bounce(case: _Case) -> Verdict | None:
    report = bounces.returned(case.incoming)
    if report is None:
        return None
    outcome, mark = report
    letter, lead, is_guess = _returned(case.incoming)
    failed = outcome is Outcome.bounce and mark.reason is not Reason.complaint
    failure = bounces.failure_of(case.incoming) if failed else None
    if mark.reason is Reason.delayed:
        failure = Failure.soft
    return Verdict.by(outcome, mark, lead=lead, letter=letter, failure=failure, is_guess=is_guess)


def _returned(incoming: Incoming) -> tuple[Letter | None, Lead | None, bool]:
    """The letter that a report means: by its id, by its own address, else the last one to whom it names: a guess."""
    found = find_returned(bounces.letters_named(incoming))
    if found.letter is None:
        digests = tokens.digests_of(bounces.texts_of(incoming)) or tokens.digests_in(incoming)
        found = find_token(digests) if digests else found
    if found.letter is not None or found.lead is not None:
        return *found, False
    at = incoming.arrived or incoming.date
    guessed = find_last_to(bounces.readers_named(incoming), at) if at else found
    return *guessed, guessed.letter is not None


def _wish_to_end(case: _Case) -> Verdict | None:
    """Mail programs write such letters by themselves, where a person pressed their button."""
    wish = no_more.wish_in(case.incoming)
    if wish is None or (not wish.secret and not case.is_known):
        return None
    return Verdict(Outcome.auto_reply, Reason.ends_reminders, wish.word, lead=case.thread)


def _auto_reply(case: _Case) -> Verdict | None:
    answers_us = case.thread is not None
    mark = automats.answer_of_automat(case.incoming, case.us, answers_us=answers_us)
    if mark is not None and not answers_us and not automats.is_certain(mark, case.incoming):
        mark = None if case.is_said_to_ask else mark
    return Verdict.by(Outcome.auto_reply, mark, lead=case.thread) if mark else None


def _reply(case: _Case) -> Verdict | None:
    if case.is_ours and case.passed is not None:
        # A client's word that a colleague passes on is the client's word, not our answer to it.
        return None
    if case.thread is not None:
        mark = _of_thread(case)
        return Verdict.by(
            Outcome.reply, mark, lead=case.thread, client=case.stranger, writer=_writer(case)
        )
    if case.is_ours or automats.mail_for_many(case.incoming, case.us) is not None:
        return None  # what an automat sends again and again bears the same subject, and is no talk
    guessed = guess_thread(case.incoming)
    if guessed is None:
        return None
    rest = subjects.read(case.incoming.subject).rest
    return Verdict(Outcome.reply, Reason.same_subject, rest, lead=guessed, is_guess=True)


def _of_thread(case: _Case) -> Mark:
    if case.asked.lead is not None:
        return Mark(Reason.bears_token, tokens.place_of(case.incoming))
    header = "In-Reply-To" if case.incoming.header("In-Reply-To") else "References"
    return Mark(Reason.names_letter, header)


def _writer(case: _Case) -> Writer | None:
    if not case.is_ours:
        return None
    us, incoming = case.us, case.incoming
    outside = tuple(address for address in incoming.recipients if not us.has(address))
    return Writer(us.member_at(incoming.sender.address), outside)


def _as_was_said(case: _Case) -> Verdict | None:
    """What one of us said of this sender holds for the next message too."""
    rule, incoming = case.rule, case.incoming
    if rule is None:
        return None
    said_on = rule.said_at.date().isoformat()
    if rule.decision is Decision.asks:
        person = incoming.reply_to if automats.is_robot(incoming.sender.address) else None
        client = case.stranger or person or incoming.sender
        return Verdict(Outcome.lead, Reason.said_asks, said_on, client=client)
    if case.is_known:  # they are somebody to us by now
        return None
    return Verdict(Outcome.quarantine, Reason.said_nothing, said_on)


def _contact_form(case: _Case) -> Verdict | None:
    mark = automats.filled_form(case.incoming, case.us)
    if mark is None:
        return None
    return Verdict.by(Outcome.lead, mark, client=case.incoming.reply_to)


def _forward(case: _Case) -> Verdict | None:
    passed = case.passed
    if passed is None or not case.incoming.sender.address or _bulk(case):
        return None
    if passed.sender is None and not (case.is_ours and case.thread):
        return _quarantine(case) or _lead(case, Mark(Reason.nobody_outside, passed.mark))
    mark = Mark(Reason.passed_on, passed.mark)
    client = None if case.thread and _is_old(case, passed) else passed.sender
    return Verdict.by(
        Outcome.forward,
        mark,
        client=client,
        passed=passed,
        lead=case.thread,
        among_us=_is_among_us(case),
    )


def _is_old(case: _Case, passed: Passed) -> bool:
    """Whether what was passed on stands on its lead already."""
    ids = [passed.message_id] if passed.message_id else list(case.incoming.ancestors[:1])
    return passed.sender is None or stands_already(ids)


def _bulk(case: _Case) -> Verdict | None:
    mark = automats.mail_for_many(case.incoming, case.us)
    if mark is None or (mark.reason is Reason.list_header and case.is_known):
        return None  # a client's own program may put such headers on their letters
    return Verdict.by(Outcome.bulk, mark)


def _quarantine(case: _Case) -> Verdict | None:
    incoming = case.incoming
    if not incoming.sender.address:
        return Verdict(Outcome.quarantine, Reason.no_sender, "From")
    if not (incoming.subject or incoming.words or incoming.files or "<img" in incoming.html):
        return Verdict(Outcome.quarantine, Reason.nothing_in_it)
    spam = next((name for name in SPAM if _says_yes(incoming.header(name))), "")
    if spam:
        return Verdict(Outcome.quarantine, Reason.marked_spam, spam)
    if case.is_ours:
        return Verdict(Outcome.quarantine, Reason.from_us, incoming.sender.address)
    return None


def _lead(case: _Case, mark: Mark | None = None) -> Verdict:
    return Verdict.by(
        Outcome.lead,
        mark or Mark(Reason.new_letter),
        client=case.stranger or case.incoming.sender,
        among_us=_is_among_us(case),
    )


def _is_among_us(case: _Case) -> bool:
    """Whether one of us is in the conversation: their own address, or an id of a letter written at our domain."""
    incoming, us = case.incoming, case.us
    if any(us.names(address) for address in (*incoming.recipients, incoming.sender.address)):
        return True
    ours = f"@{us.domain}>"
    return bool(us.domain) and any(id.lower().endswith(ours) for id in incoming.ancestors)


def _says_yes(value: str) -> bool:
    return value.strip().lower().startswith(("yes", "true"))


QUESTIONS: tuple[Callable[[_Case], Verdict | None], ...] = (
    _duplicate,
    _bounce,
    _wish_to_end,
    _auto_reply,
    _reply,
    _as_was_said,
    _contact_form,
    _forward,
    _bulk,
    _quarantine,
)
