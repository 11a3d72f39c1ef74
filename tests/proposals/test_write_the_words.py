"""What a proposal says beside its estimate: kept, refused with the reason, chosen with pictures."""

from io import BytesIO

import pytest
from PIL import Image

from agency.demo.studio import Studio
from agency.kernel.pictures import copy_of
from agency.proposals.lines import LineContent
from agency.proposals.models import Proposal
from agency.proposals.words import THUMBNAIL
from tests.offers import sent
from tests.support import HouseClient, forms_of


@pytest.fixture
def database() -> str:
    """What a form says does not depend on it: one database is enough."""
    return "sqlite"


def a_picture(kind: str = "JPEG", mode: str = "RGB", size: tuple[int, int] = (800, 600)) -> BytesIO:
    file = BytesIO()
    Image.new(mode, size, "teal" if mode in ("RGB", "RGBA") else 0).save(file, kind)
    file.seek(0)
    return file


def test_the_form_holds_what_the_proposal_says(vera: HouseClient, draft: Proposal) -> None:
    page = vera.get(f"/proposals/{draft.id}/words").text
    fields = forms_of(page)[-1].fields
    assert fields["title"] == "A shop window for clay"
    assert "You have made tableware" in fields["lead"]
    assert fields["figures-0-figure"] == "60"
    assert fields["stages-1-title"] == "Design of the shop"
    assert fields["payments-0-percent"] == "40"


def test_saving_the_form_as_it_stands_changes_no_word(vera: HouseClient, draft: Proposal) -> None:
    before = (draft.understanding, draft.quote, draft.stages, draft.payments, draft.cover)
    assert vera.fill(f"/proposals/{draft.id}/words").status_code == 303
    after = (draft.understanding, draft.quote, draft.stages, draft.payments, draft.cover)
    assert before[0] == after[0]
    assert before[1].items() <= after[1].items()
    assert before[2:] == after[2:]


def test_new_words_stages_and_payments_are_kept(
    vera: HouseClient, draft: Proposal, studio: Studio
) -> None:
    answer = vera.fill(
        f"/proposals/{draft.id}/words",
        title="A window for clay",
        paragraphs="One\r\nline.\r\n\r\n\r\nTwo.",
        **{
            "stages-4-title": "Watch",
            "stages-4-member_id": str(studio.anton.id),
            "stages-4-starts_on": "2026-06-01",
            "stages-4-due_on": "2026-07-10",
            "payments-0-percent": "50",
            "payments-2-percent": "20",
        },
    )
    assert answer.status_code == 303
    assert draft.title == "A window for clay"
    assert draft.understanding["paragraphs"] == ["One line.", "Two."]
    assert draft.stages[-1] == {
        "title": "Watch",
        "member_id": studio.anton.id,
        "starts_on": "2026-06-01",
        "due_on": "2026-07-10",
    }
    assert [part["percent"] for part in draft.payments] == [50, 30, 20]


def test_a_stage_without_a_name_and_a_payment_without_a_share_are_gone(
    vera: HouseClient, draft: Proposal
) -> None:
    vera.fill(
        f"/proposals/{draft.id}/words",
        **{"stages-0-title": "", "payments-2-percent": "", "payments-0-percent": "70"},
    )
    assert [stage["title"] for stage in draft.stages] == ["Design of the shop", "Build", "Launch"]
    assert [part["percent"] for part in draft.payments] == [70, 30]


@pytest.mark.parametrize(
    ("name", "typed", "advice"),
    [
        ("title", "  ", "Give it a title"),
        ("payments-0-percent", "50", "The shares add up to 110 per cent: make them 100"),
        ("payments-0-when", "", "Say when it is due"),
        ("stages-0-member_id", "", "Choose who answers for it"),
        ("stages-0-due_on", "2020-01-01", "Choose a day after its first one"),
        ("stages-0-starts_on", "", "Choose a day"),
        ("paragraphs", "x" * 8001, "Keep it under 8000 letters"),
    ],
)
def test_what_does_not_fit_comes_back_with_what_to_do(
    vera: HouseClient, draft: Proposal, name: str, typed: str, advice: str
) -> None:
    answer = vera.fill(
        f"/proposals/{draft.id}/words",
        **{"quote_text": "Something that took long to type.", name: typed},
    )
    assert answer.status_code == 422
    assert advice in answer.text
    assert "Something that took long to type." in answer.text
    assert draft.title == "A shop window for clay"


def test_words_that_somebody_saved_meanwhile_stand_beside_mine(
    vera: HouseClient, draft: Proposal
) -> None:
    mine = forms_of(vera.get(f"/proposals/{draft.id}/words").text)[-1].fields
    vera.fill(f"/proposals/{draft.id}/words", title="Theirs")
    mine["title"] = "Mine"
    answer = vera.post(f"/proposals/{draft.id}/words", data=mine)
    assert answer.status_code == 409
    assert "Somebody else saved these words meanwhile" in answer.text
    assert "Saved meanwhile: Theirs" in answer.text
    again = forms_of(answer.text)[-1].fields
    assert again["title"] == "Mine"
    assert vera.post(f"/proposals/{draft.id}/words", data=again).status_code == 303
    assert draft.title == "Mine"


def test_a_change_of_the_estimate_does_not_disturb_who_writes_the_words(
    vera: HouseClient, draft: Proposal
) -> None:
    mine = forms_of(vera.get(f"/proposals/{draft.id}/words").text)[-1].fields
    draft.lines[0].write(LineContent("Another", fixed_minor=100), member=None)
    mine["title"] = "Mine"
    assert vera.post(f"/proposals/{draft.id}/words", data=mine).status_code == 303


@pytest.mark.parametrize(
    ("kind", "mode"), [("JPEG", "RGB"), ("PNG", "RGBA"), ("WEBP", "RGB"), ("JPEG", "CMYK")]
)
def test_a_picture_of_any_usual_kind_becomes_the_cover(
    vera: HouseClient, draft: Proposal, kind: str, mode: str
) -> None:
    upload = (a_picture(kind, mode), f"Cover.{kind.lower()}")
    answer = vera.fill(f"/proposals/{draft.id}/words", cover_upload=upload)
    assert answer.status_code == 303
    assert draft.cover is not None
    assert (draft.cover.name, draft.cover.content_type) == ("Cover.jpg", "image/jpeg")
    with Image.open(draft.cover.path) as kept:
        assert (kept.mode, kept.size) == ("RGB", (800, 600))
    small = copy_of(draft.cover, THUMBNAIL)
    assert small is not None
    assert vera.get(f"/pictures/{small.sha256}").mimetype == "image/jpeg"


def test_a_photo_comes_in_upright_small_enough_and_without_its_place(
    vera: HouseClient, draft: Proposal
) -> None:
    file, exif = BytesIO(), Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif.get_ifd(0x8825)[2] = (41.0, 8.0, 36.0)  # taken in Porto
    Image.new("RGB", (4000, 3000)).save(file, "JPEG", exif=exif)
    file.seek(0)
    vera.fill(f"/proposals/{draft.id}/words", opening_upload=(file, "IMG_1.JPG"))
    assert draft.opening is not None
    with Image.open(draft.opening.path) as kept:
        assert kept.size == (2250, 3000)
        assert not kept.getexif()


@pytest.mark.parametrize(
    "data", [b"not a picture", b"\xff\xd8\xff\xe0 broken", b"<svg onload='alert(1)'/>"]
)
def test_what_is_no_picture_is_refused_and_nothing_is_lost(
    vera: HouseClient, draft: Proposal, data: bytes
) -> None:
    answer = vera.fill(
        f"/proposals/{draft.id}/words", title="New title", cover_upload=(BytesIO(data), "x.jpg")
    )
    assert answer.status_code == 422
    assert "We cannot open this picture" in answer.text
    assert 'value="New title"' in answer.text


def test_a_picture_of_a_hundred_megapixels_is_refused_before_it_is_opened(
    vera: HouseClient, draft: Proposal
) -> None:
    # A PNG says its size in its first bytes: ten thousand by ten thousand, with nothing in it.
    header = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x27\x10\0\0\x27\x10\x08\x02\0\0\0"
    answer = vera.fill(
        f"/proposals/{draft.id}/words", cover_upload=(BytesIO(header + b"\0" * 64), "x.png")
    )
    assert answer.status_code == 422


def test_no_picture_is_a_choice(vera: HouseClient, draft: Proposal) -> None:
    vera.fill(f"/proposals/{draft.id}/words", cover="")
    assert draft.cover is None


def test_a_picture_of_the_house_can_be_chosen_again(vera: HouseClient, draft: Proposal) -> None:
    assert draft.opening_id is not None
    vera.fill(f"/proposals/{draft.id}/words", cover=str(draft.opening_id))
    assert draft.cover_id == draft.opening_id


def test_a_file_that_is_no_picture_of_the_house_cannot_be_chosen(
    vera: HouseClient, draft: Proposal, studio: Studio
) -> None:
    face = studio.pictures["vera"] if studio.pictures else studio.vera.photo
    assert face is not None
    assert vera.fill(f"/proposals/{draft.id}/words", cover=str(face.id)).status_code == 422


def test_words_of_what_was_sent_stay(vera: HouseClient, draft: Proposal) -> None:
    mine = forms_of(vera.get(f"/proposals/{draft.id}/words").text)[-1].fields
    sent(draft)
    mine["title"] = "Another"
    assert vera.post(f"/proposals/{draft.id}/words", data=mine).status_code == 409
    assert draft.title == "A shop window for clay"


def test_members_do_not_write_words(client: HouseClient, studio: Studio, draft: Proposal) -> None:
    client.login(studio.timur)
    assert client.get(f"/proposals/{draft.id}/words").status_code == 403
    assert client.post(f"/proposals/{draft.id}/words").status_code == 403
