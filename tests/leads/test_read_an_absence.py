"""When somebody is back is read from what their automat says, in eleven languages; what is not clear is left unread."""

from datetime import date

import pytest

from agency.leads.sorting.absences import first_day_back

# A Thursday.
SENT = date(2026, 11, 19)
DEC_3, JAN_4, JAN_13 = date(2026, 12, 3), date(2027, 1, 4), date(2027, 1, 13)
MONDAY = date(2026, 11, 23)

SAID = {
    # English
    "I am out of the office and will be back on 3 December.": DEC_3,
    "I'm away and back on 3 Dec.": DEC_3,
    "I will return on December 3rd, 2026.": DEC_3,
    "Thank you for your mail. I am on annual leave, returning Thursday 3rd of December.": DEC_3,
    "I am on vacation. Returning Monday.": MONDAY,
    "I'm out today and back tomorrow.": date(2026, 11, 20),
    "I am away until 2 December.": DEC_3,
    "I am out of office from 20 November to 2 December 2026 with limited access to mail.": DEC_3,
    "Out of office 20 Nov - 2 Dec.": DEC_3,
    "I am away through Dec 2.": DEC_3,
    "Our office is closed until 2027-01-12 inclusive.": JAN_13,
    "On January 4 I will be back at my desk.": JAN_4,
    "I am away until 2 December and will be back on Monday, 7 December.": date(2026, 12, 7),
    "I will be away from Friday 20 November until Wednesday 2 December. For urgent matters call Rui.": DEC_3,
    "I'm currently on holiday with no access to e-mail. I'll be available again from 4 January.": JAN_4,
    "I will be back in the office on Monday, January 4, 2027 and will reply then.": JAN_4,
    # Russian
    "Я в отпуске, вернусь 3 декабря.": DEC_3,
    "Я в отпуске с 20 ноября по 2 декабря.": DEC_3,
    "Меня нет на месте до 12.01.2027 включительно.": JAN_13,
    "Буду на связи с 4 января.": JAN_4,
    "Нахожусь в отпуске. Выйду на работу 4 января 2027 г.": JAN_4,
    "Я в командировке, вернусь в понедельник.": MONDAY,
    "Отсутствую по 02.12.": DEC_3,
    "Я в отпуске до 2 декабря включительно. По срочным вопросам пишите Ольге.": DEC_3,
    "С 3 декабря снова на связи.": DEC_3,
    "Сейчас я отсутствую, отвечу завтра.": date(2026, 11, 20),
    # Ukrainian
    "Я у відпустці, повернуся 3 грудня.": DEC_3,
    "Я у відпустці з 20 листопада по 2 грудня.": DEC_3,
    "Я відсутня до 12 січня включно.": JAN_13,
    "Буду на роботі в понеділок.": MONDAY,
    # German
    "Ich bin im Urlaub und ab dem 4. Januar wieder erreichbar.": JAN_4,
    "Ich bin vom 20. November bis 2. Dezember abwesend.": DEC_3,
    "Am 3. Dezember bin ich wieder im Büro.": DEC_3,
    "Ich bin bis einschließlich 12.01.2027 nicht im Büro.": JAN_13,
    "Ich bin ab Montag wieder für Sie da.": MONDAY,
    "Unser Büro ist vom 24.12.2026 bis 03.01.2027 geschlossen.": JAN_4,
    "Abwesend 20.11. - 02.12.": DEC_3,
    "Ich kehre am 03.12.2026 zurück.": DEC_3,
    # French
    "Je suis en congés, de retour le 3 décembre.": DEC_3,
    "Je suis absente du 20 novembre au 2 décembre inclus.": DEC_3,
    "Absent jusqu'au 12 janvier 2027.": JAN_13,
    "Je suis en vacances et serai de retour lundi.": MONDAY,
    "En mon absence… je reviens le 03/12/2026.": DEC_3,
    # Spanish
    "Estoy de vacaciones, vuelvo el 3 de diciembre.": DEC_3,
    "Estaré fuera de la oficina del 20 de noviembre al 2 de diciembre de 2026.": DEC_3,
    "Estoy ausente hasta el 12 de enero.": JAN_13,
    "Regreso el lunes.": MONDAY,
    # Italian
    "Sono in ferie, torno il 3 dicembre.": DEC_3,
    "Sarò assente dal 20 novembre al 2 dicembre.": DEC_3,
    "Sono fuori ufficio fino al 12 gennaio.": JAN_13,
    "Rientro lunedì.": MONDAY,
    # Portuguese
    "Estou de férias e volto no dia 3 de dezembro.": DEC_3,
    "Estarei ausente de 20 de novembro a 2 de dezembro.": DEC_3,
    "Estou fora do escritório até 12 de janeiro de 2027.": JAN_13,
    "Estarei de volta na segunda-feira.": MONDAY,
    # Dutch
    "Ik ben met vakantie en op 3 december weer aanwezig.": DEC_3,
    "Ik ben afwezig van 20 november t/m 2 december.": DEC_3,
    "Ik ben tot en met 12 januari met verlof.": JAN_13,
    "Maandag ben ik weer bereikbaar.": MONDAY,
    # Polish
    "Jestem na urlopie, wracam 3 grudnia.": DEC_3,
    "Jestem nieobecna od 20 listopada do 2 grudnia.": DEC_3,
    "Przebywam na urlopie do 12.01.2027 włącznie.": JAN_13,
    "Wracam w poniedziałek.": MONDAY,
    # Czech
    "Jsem na dovolené, vrátím se 3. prosince.": DEC_3,
    "Jsem mimo kancelář od 20. listopadu do 2. prosince.": DEC_3,
    "Do 12. ledna čerpám dovolenou.": JAN_13,
    "Budu zpět v pondělí.": MONDAY,
}
# What is not clear, or not about being back.
UNCLEAR = (
    "I am away until further notice.",
    "I am away until 03/04/2027.",  # the third of April, or the fourth of March?
    "I am out of office.",
    "I am on leave from 4 January.",
    "I am back on 3 December, my colleague on 7 December: she returns on 7 December.",
    "I was away until 3 November.",
    "Our sale lasts until 31 December.",
    "Thank you, we answer within 2 days. Ticket 03.12.",
    "Please call 12.01.15.16 until I am back.",
    "I am away until 31 February.",
    "Ich bin ab dem 4. Januar im Urlaub.",
    "С 4 января я в отпуске.",
    "I will be back next Saturday.",
    "I am away until Monday.",
    "I am out. Our office hours are Monday to Friday, else we are closed.",
    "Our office is closed but Monday to Friday.",
    "I am away until 3 December 2019.",
)


@pytest.mark.parametrize("said", SAID)
def test_the_first_day_back_is_read(said: str) -> None:
    assert first_day_back("Automatic reply: A site", said, sent_on=SENT, country=None) == SAID[said]


@pytest.mark.parametrize("said", UNCLEAR)
def test_what_is_not_clear_is_left_unread(said: str) -> None:
    assert first_day_back("Automatic reply", said, sent_on=SENT, country=None) is None


@pytest.mark.parametrize(
    ("subject", "day"),
    [
        ("Out of office until 2 December", DEC_3),
        ("Abwesend bis 02.12.2026: Die Seite", DEC_3),
        ("Я в отпуске до 2 декабря", DEC_3),
        ("Automatic reply: Offer valid until 2 December", None),
    ],
)
def test_a_subject_tells_it_too(subject: str, day: date | None) -> None:
    assert first_day_back(subject, "I read my mail later.", sent_on=SENT, country=None) == day


@pytest.mark.parametrize(
    ("country", "day"), [("US", date(2027, 3, 4)), ("GB", date(2027, 4, 3)), (None, None)]
)
def test_the_country_says_which_number_is_the_month(country: str | None, day: date | None) -> None:
    said = "I am away and will be back on 03/04/2027."
    assert first_day_back("Away", said, sent_on=SENT, country=country) == day


def test_a_year_without_its_number_is_the_coming_one_and_no_other() -> None:
    new_year = date(2026, 12, 30)
    assert first_day_back("", "Back on 4 January.", sent_on=new_year, country=None) == JAN_4
    assert first_day_back("", "Back on 28 December.", sent_on=new_year, country=None) is None


def test_words_without_end_are_read_in_the_time_that_their_size_takes() -> None:
    for piece in ("1.", "until 3 ", "from 1 to ", "back " * 9, "3 December ", "Monday, "):
        first_day_back(piece * 2_000, piece * 50_000, sent_on=SENT, country=None)
