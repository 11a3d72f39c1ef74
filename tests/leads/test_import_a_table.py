"""A table is imported only after each row was shown with what would happen; and it can be taken back."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime

import pytest

from agency.clients.models import Contact
from agency.demo.studio import Studio
from agency.kernel import clock
from agency.kernel.mail.models import Letter
from agency.kernel.timeline import Actor
from agency.leads.importing import tables
from agency.leads.importing.models import Fate, Flaw, ImportRow, LeadImport, Step
from agency.leads.importing.tables import TableRefused
from agency.leads.models import Lead, Stage
from tests.support import NOW, HouseClient, everything

RunDue = Callable[[datetime], int]
RUSSIAN = (
    "ФИО;Компания;Телефон;Почта;Тема;Дата;Этап\r\n"
    "Иван Петров;ООО «Ромашка»;8 (495) 123-45-67;ivan@romashka.example;Сайт;01.02.2025;Выиграна\r\n"
    'Анна;;"позвонить; после обеда";anna@example.com;Блог;;\r\n'
    "Пётр;;спросить у Анны;;;;\r\n"
    ";;;;;;\r\n"
    "Иван Петров;;;IVAN@romashka.example;Ещё сайт;;новая\r\n"
)


@pytest.fixture
def database() -> str:
    """One database is enough, but where it says otherwise."""
    return "sqlite"


@pytest.fixture
def vera(client: HouseClient, studio: Studio, monkeypatch: pytest.MonkeyPatch) -> HouseClient:
    """The browser of the account manager, in a house whose numbers are Russian."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    studio.agency.country = "RU"
    return client.login(studio.vera)


def bring(vera: HouseClient, data: bytes, name: str = "leads.csv") -> LeadImport:
    """Upload a table."""
    answer = vera.fill("/leads/import", "table-form", table=(io.BytesIO(data), name))
    assert answer.status_code == 303, answer.text
    return everything(LeadImport)[-1]


def fates() -> list[tuple[Fate, Flaw | None]]:
    return [(row.fate, row.flaw) for row in everything(ImportRow)]


def test_a_russian_table_with_semicolons_says_row_by_row_what_would_happen(
    vera: HouseClient, run_due: RunDue
) -> None:
    before, contacts = len(everything(Lead)), len(everything(Contact))
    made = bring(vera, RUSSIAN.encode("cp1251"))
    assert made.encoding == "Windows-1251" and set(made.columns) == {
        *("name", "company", "phone", "email", "subject", "received_at", "stage")
    }
    assert fates() == [
        (Fate.new_lead, None),
        (Fate.new_lead, Flaw.phone_text),
        (Fate.skipped, Flaw.phone_text),
        (Fate.known_lead, None),
    ], "the empty row is none"
    page = vera.get(f"/leads/import/{made.id}")
    assert "3 rows would become leads." in page.text and "1 is left out." in page.text
    assert "позвонить" in vera.get(f"/leads/import/{made.id}?show=problems").text
    assert len(everything(Lead)) == before, "nothing is imported yet"

    vera.fill(f"/leads/import/{made.id}", "start")
    run_due(NOW)
    assert everything(LeadImport)[0].step is Step.done
    leads = everything(Lead)[before:]
    assert len(leads) == 3 and len(everything(Contact)) == contacts + 2
    won = leads[0]
    assert (won.stage, won.client.name) == (Stage.won, "ООО «Ромашка»")
    assert won.contact.phone == "+74951234567" and won.client.language == "ru"
    assert won.received_at.isoformat() == "2025-01-31T20:00:00+00:00", "midnight of the house"
    assert leads[1].messages[0].body == "позвонить; после обеда", "what was no phone is kept"
    assert leads[2].contact == won.contact
    assert not any(lead.waits_for_first_response for lead in leads)
    assert not everything(Letter)
    assert run_due(NOW) == 0
    assert "row 2" in vera.get(f"/leads/{won.id}").text

    again = vera.fill(
        "/leads/import", "table-form", table=(io.BytesIO(RUSSIAN.encode("cp1251")), "x.csv")
    )
    assert again.location == f"/leads/import/{made.id}"
    vera.post(f"/leads/import/{made.id}/start")
    run_due(NOW)
    assert len(everything(Lead)) == before + 3

    leads[1].assign(leads[1].owner, by=Actor.machine(), at=NOW)
    vera.fill(f"/leads/import/{made.id}", "undoing")
    run_due(NOW)
    assert everything(LeadImport)[0].step is Step.undone
    assert [lead.id for lead in everything(Lead)[before:]] == [leads[1].id], (
        "something was done there"
    )
    assert len(everything(Contact)) == contacts + 1
    assert "1 lead stayed" in vera.get(f"/leads/import/{made.id}").text


def test_known_people_get_a_new_lead_and_columns_can_be_named_anew(
    vera: HouseClient, studio: Studio, run_due: RunDue
) -> None:
    ana = studio.leads["olaria"].contact
    table = f"a\tb\tc\n{ana.name}\t{ana.email}\tA second shop\nSomebody\tx@y.example\tA blog\n"
    made = bring(vera, table.encode("utf-16"), "t.tsv")
    assert made.encoding == "UTF-16" and not made.has_heads and "email" in made.columns
    assert [fate for fate, _ in fates()] == [Fate.skipped, Fate.nothing, Fate.contact]
    chosen = {"column-0": "name", "column-1": "email", "column-2": "subject", "has_heads": "1"}
    vera.fill(f"/leads/import/{made.id}", "columns", **chosen)
    assert [fate for fate, _ in fates()] == [Fate.known_lead, Fate.new_lead]
    assert f"new lead for {ana.name}" in vera.get(f"/leads/import/{made.id}").text
    vera.fill(f"/leads/import/{made.id}", "start")
    run_due(NOW)
    assert [lead.contact for lead in everything(Lead)][-2] == ana


def test_a_workbook_is_read_by_its_values(vera: HouseClient) -> None:
    made = bring(
        vera,
        a_workbook([["Name", "E-mail", "Phone"], ["Ana", "a@b.example", 74951234567]]),
        "t.xlsx",
    )
    assert fates() == [(Fate.contact, None)] and made.sheets == ["Sheet1"]
    assert everything(ImportRow)[0].values["phone"] == "+74951234567"


def test_what_is_no_table_says_what_to_do(vera: HouseClient) -> None:
    for data, words in (
        (b"", "This file is empty"),
        (b"\xd0\xcf\x11\xe0" * 9, "Save it as .xlsx"),
        (b"PK\x03\x04 and then nothing", "cannot be read"),
        (b"%PDF-1.7 \x00\x01\x00", "This is no table"),
        (b'name,mail\n"open' + b"x" * (tables.MB + 9), "quotation mark"),
        (b"name,mail\n" + b"a,b\n" * (tables.MOST_ROWS + 2), "Split it"),
    ):
        answer = vera.fill("/leads/import", "table-form", table=(io.BytesIO(data), "t.csv"))
        assert answer.status_code == 422 and words in answer.text, words
    assert vera.post("/leads/import").status_code == 422
    assert not everything(LeadImport)


def test_a_sheet_that_unfolds_without_end_is_refused_before_it_does() -> None:
    far = a_workbook([["Name"]], more='<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    told_apart = a_workbook([["Name"]], more="<row r='9'><c r='xfd1048576'><v>1</v></c></row>")
    elsewhere = far.replace(b"worksheets/sheet1.xml", b"workshoots/sheet1.xml")
    fat = a_workbook([["Name"]], padding=tables.MOST_UNFOLDED + 1)
    for data in (far, told_apart, elsewhere, fat):
        assert len(data) < tables.MB
        with pytest.raises(TableRefused, match="unfolds"):
            tables.read(data)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [("Имя,Почта\nАна,a@b.example\n", "utf-8-sig"), ("Name|Mail\nAna|a@b.example\n", "utf-16-le")],
)
def test_charset_and_separator_are_found(text: str, encoding: str) -> None:
    assert tables.read(text.encode(encoding)).rows[1] == [
        "Ана" if "И" in text else "Ana",
        "a@b.example",
    ]


@pytest.mark.usefixtures("studio")
def test_only_managers_import(client: HouseClient, studio: Studio) -> None:
    assert client.login(studio.timur).get("/leads/import").status_code == 403


def a_workbook(rows: list[list[object]], *, more: str = "", padding: int = 0) -> bytes:
    """A small XLSX of one sheet, perhaps with a cell far out or with much air in it."""
    cells = "".join(
        f'<row r="{n}">'
        + "".join(
            f'<c r="{chr(65 + c)}{n}" t="inlineStr"><is><t>{v}</t></is></c>'
            if isinstance(v, str)
            else f'<c r="{chr(65 + c)}{n}"><v>{v}</v></c>'
            for c, v in enumerate(row)
        )
        + "</row>"
        for n, row in enumerate(rows, start=1)
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName='
            '"/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            'spreadsheetml.sheet.main+xml"/></Types>',
        )
        book.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r" Type='
            f'"{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        book.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{rel}"><sheets><sheet name="Sheet1" sheetId="1" '
            'r:id="r1"/></sheets></workbook>',
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type='
            f'"{rel}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        book.writestr(
            "xl/worksheets/sheet1.xml",
            f'<worksheet xmlns="{main}"><sheetData>{cells}{more}</sheetData></worksheet>',
        )
        if padding:
            with book.open("xl/media/air.bin", "w", force_zip64=True) as air:
                for _ in range(padding // tables.MB + 1):
                    air.write(b"\x00" * tables.MB)
    return kept.getvalue()
