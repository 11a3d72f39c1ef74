"""What `agency doctor` looks at: the house itself, and with --mail whether letters go, come, and are believed."""

import secrets
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import current_app

from agency.config import Settings
from agency.kernel.db import db
from agency.kernel.house import redis_server
from agency.kernel.lifeline import Lifeline
from agency.kernel.mail import checkup, domain_texts, postmen
from agency.kernel.mail.accounts import Account, Role
from agency.kernel.mail.checkup import Found, Trial
from agency.kernel.mail.compose import Correspondent
from agency.kernel.mail.domain_texts import Resolver, texts_at
from agency.kernel.mail.findings import Finding, Grade, bad, doubtful, good, told
from agency.kernel.mail.line import MailboxTrouble
from agency.kernel.mail.signing_in import NoLongerRead, sign_in
from agency.people import queries as people

QUIET = timedelta(minutes=5)
PATIENCE = 120.0


def house(settings: Settings, now: datetime) -> Iterator[Finding]:
    """The database, Redis, the clock's last pass, and the data folder."""
    yield good("Database: it answers, and has the shape that this code expects.")
    if redis_server.answers(settings):
        yield good("Redis: it answers.")
    else:
        yield bad("Redis: no server answers.", "Start `agency up`, or look at REDIS_URL.")
    lived_at = db.session.scalar(sa.select(Lifeline.lived_at))
    if lived_at is None:
        yield doubtful("Clock: it never ran here.", "Start `agency up`, or `agency clock`.")
    elif now - lived_at > QUIET:
        do = "Nothing goes out until it runs: start `agency up`, or `agency clock`."
        yield bad(f"Clock: its last pass was at {lived_at:%Y-%m-%d %H:%M} UTC.", do)
    else:
        yield good(f"Clock: its last pass was at {lived_at:%H:%M:%S} UTC.")
    yield good(f"Data: {settings.data} can be written to.")


def mail(
    settings: Settings,
    now: datetime,
    *,
    ask: Resolver = texts_at,
    patience: float = PATIENCE,
    pause: Callable[[float], None] = time.sleep,
) -> Iterator[Finding]:
    """A letter to ourselves, there and back, and what the DNS says of its domain."""
    sender = people.agency().address
    domain = sender.address.rpartition("@")[2].lower()
    signature = ""
    if settings.smtp_url is None:
        yield bad(
            "SMTP: letters stay in the house.", "Set SMTP_URL to the server that sends yours."
        )
    else:
        trials = _trials(sender, settings, now)
        for finding in checkup.send(trials, sender.address, settings.smtp_url):
            yield finding
        if finding.grade is Grade.good:
            for finding, signed in _come_back(trials, settings, patience, pause):
                signature = signed or signature
                yield finding
    if "." not in domain:
        words = f"Domain: the house’s mail address is {sender.address}, which nobody can answer."
        yield bad(words, "Type the real one under Settings, The house.")
        return
    signer = settings.signer
    named = (signer.selector, signer.public) if signer is not None else (None, None)
    yield from domain_texts.judge_domain(domain, named[0], ask, named[1])
    yield from _signature(sender.address, signature, settings, ask)


def _trials(sender: Correspondent, settings: Settings, now: datetime) -> list[Trial]:
    name, _, host = sender.address.partition("@")
    plus = Correspondent(sender.name, f"{name}+{secrets.token_hex(6)}@{host}")
    return [checkup.write(sender, to, signer=settings.signer, at=now) for to in (sender, plus)]


def _come_back(
    trials: list[Trial], settings: Settings, patience: float, pause: Callable[[float], None]
) -> Iterator[tuple[Finding, str]]:
    """Whether they came, and who had signed them."""
    account = _mailbox(settings, trials[0].to.address)
    if account is None:
        yield told("IMAP: no mailbox of ours is read, so nobody can see whether it arrived."), ""
        return
    try:
        account = sign_in(account)
        found = checkup.wait_for(trials, account, patience=patience, pause=pause)
        plain, plus = (found.get(each.message_id, Found()) for each in trials)
        signed = checkup.signed_by(plain) if plain.folder else ""
        yield checkup.judge_arrival(trials[0], plain, patience / 60), signed
        if plain.folder:
            yield checkup.judge_plus(plus, people.agency().plus_addresses), ""
            yield checkup.filed(trials[0], account), ""
            for finding in checkup.told_by_receiver(plain):
                yield finding, ""
    except MailboxTrouble as trouble:
        yield checkup.cannot_read(account, trouble), ""
    except NoLongerRead:
        yield told("IMAP: that mailbox was switched off meanwhile."), ""


def _mailbox(settings: Settings, address: str) -> Account | None:
    """Where a letter to the house arrives: the mailbox of that name, else the first that is read."""
    fixed = (Account.parse(settings.imap_url),) if settings.imap_url else ()
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    inboxes = [each for each in postmen.read_now(app, fixed) if each.role is Role.inbox]
    named = (each for each in inboxes if each.user.lower() == address.lower())
    return next(named, next(iter(inboxes), None))


def _signature(sender: str, signature: str, settings: Settings, ask: Resolver) -> Iterator[Finding]:
    domain = sender.rpartition("@")[2].lower()
    signed = signature or (settings.signer.domain_of(sender) if settings.signer else "")
    if settings.signer is not None and not settings.signer.speaks_for(sender):
        do = f"Set DKIM_DOMAIN to {domain}, or leave it out."
        yield bad(f"DKIM: DKIM_DOMAIN is not that of {sender}, so nothing is signed.", do)
    elif signed:
        try:
            yield domain_texts.judge_alignment(sender, signed, domain_texts.policy_of(domain, ask))
        except domain_texts.DnsAway:
            return
    else:
        do = "Most providers sign by themselves: switch it on there, or set DKIM_KEY and DKIM_SELECTOR."
        yield doubtful("DKIM: nobody signs our letters, as far as can be seen here.", do)
