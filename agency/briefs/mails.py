"""Letters with a link to a brief that somebody asked us for: to go on later, and to a colleague of theirs."""

from collections.abc import Mapping
from datetime import datetime

from agency.briefs import links, posted
from agency.briefs.filling import OPEN_FOR
from agency.briefs.hands import Hand, spoken_name
from agency.briefs.models import Brief
from agency.briefs.questionnaire import Page, worded
from agency.kernel.i18n import long_day, speaking
from agency.kernel.mail import outbox
from agency.kernel.mail.compose import Correspondent, Draft
from agency.people import queries as people

LINK = {
    "en": (
        "Your brief at %(house)s: the link",
        "Go on with the brief",
        "Hello%(name)s,\n\n"
        "here is the link to your brief “%(brief)s”. It opens on any device, where you left off.\n\n"
        "%(link)s\n\n"
        "It works until %(until)s. Whoever has it can read and change the answers, so pass it on with care.\n\n"
        "You get this letter because somebody asked for the link on our page. If it was not you, nothing needs to be "
        "done.\n\n"
        "%(house)s",
    ),
    "ru": (
        "Ваш бриф в %(house)s: ссылка",
        "Продолжить бриф",
        "Здравствуйте%(name)s!\n\n"
        "Вот ссылка на ваш бриф «%(brief)s». Она открывается на любом устройстве, на том месте, где вы "
        "остановились.\n\n"
        "%(link)s\n\n"
        "Ссылка действует до %(until)s. По ней можно прочитать и изменить ответы, поэтому передавайте её с "
        "осторожностью.\n\n"
        "Это письмо пришло, потому что на нашей странице попросили прислать ссылку. Если это были не вы, ничего "
        "делать не нужно.\n\n"
        "%(house)s",
    ),
}
HAND = {
    "en": (
        "%(asker)s asks you for a few answers",
        "Open the page",
        "Hello %(name)s,\n\n"
        "%(asker)s is filling in a brief for %(house)s and would like you to answer one page of it, “%(page)s”. It "
        "takes about %(minutes)d min. You see this page only.\n\n"
        "%(link)s\n\n"
        "The link works until %(until)s. What you write is kept as you write it, and %(asker)s sees it.\n\n"
        "If this is not for you, nothing needs to be done: we write no more about it.\n\n"
        "%(house)s",
    ),
    "ru": (
        "%(asker)s просит вас ответить на несколько вопросов",
        "Открыть страницу",
        "Здравствуйте, %(name)s!\n\n"
        "%(asker)s заполняет бриф для %(house)s и просит вас ответить на одну страницу: «%(page)s». Это займёт "
        "примерно %(minutes)d мин. Остального вы не увидите.\n\n"
        "%(link)s\n\n"
        "Ссылка действует до %(until)s. Ответы сохраняются по мере того, как вы пишете, их увидит "
        "%(asker)s.\n\n"
        "Если письмо не для вас, ничего делать не нужно: больше мы об этом не напишем.\n\n"
        "%(house)s",
    ),
}
BACK = {
    "en": (
        "%(colleague)s has answered “%(page)s”",
        "Go on with the brief",
        "Hello%(name)s,\n\n"
        "%(colleague)s has answered the page “%(page)s” of your brief “%(brief)s” and gives it back to you. Go on with "
        "the brief here:\n\n"
        "%(link)s\n\n"
        "The link works until %(until)s. Whoever has it can read and change the answers, so pass it on with care.\n\n"
        "%(house)s",
    ),
    "ru": (
        "%(colleague)s возвращает страницу «%(page)s»",
        "Продолжить бриф",
        "Здравствуйте%(name)s!\n\n"
        "%(colleague)s возвращает вам страницу «%(page)s» из брифа «%(brief)s»: ответы на ней уже есть. Продолжить "
        "бриф можно здесь:\n\n"
        "%(link)s\n\n"
        "Ссылка действует до %(until)s. По ней можно прочитать и изменить ответы, поэтому передавайте её с "
        "осторожностью.\n\n"
        "%(house)s",
    ),
}
SOMEBODY = {"en": "Your colleague", "ru": "Ваш коллега"}
# A name that is longer, in a letter to somebody who never wrote to us, is no name.
LONGEST_ASKER = 40


def send_link(brief: Brief, address: str, *, at: datetime) -> None:
    """Mail the link to go on with. Raises TooManyLetters."""
    posted.must_be_few(brief.id, address, at=at)
    words = {
        "name": _greeted(brief) if _is_theirs(brief, address) else "",
        "brief": worded(brief.template.called, brief.language),
        "link": links.fresh_link(brief, at=at),
        "until": _until(brief, at),
    }
    _post(brief, LINK, words, Correspondent("", address), at=at)


def send_page(hand: Hand, page: Page, *, at: datetime) -> None:
    """Mail a colleague the link to their page. Raises TooManyLetters."""
    brief = hand.brief
    posted.must_be_few(brief.id, hand.address, at=at)
    words = {
        "name": hand.first_name,
        "asker": asker_of(brief),
        "page": worded(page.name, brief.language) or worded(page.title, brief.language),
        "minutes": max(1, round(page.seconds / 60)),
        "link": links.link_for(hand, at=at),
        "until": _until(brief, at),
    }
    _post(brief, HAND, words, Correspondent(hand.name, hand.address), at=at)


def send_back(hand: Hand, page: Page, *, at: datetime) -> None:
    """Tell the client that a colleague has given their page back. Raises TooManyLetters."""
    brief, address = hand.brief, known_address(hand.brief)
    posted.must_be_few(brief.id, address, at=at)
    words = {
        "name": _greeted(brief),
        "colleague": hand.name,
        "page": worded(page.name, brief.language) or worded(page.title, brief.language),
        "brief": worded(brief.template.called, brief.language),
        "link": links.fresh_link(brief, at=at),
        "until": _until(brief, at),
    }
    _post(brief, BACK, words, Correspondent("", address), at=at)


def known_address(brief: Brief) -> str:
    """Where a fresh link may go without anybody typing an address; "" where we know of none."""
    if brief.address:
        return brief.address
    return (brief.lead.contact.email or "") if brief.lead is not None else ""


def asker_of(brief: Brief) -> str:
    """Whoever fills it in, as a colleague is told."""
    return spoken_name(brief.said_name, LONGEST_ASKER) or worded(SOMEBODY, brief.language)


def _greeted(brief: Brief) -> str:
    name = spoken_name(brief.first_name, LONGEST_ASKER)
    return worded({"en": f" {name}", "ru": f", {name}"}, brief.language) if name else ""


def _is_theirs(brief: Brief, address: str) -> bool:
    return address.lower() == known_address(brief).lower()


def _until(brief: Brief, at: datetime) -> str:
    with speaking(brief.language):
        return long_day(at + OPEN_FOR, brief.zone or people.agency().zone)


def _post(
    brief: Brief,
    texts: dict[str, tuple[str, str, str]],
    words: Mapping[str, object],
    to: Correspondent,
    *,
    at: datetime,
) -> None:
    house = people.agency()
    said = {**words, "house": house.name}
    subject, says, text = texts.get(brief.language, texts["en"])
    draft = Draft(
        sender=house.address,
        to=[to],
        subject=subject % said,
        text=text % said,
        lang=brief.language,
        house=house.name,
        brand=house.brand_kit,
        link_says=says,
    )
    letter = outbox.post(draft, now=at)
    posted.note(brief.id, letter, to.address, at=at)
