"""The figures of briefs: counted on made-up leads, honest with small numbers, on a page and for a spreadsheet."""

import csv
from datetime import UTC, datetime, timedelta
from io import StringIO

from agency.briefs import figures as reading
from agency.briefs import figures_rows
from agency.briefs.doubting import Doubt
from agency.briefs.drawn import FLOOR, MOST, Columns
from agency.briefs.models import Brief
from agency.briefs.periods import Period
from agency.briefs.tables import as_csv
from agency.briefs.tallies import Filling, Part, Share
from agency.clients.models import Client, Contact
from agency.clients.partners import Partner
from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.leads import referrals
from agency.leads.models import Channel, Inquiry, Lead
from tests.briefs.support import begun, hand_in, website
from tests.support import NOW, HouseClient

YEREVAN = "Asia/Yerevan"


def a_lead(
    studio: Studio, channel: Channel, *, days: int, won: bool | None = None, name: str = "Kiln"
) -> Lead:
    at = NOW - timedelta(days=days)
    client = Client(name=name, zone=YEREVAN, zone_source="house", country="AM", language="en")
    inquiry = Inquiry(source=channel, received_at=at, subject="A site", service=None)
    lead = Lead.from_inquiry(
        inquiry,
        contact=Contact(client=client, name=name, email=None),
        owner=studio.vera,
        answering=studio.agency.answering,
    )
    db.session.add(lead)
    db.session.flush()
    by = Actor.member(studio.vera.id)
    if won is not None:
        lead.win(by=by, at=at) if won else lead.lose(reason="", by=by, at=at)
    return lead


def a_brief(*, hours: int, answered: int = 0, took: int | None = None, **more: object) -> Brief:
    at = NOW - timedelta(hours=hours)
    version = figures_rows.versions()[1]
    brief = Brief(version=version, language="en", started_at=at, answers=[], doubts=[], **more)
    db.session.add(brief)
    for question in list(website().questions)[:answered]:
        brief.answer(question, "yes", at=at)
    if took is not None:
        brief.submit(at=at + timedelta(minutes=took))
    db.session.flush()
    return brief


def the_figures(key: str = "365") -> reading.Figures:
    db.session.commit()
    return reading.figures(Period.named(key, now=NOW, zone=YEREVAN))


def test_few_cases_are_told_one_by_one_and_many_in_per_cent() -> None:
    assert Part(3, 4).percent is None
    assert Part(3, 5).percent == 60
    assert Part(0, 0).percent is None
    assert Filling(2, 0, (), 0).usual is None
    assert Filling(3, 3, (4, 90, 11), 0).usual == 11


def test_a_month_begins_where_the_agency_lives() -> None:
    period = Period.named("90", now=NOW, zone=YEREVAN)
    assert period.since == datetime(2025, 12, 18, 20, tzinfo=UTC)
    last_of_may = datetime(2025, 5, 31, 20, 30, tzinfo=UTC)
    assert period.month_of(last_of_may).isoformat() == "2025-06-01"
    assert [each.month for each in period.months(last_of_may)] == [12, 1, 2, 3]
    assert Period.named("nonsense", now=NOW, zone=YEREVAN).key == "365"
    assert Period.named("all", now=NOW, zone=YEREVAN).since is None


def test_columns_hold_however_many_months_there_are() -> None:
    one = Columns.of([Share("2026-03", 4, 3, 1)])
    assert not one.is_wide
    assert one.columns[0].open_top < one.columns[0].solid_top < FLOOR
    many = Columns.of(
        [Share(f"20{year}-0{n}", 0, 0, 0) for year in range(10, 20) for n in (1, 5, 9)]
    )
    assert many.is_wide
    assert len(many.columns) == MOST
    assert all(each.left + each.width <= 100 and each.solid == 0 for each in many.columns)


def test_leads_are_counted_by_what_they_came_with(studio: Studio) -> None:
    before = the_figures()
    came = a_lead(studio, Channel.brief, days=40, won=True)
    later = a_lead(studio, Channel.mail, days=40, won=True, name="Later")
    a_brief(hours=900, answered=2, took=7, lead=later)
    bare = a_lead(studio, Channel.mail, days=40, won=False, name="Bare")
    a_lead(studio, Channel.mail, days=400, won=False, name="Long ago")
    partner = Partner(name="=Press()", added_at=NOW)
    db.session.add(partner)
    db.session.flush()
    referrals.name(bare, partner, by=Actor.member(studio.vera.id), at=NOW)

    found = the_figures()
    assert found.whole.leads == before.whole.leads + 3
    assert found.whole.arrived == before.whole.arrived + 1
    assert found.whole.later == before.whole.later + 1
    assert came.source is Channel.brief
    month = next(each for each in found.by_month if each.name == "2026-02")
    assert (month.leads, month.arrived, month.later) == (4, 2, 1)
    assert {each.name: each.leads for each in found.by_partner}["=Press()"] == 1
    assert (found.wins.with_brief.count - before.wins.with_brief.count) == 2
    assert (found.wins.without.of - before.wins.without.of) == 1
    assert the_figures("all").whole.leads == found.whole.leads + 1

    rows = list(csv.reader(StringIO(as_csv(found).removeprefix("\ufeff"))))
    assert ["Partner", "'=Press()", "Has a filled brief by now", "0", "1"] in rows
    assert ["Month", "2026-02", "Came as a filled brief", "2", "4"] in rows


def test_filling_counts_people_and_not_machines(studio: Studio) -> None:
    a_brief(hours=900, answered=3, took=12, lead=studio.leads["olaria"])
    a_brief(hours=800, answered=3, took=30, lead=studio.leads["lunara"])
    a_brief(hours=700, answered=5)
    a_brief(hours=690, answered=5)
    a_brief(hours=680, answered=2)
    a_brief(hours=1, answered=2)  # still under way
    a_brief(hours=600, lead=studio.leads["kantor"])  # sent, not begun
    a_brief(hours=500, answered=1).doubt(Doubt.trap)

    found = the_figures()
    assert (found.filling.begun, found.filling.finished, found.filling.usual) == (6, 2, 21)
    assert (found.filling.untouched, found.from_machines) == (1, 1)
    (stops,) = found.stops
    assert [(each.place, each.left.count, each.left.of) for each in stops.stops] == [
        (2, 1, 3),
        (5, 2, 3),
    ]
    assert stops.stops[1].page == "You"


def test_the_page_shows_charts_with_tables_to_those_who_manage(
    studio: Studio, client: HouseClient
) -> None:
    client.login(studio.vera)
    assert hand_in(client, begun(client)).status_code in (303, 422)
    page = client.get("/briefs/figures?period=all")
    assert page.status_code == 200
    assert "Month by month" in page.text
    assert page.text.count("<details") >= 5
    assert "aria-current" in page.text
    sheet = client.get("/briefs/figures.csv?period=90")
    assert sheet.mimetype == "text/csv"
    assert "briefs-90.csv" in sheet.headers["Content-Disposition"]
    home = client.get("/")
    assert "/briefs/figures" in home.text

    client.login(studio.timur)
    assert client.get("/briefs/figures").status_code == 403
    assert "/briefs/figures" not in client.get("/").text
