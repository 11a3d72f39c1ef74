"""Two agencies that pass work on to the studio: one leaves the talking to us, one keeps it."""

from datetime import timedelta

from agency.clients import partners
from agency.clients.partners import Answers, Partner, PartnerDomain
from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.kernel.mail.compose import Correspondent
from agency.kernel.timeline import Actor
from agency.leads import referrals

# Long before the first of their leads.
KNOWN_FOR = timedelta(days=400)
SENT = {"brueckenhof": ("lunara", "kantor", "feldhaus"), "pressnine": ("areni",)}


def bring(studio: Studio) -> None:
    """Say who brought which of the leads, as Vera wrote it down when they came."""
    by = Actor.member(studio.vera.id)
    for key, partner in _partners(studio).items():
        for lead in (studio.leads[name] for name in SENT[key]):
            referrals.name(lead, partner, by=by, at=lead.received_at)


def _partners(studio: Studio) -> dict[str, Partner]:
    since = studio.now - KNOWN_FOR
    found = {
        "brueckenhof": Partner(
            name="Brückenhof",
            answers=Answers.client,
            language="en",
            terms="10 % of the first invoice, paid when the client has paid us.\nNobody’s client is talked away.",
            note="They do films and fairs, and send us what needs a site.",
            member_id=studio.vera.id,
            added_at=since,
        ),
        "pressnine": Partner(
            name="Press Nine",
            answers=Answers.partner,
            language="ru",
            terms="Печать остаётся у Press Nine, дизайн и сайт — у нас.",
            added_at=since,
        ),
    }
    people = {
        "brueckenhof": Correspondent("Klara Winter", "klara@brueckenhof.example"),
        "pressnine": Correspondent("Лаша Геловани", "lasha@pressnine.example"),
    }
    for key, partner in found.items():
        partner.domains = [PartnerDomain(domain=f"{key}.example")]
        db.session.add(partner)
        db.session.flush()
        partners.known_as(people[key], partner)
    return found
