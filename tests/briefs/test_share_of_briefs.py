"""The share of leads that arrive as a filled brief, which is to be 60 to 70 percent."""

from datetime import timedelta

from agency.briefs.queries import BriefShare, share_of_leads
from agency.demo.studio import Studio
from agency.leads.models import Channel
from tests.support import NOW

MONTH = timedelta(days=31)


def test_it_counts_leads_by_how_they_arrived(studio: Studio) -> None:
    share = share_of_leads(NOW - MONTH, NOW)
    arrived = [lead for lead in studio.leads.values() if lead.received_at >= NOW - MONTH]
    as_brief = [lead for lead in arrived if lead.source is Channel.brief]
    assert as_brief
    assert (share.filled, share.leads) == (len(as_brief), len(arrived))
    assert share.percent == round(100 * len(as_brief) / len(arrived))


def test_it_counts_from_the_first_instant_to_before_the_last(studio: Studio) -> None:
    received = studio.leads["olaria"].received_at
    just_this = share_of_leads(received, received + timedelta(seconds=1))
    assert just_this == BriefShare(filled=1, leads=1)
    assert share_of_leads(received - timedelta(seconds=1), received).leads == 0


def test_without_leads_there_is_no_share(studio: Studio) -> None:
    share = share_of_leads(NOW + MONTH, NOW + 2 * MONTH)
    assert share == BriefShare(filled=0, leads=0)
    assert share.percent is None
