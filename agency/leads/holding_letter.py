"""The words of the holding letter, as one of us would write them: that we have it, and when the real answer comes."""

from datetime import datetime

from babel.dates import format_datetime, get_timezone_location

from agency.clients.models import Contact
from agency.kernel import i18n
from agency.kernel.i18n import pick, speaking
from agency.leads import mails
from agency.leads.models import Channel, Lead, Message
from agency.leads.readers import Readers, readers_of
from agency.people import queries as people

WORDS = {
    "en": (
        "Hello%(name)s,\n\n"
        "thank you for %(what)s, it has arrived safely. %(who)s not been able to read it properly yet, so this "
        "short note goes out by itself, to spare you the wondering.\n\n"
        "You will have %(whose)s answer by %(when)s.\n\n"
        "If there is anything you would like to add in the meantime, simply reply to this letter.\n\n"
        "%(sign)s"
    ),
    "ru": (
        "Здравствуйте%(name)s!\n\n"
        "Спасибо за %(what)s. Ответить по существу прямо сейчас не получается, поэтому пока пишет автомат: чтобы "
        "вам не пришлось гадать, дошло ли.\n\n"
        "%(whose)s ответ придёт %(when)s.\n\n"
        "Если захотите что-то добавить, просто ответьте на это письмо.\n\n"
        "%(sign)s"
    ),
}
TO_A_PARTNER = {
    "en": (
        "Hello%(name)s,\n\n"
        "thank you for passing on the letter of %(client)s, it has arrived safely. %(who)s not been able to read it "
        "properly yet, so this short note goes out by itself, to spare you the wondering.\n\n"
        "You will have %(whose)s answer by %(when)s. We write nothing to the client past you.\n\n"
        "If there is anything you would like to add in the meantime, simply reply to this letter.\n\n"
        "%(sign)s"
    ),
    "ru": (
        "Здравствуйте%(name)s!\n\n"
        "Спасибо, что передали письмо (%(client)s), оно у нас. Ответить по существу прямо сейчас не получается, "
        "поэтому пока пишет автомат: чтобы вам не пришлось гадать, дошло ли.\n\n"
        "%(whose)s ответ придёт %(when)s. Клиенту напрямую ничего не пишем.\n\n"
        "Если захотите что-то добавить, просто ответьте на это письмо.\n\n"
        "%(sign)s"
    ),
}
NAMED = {"en": " %s", "ru": ", %s"}
LETTER = {"en": "your letter", "ru": "письмо, оно у нас"}
BRIEF = {"en": "your brief", "ru": "бриф, он у нас"}
MINE = {"who": {"en": "I have"}, "whose": {"en": "my", "ru": "Мой"}}
OURS = {"who": {"en": "We have"}, "whose": {"en": "our", "ru": "Наш"}}

# Russian says on which day, and by whose clock, in cases that no table of names gives.
ON_RUSSIAN_DAYS = (
    "в понедельник",
    "во вторник",
    "в среду",
    "в четверг",
    "в пятницу",
    "в субботу",
    "в воскресенье",
)
BY_RUSSIAN_CLOCKS = {
    "Europe/Moscow": "московскому",
    "Europe/Kaliningrad": "калининградскому",
    "Europe/Samara": "самарскому",
    "Asia/Yekaterinburg": "екатеринбургскому",
    "Asia/Omsk": "омскому",
    "Asia/Novosibirsk": "новосибирскому",
    "Asia/Krasnoyarsk": "красноярскому",
    "Asia/Irkutsk": "иркутскому",
    "Asia/Yakutsk": "якутскому",
    "Asia/Vladivostok": "владивостокскому",
    "Asia/Yerevan": "ереванскому",
    "Asia/Tbilisi": "тбилисскому",
    "Asia/Baku": "бакинскому",
    "Asia/Almaty": "алматинскому",
    "Asia/Tashkent": "ташкентскому",
    "Asia/Bishkek": "бишкекскому",
    "Asia/Dubai": "дубайскому",
    "Asia/Jerusalem": "иерусалимскому",
    "Europe/Minsk": "минскому",
    "Europe/Kyiv": "киевскому",
    "Europe/Kiev": "киевскому",
    "Europe/Riga": "рижскому",
    "Europe/Vilnius": "вильнюсскому",
    "Europe/Istanbul": "стамбульскому",
    "Europe/Belgrade": "белградскому",
    "Europe/Berlin": "берлинскому",
    "Europe/London": "лондонскому",
    "Europe/Paris": "парижскому",
    "Europe/Lisbon": "лиссабонскому",
    "America/New_York": "нью-йоркскому",
}


def post(lead: Lead, *, promised_at: datetime, at: datetime) -> Message:
    """Put it into the outbox and onto the lead, from whoever owns it or from the house. Raises NoAddress."""
    readers = readers_of(lead, automatic=True)
    with speaking(readers.language):
        words = words_of(lead, promised_at=promised_at, readers=readers)
        subject = mails.subject_of(lead)
    return mails.write(
        lead, words=words, subject=subject, by=lead.owner, at=at, automatic=True, is_reply=True
    )


def words_of(lead: Lead, *, promised_at: datetime, readers: Readers | None = None) -> str:
    """The letter in the language at hand; a partner who passed the client's letter on reads that we hold still."""
    readers = readers or Readers(lead.contact)
    passed_on = readers.contact is None and readers.addresses.isdisjoint({lead.contact.email})
    house, owner = people.agency().name, lead.owner
    name = known_name(readers.contact) if readers.contact else readers.first_name
    person = {gap: pick(words) for gap, words in (MINE if owner else OURS).items()}
    return pick(TO_A_PARTNER if passed_on else WORDS) % {
        **person,
        "name": pick(NAMED) % name if name else "",
        "client": lead.contact.name,
        "what": pick(BRIEF if lead.source is Channel.brief else LETTER),
        "when": when(promised_at, lead.client.zone),
        "sign": f"{owner.name}\n{house}" if owner else house,
    }


def when(at: datetime, zone: str) -> str:
    """A time as the client reads it: "Thursday, 26 March, 14:30, Lisbon time"."""
    local, place = i18n.in_zone(at, zone), _place(zone)
    if i18n.language() == "ru":
        day = format_datetime(local, "d MMMM, 'до' HH:mm", locale="ru")
        clock = BY_RUSSIAN_CLOCKS.get(zone)
        where = f" по {clock} времени" if clock else f" (часовой пояс: {place})"
        return f"{ON_RUSSIAN_DAYS[local.weekday()]}, {day}{where}"
    return format_datetime(local, "EEEE, d MMMM, HH:mm", locale="en") + f", {place} time"


def _place(zone: str) -> str:
    # Where no language has a word for it, its name is one of the zone's: "Argentina/Buenos Aires".
    name = get_timezone_location(zone, locale=i18n.language(), return_city=True)
    return name.rpartition("/")[2]


def known_name(contact: Contact) -> str:
    """The first name; "" where all that we have is the address."""
    address = (contact.email or "").lower()
    is_known = contact.name.lower() not in (address, address.partition("@")[0])
    return contact.first_name if is_known else ""
