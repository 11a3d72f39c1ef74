"""What was quoted, and what stands under every letter, is folded away; new words never are."""

import pytest

from agency.leads.quoting import fold

OUTLOOK = """Yes, let us talk on Friday.

Ana

________________________________
From: Vera Lindt <hello@kvarta.example>
Sent: Thursday, March 19, 2026 10:42 AM
To: Ana Prieto
Subject: Re: A site

Good morning Ana"""
OUTLOOK_RU = """Да, в пятницу удобно.

От: Вера Линдт <hello@kvarta.example>
Отправлено: 19 марта 2026 г. 10:42
Кому: Давид Акопян
Тема: Re: Сайт

Добрый день"""
GMAIL = """Fine.

On Thu, Mar 19, 2026 at 10:42 AM Vera Lindt <hello@kvarta.example>
wrote:

> Good morning
"""
APPLE_RU = """Хорошо.

> 19 марта 2026 г., в 10:42, Vera Lindt <hello@kvarta.example> написал(а):
>
> Добрый день"""
SIGNED = """Yes.

--\x20
Ana Prieto
+351 000"""
PHONE = "Yes, gladly.\n\nSent from my iPhone"
OLD_OUTLOOK = "Yes.\n\n-----Original Message-----\nFrom: Vera\n\nGood morning"
BOLD = "Yes.\n\n*From:* Vera\n*Date:* Thursday\n*To:* Ana\n\nGood morning"


@pytest.mark.parametrize(
    ("body", "fresh", "folded"),
    [
        (OUTLOOK, "Yes, let us talk on Friday.\n\nAna", "Good morning Ana"),
        (OUTLOOK_RU, "Да, в пятницу удобно.", "Добрый день"),
        (GMAIL, "Fine.", "> Good morning"),
        (APPLE_RU, "Хорошо.", "> Добрый день"),
        (SIGNED, "Yes.", "+351 000"),
        (PHONE, "Yes, gladly.", "iPhone"),
        (OLD_OUTLOOK, "Yes.", "Good morning"),
        (BOLD, "Yes.", "Good morning"),
    ],
)
def test_history_and_signature_are_folded(body: str, fresh: str, folded: str) -> None:
    words = fold(body)
    assert words.fresh == fresh
    assert (words.quoted or words.signature).endswith(folded)


@pytest.mark.parametrize(
    "body",
    [
        "From: the harbour to the hill\nit is a long way.",
        "From: Ana\nPlease see what I think: it is fine",
        "Dates that suit us:\nFrom: 1 June\nTo: 4 June\nSubject: a visit",
        "--",
        "-- \nAna",
        "Two ways:\n--\n" + "a long list\n" * 20,
        "Sent from my heart, with love,\nand much to say.\n\nAna\nand Bo",
        "> only a quotation",
    ],
)
def test_new_words_are_never_cut(body: str) -> None:
    words = fold(body)
    assert (words.quoted, words.signature) == ("", "")
    assert words.fresh == body.strip()
