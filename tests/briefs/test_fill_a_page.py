"""A page of a begun brief is read, filled in, left and gone on with."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency.briefs.models import BriefState
from agency.demo.studio import Studio
from agency.kernel import clock
from agency.kernel.auth import make_link, revoke_links
from tests.briefs.support import Kind, asked, begun, filled, hand_in, said, the_brief, who
from tests.support import HouseClient, forms_of


@pytest.fixture
def database() -> str:
    """What a page asks does not depend on it: one database is enough."""
    return "sqlite"


TYPED = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), min_size=1)


def test_each_page_is_kept_and_leads_to_the_next(client: HouseClient, studio: Studio) -> None:
    address = begun(client)
    task, needs = asked(Kind.long, 2), asked(Kind.many, 2)
    response = client.fill(
        f"{address}/2", **{task.field: "Sell tiles.", needs.field: ["about", "journal"]}
    )
    assert response.status_code == 303
    assert response.location == f"{address}/3"
    assert "Set-Cookie" not in response.headers
    assert said(Kind.long, 2) == "Sell tiles."
    answer = the_brief().answer_to(needs)
    assert answer is not None
    assert answer.value == ["about", "journal"]
    assert answer.labels == {"about": "Who we are and what we do", "journal": "News or a journal"}


def test_no_page_of_a_brief_sets_a_cookie(client: HouseClient, studio: Studio) -> None:
    address = filled(client)
    for path in (address, f"{address}/1", f"{address}/4", f"{address}/9"):
        assert "Set-Cookie" not in client.get(path).headers
    assert "Set-Cookie" not in hand_in(client, address).headers
    assert "Set-Cookie" not in client.get(f"{address}/thanks").headers


def test_an_answer_that_fits_is_kept_though_another_does_not(
    client: HouseClient, studio: Studio
) -> None:
    address = begun(client)
    response = client.fill(f"{address}/1", **who(name="Inês N.", email="nowhere", phone="call me"))
    assert response.status_code == 422
    assert said(Kind.name, 1) == "Inês N."
    assert "2 answers need another look" in response.text
    assert response.text.count('aria-invalid="true"') == 2


def test_what_does_not_fit_stays_as_it_was_typed_on_any_device(
    client: HouseClient, studio: Studio
) -> None:
    address = begun(client)
    client.fill(f"{address}/1", **who(email="nowhere at all"))
    page = client.get(f"{address}/1").text
    (form,) = forms_of(page)
    assert form.fields[asked(Kind.email, 1).field] == "nowhere at all"
    assert "Look at the address again" in page


def test_going_back_keeps_the_page_and_complains_of_nothing(
    client: HouseClient, studio: Studio
) -> None:
    address = begun(client)
    site = asked(Kind.text, 2)
    response = client.fill(f"{address}/2", _press="back", **{site.field: "azulejonorte.example"})
    assert response.status_code == 303
    assert response.location == f"{address}/1"
    (first,) = forms_of(client.get(f"{address}/1").text)
    assert first.fields[asked(Kind.name, 1).field] == "Inês Carvalho"
    page = client.get(f"{address}/2").text
    assert forms_of(page)[0].fields[site.field] == "azulejonorte.example"
    assert "Write a few words here." not in page


def test_coming_back_goes_on_where_it_was_left(client: HouseClient, studio: Studio) -> None:
    address = begun(client)
    assert client.get(address).location == f"{address}/2"
    assert client.get(filled(client)).location.endswith("/3")


def test_coming_back_begins_with_what_is_wanting(client: HouseClient, studio: Studio) -> None:
    address = begun(client)
    client.fill(f"{address}/1", _press="next", **who(email="nowhere"))
    assert client.get(address).location == f"{address}/1"


def test_emptying_an_answer_takes_it_back(client: HouseClient, studio: Studio) -> None:
    address = begun(client, **{asked(Kind.phone, 1).field: "+351 912 345 678"})
    assert said(Kind.phone, 1) == "+351 912 345 678"
    client.fill(f"{address}/1", **{asked(Kind.phone, 1).field: " "})
    assert said(Kind.phone, 1) is None


def test_enter_in_a_field_goes_on_and_removes_nothing(client: HouseClient, studio: Studio) -> None:
    page = client.get(f"{begun(client)}/2").text
    first = page.index('form="brief" type="submit"')
    assert page[first:].startswith('form="brief" type="submit" name="go" value="next"')


def test_the_page_says_where_it_can_be_gone_on_with(client: HouseClient, studio: Studio) -> None:
    address = begun(client)
    page = client.get(f"{address}/2").text
    assert f"http://localhost{address}" in page


def test_a_foreign_secret_opens_nothing(client: HouseClient, studio: Studio) -> None:
    mine, others = begun(client), make_link("proposal", 1, at=studio.now)
    for token in (others, "x" * 32, mine.rpartition("/")[2][:-1], "%F0%9F%99%82"):
        for path in (f"/brief/f/{token}", f"/brief/f/{token}/1", f"/brief/f/{token}/thanks"):
            response = client.get(path)
            assert response.status_code == 404
            assert "Nothing is here" in response.text
        assert client.post(f"/brief/f/{token}/1", data=who()).status_code == 404


def test_a_revoked_secret_opens_nothing(client: HouseClient, studio: Studio) -> None:
    address = begun(client)
    revoke_links("brief", the_brief().id, at=clock.now())
    assert client.get(f"{address}/2").status_code == 410


def test_an_expired_secret_opens_nothing(client: HouseClient, studio: Studio) -> None:
    begun(client)
    past = clock.now() - timedelta(seconds=1)
    token = make_link("brief", the_brief().id, at=studio.now, expires_at=past)
    assert client.get(f"/brief/f/{token}/2").status_code == 410


@pytest.mark.parametrize("number", ["0", "5", "99"])
def test_a_page_that_there_is_not_is_not_there(
    client: HouseClient, studio: Studio, number: str
) -> None:
    address = begun(client)
    assert client.get(f"{address}/{number}").status_code == 404
    assert client.post(f"{address}/{number}").status_code == 404


def test_a_page_without_its_seal_is_kept_and_asked_for_again(
    client: HouseClient, studio: Studio
) -> None:
    address = begun(client)
    task = asked(Kind.long, 2).field
    response = client.fill(f"{address}/2", csrf_token="broken", **{task: "Sell tiles."})
    assert response.status_code == 422
    assert "Nothing is lost: press the button again." in response.text
    assert said(Kind.long, 2) == "Sell tiles."


def test_a_choice_that_was_not_offered_is_refused(client: HouseClient, studio: Studio) -> None:
    address = filled(client)
    budget = asked(Kind.budget, 4).field
    response = client.fill(f"{address}/4", **{budget: "a-million"})
    assert response.status_code == 422
    assert "Choose one of the answers shown here." in response.text
    assert said(Kind.budget, 4) is None
    many = asked(Kind.many, 2).field
    refused = client.fill(f"{address}/2", **{many: ["about", "moon"]})
    assert refused.status_code == 422
    assert said(Kind.many, 2) is None


def test_answers_to_questions_of_other_pages_are_not_taken(
    client: HouseClient, studio: Studio
) -> None:
    address = begun(client)
    client.fill(f"{address}/2", **{asked(Kind.name, 1).field: "Somebody else", "q999999": "x"})
    assert said(Kind.name, 1) == "Inês Carvalho"
    assert len(the_brief().answers) == 4


@pytest.mark.parametrize("typed", ["2026-02-30", "soon", "24.13.2027", "2019-01-01", "1.1.0000"])
def test_a_day_that_cannot_be_is_asked_for_again(
    client: HouseClient, studio: Studio, typed: str
) -> None:
    address = filled(client)
    day = asked(Kind.day, 4).field
    response = client.fill(f"{address}/4", **{day: typed, asked(Kind.budget, 4).field: "open"})
    assert response.status_code == 422
    assert f'value="{typed}"' in response.text
    assert the_brief().state is BriefState.started


def test_a_day_may_be_typed_in_the_way_of_the_country(client: HouseClient, studio: Studio) -> None:
    address = filled(client)
    client.fill(f"{address}/4", _press="back", **{asked(Kind.day, 4).field: "24.12.2099"})
    assert said(Kind.day, 4) == "2099-12-24"


@pytest.mark.parametrize("typed", ["112", "call me", "+351 91 234 56 78 90 12 34 56", "1234567a"])
def test_a_number_that_cannot_be_dialled_is_asked_for_again(
    client: HouseClient, studio: Studio, typed: str
) -> None:
    address = begun(client)
    response = client.fill(f"{address}/1", **{asked(Kind.phone, 1).field: typed})
    assert response.status_code == 422
    assert "Write the number in digits" in response.text


def test_a_text_too_long_says_by_how_much_and_is_kept(client: HouseClient, studio: Studio) -> None:
    address = begun(client)
    long = "word " * 5000
    response = client.fill(f"{address}/2", **{asked(Kind.long, 2).field: long})
    assert response.status_code == 422
    assert "Shorten it to 20000 characters, now it has 25000." in response.text
    assert said(Kind.long, 2) == long


def test_a_page_out_of_all_measure_is_refused_with_a_message(
    client: HouseClient, studio: Studio
) -> None:
    address = begun(client)
    response = client.fill(f"{address}/2", **{asked(Kind.long, 2).field: "x" * 17_000_000})
    assert response.status_code == 413
    assert "Too large to take" in response.text


def test_the_language_changes_on_the_way_and_the_wording_with_it(
    client: HouseClient, studio: Studio
) -> None:
    address = begun(client)
    task = asked(Kind.long, 2)
    response = client.fill(f"{address}/2", speak="ru", **{task.field: "Продавать плитку."})
    assert response.location == f"{address}/2"
    page = client.get(f"{address}/2").text
    assert "Что должно измениться?" in page
    assert "Продавать плитку." in page
    answer = the_brief().answer_to(task)
    assert answer is not None
    assert answer.wording == "What should the site do that it does not do today?"
    client.fill(f"{address}/2")
    again = the_brief().answer_to(task)
    assert again is not None
    assert again.wording == "Что сайт должен делать такого, чего не делает сегодня?"


def test_markup_in_an_answer_is_shown_and_never_obeyed(client: HouseClient, studio: Studio) -> None:
    address = begun(client, **who(name='"><script>alert(1)</script>'))
    page = client.get(f"{address}/1").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.fixture
def address(client: HouseClient, studio: Studio) -> str:
    return begun(client)


@given(typed=TYPED)
def test_any_text_survives_unchanged(client: HouseClient, address: str, typed: str) -> None:
    task = asked(Kind.long, 2)
    # Browsers send line breaks as CR LF.
    client.fill(f"{address}/2", **{task.field: typed.replace("\n", "\r\n")})
    assert said(Kind.long, 2) == (typed if typed.strip() else None)
