"""What stands around many leads: partners, overlaps, reminders, notices, views, snippets, doors and their rows."""

from datetime import timedelta

import sqlalchemy as sa

from agency.clients.models import Contact
from agency.clients.partners import Partner, PartnerPerson
from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.kernel.files import StoredFile
from agency.kernel.mail.mail_accounts import Encryption, MailAccount, Way
from agency.kernel.mail.mailboxes import Mailbox
from agency.leads.arrivals import Arrival
from agency.leads.importing.models import LeadImport
from agency.leads.models import Channel, Lead
from agency.leads.overlaps import Overlap
from agency.leads.referrals import Referral
from agency.leads.reminders import Reminder
from agency.leads.saved_views import Place, SavedView
from agency.leads.senders import Decision, SenderRule
from agency.leads.snippets import Snippet
from agency.leads.undo import Undoable
from agency.leads.unsent import Unsent, UnsentState
from agency.leads.ways_in.deliveries import Delivery, Standing
from agency.leads.ways_in.hooks import Hook, HookKind
from agency.leads.ways_in.tokens import ApiToken
from agency.people.absences import Absence
from agency.people.browsers import MemberBrowser
from agency.people.notices import Notice
from agency.tasks.hours import TaskPlan
from agency.tasks.models import Task

BUSY = "The partner of many leads"


def around(studio: Studio, leads: list[Lead]) -> None:
    """For each of these leads one of everything that its own page, or a list, may show."""
    partner = _busy_partner(studio)
    for lead in leads:
        _brought(studio, lead, partner)
        _waiting(studio, lead)
        _told(studio, lead)
        _kept(studio, lead)
        _doors(studio, lead)
        db.session.flush()
    _rules(studio)


def _busy_partner(studio: Studio) -> Partner:
    found = db.session.scalar(sa.select(Partner).filter_by(name=BUSY))
    if found is None:
        person = PartnerPerson(name="Ida Busy", email="ida@busy.example")
        found = Partner(name=BUSY, added_at=studio.now, people=[person])
        db.session.add(found)
    return found


def _brought(studio: Studio, lead: Lead, partner: Partner) -> None:
    """A partner of one's own, a referral of the busy one, somebody like Olaria's contact, overlaps both ways."""
    olaria, n = studio.leads["olaria"], lead.id
    person = PartnerPerson(name=f"Person {n}", email=f"person{n}@partner{n}.example")
    own = Partner(name=f"Partner {n}", added_at=studio.now, people=[person])
    brought = Referral(
        lead=lead, partner=partner, person=partner.people[0], arrived_at=studio.now, brought=True
    )
    later = Referral(lead=olaria, partner=own, person=person, arrived_at=studio.now, brought=False)
    brought.by_letter, later.by_letter = True, True
    db.session.add_all([own, brought, later])
    db.session.add_all(
        Overlap(lead=one, earlier=other, noted_at=studio.now)
        for one, other in ((lead, olaria), (olaria, lead))
    )
    contact = Contact(client=olaria.client, name="Inês Carvalho", email=f"i{n}@olaria.example")
    db.session.add(contact)


def _waiting(studio: Studio, lead: Lead) -> None:
    """A reminder, a letter that leaves later and a task, here and on Olaria's lead."""
    soon = studio.now + timedelta(hours=1)
    for each in (lead, studio.leads["olaria"]):
        reminder = Reminder(lead=each, member=studio.vera, at=soon, made_at=studio.now)
        reminder.words, reminder.rang_at = f"Ring about {lead.id}", studio.now
        letter = Unsent(lead=each, member=studio.vera, state=UnsentState.waiting, words="Soon.")
        letter.began_at = letter.saved_at = letter.pressed_at = studio.now
        letter.leaves_at = soon
        task = Task(lead=each, title=f"Ask about {lead.id}", order_key="", moved_at=studio.now)
        task.plans = [TaskPlan(member=studio.vera, minutes=30)]
        db.session.add_all([reminder, letter, task])


def _told(studio: Studio, lead: Lead) -> None:
    """Notices about it, of three kinds."""
    reminder = db.session.scalar(sa.select(Reminder).filter_by(lead_id=lead.id))
    assert reminder is not None
    facts = {
        "leads.given": {"by": studio.timur.id},
        "leads.reminder_due": {"reminder": reminder.id, "due_at": studio.now.isoformat()},
        "leads.handed_on": {"by": studio.members["nora"].id},
    }
    stream, id = lead.stream
    db.session.add_all(
        Notice(member=studio.vera, kind=k, at=studio.now, stream=stream, stream_id=id, data=data)
        for k, data in facts.items()
    )


def _kept(studio: Studio, lead: Lead) -> None:
    """What members keep: a view, a snippet, a browser, an absence, something that can be taken back."""
    n, day = lead.id, (studio.now + timedelta(days=30 + lead.id)).date()
    browser = MemberBrowser(
        member=studio.vera, endpoint=f"https://push.example/{n}", added_at=studio.now
    )
    browser.endpoint_hash, browser.p256dh, browser.auth = f"hash {n}", "key", "auth"
    db.session.add_all(
        [
            SavedView(member=studio.vera, name=f"View {n}", place=Place.inbox, query="turn=ours"),
            Snippet(name=f"Snippet {n}", language="en", words="Thank you."),
            browser,
            Absence(member=studio.timur, stand_in=studio.vera, from_on=day, until_on=day),
            Undoable(kind="leads.snoozed", member=studio.vera, at=studio.now, rows=[{"id": n}]),
        ]
    )


def _doors(studio: Studio, lead: Lead) -> None:
    """What came by other ways, and the doors: a token, a hook, a table, a mailbox."""
    n, nora = lead.id, studio.members["nora"]
    ApiToken.make(f"Token {n}", by=nora, at=studio.now)
    Hook.make(f"Hook {n}", HookKind.form, at=studio.now)
    delivery = Delivery(door=Channel.api, external_id=f"thing {n}", body=b"{}", lead=lead)
    delivery.received_at, delivery.state = studio.now, Standing.understood
    aside = Delivery(door=Channel.api, external_id=f"riddle {n}", body=b"?", label="?")
    aside.received_at, aside.state = studio.now, Standing.aside
    table = LeadImport(sha256=f"{n}", made_by=nora, made_at=studio.now)
    table.file = db.session.scalars(sa.select(StoredFile)).first()
    account = MailAccount(host="imap.many.example", port=993, user=f"box{n}", added_at=studio.now)
    account.encryption, account.way = Encryption.tls, Way.password
    db.session.add_all([delivery, aside, table, account])
    db.session.flush()
    mailbox = Mailbox(address=f"box{n}@imap.many.example/INBOX", account_id=account.id)
    mailbox.folder, mailbox.read_at = "INBOX", studio.now
    db.session.add(mailbox)


def _rules(studio: Studio) -> None:
    """What was said of senders."""
    known = set(db.session.scalars(sa.select(SenderRule.arrival_id)))
    for id in db.session.scalars(sa.select(Arrival.id)):
        if id not in known:
            rule = SenderRule(address=f"sender{id}@many.example", arrival_id=id, said_at=studio.now)
            rule.decision, rule.member_id = Decision.nothing, studio.vera.id
            db.session.add(rule)
