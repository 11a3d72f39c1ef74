"""The standard cadence: six short letters, each with a reason of its own, in English and Russian.

In the words, `%(name)s` is the contact's first name, `%(title)s` the proposal's, `%(link)s` a fresh link to it
and `%(manager)s` who signs.
"""

from dataclasses import dataclass

import sqlalchemy as sa

from agency.followups.models import Cadence, Purpose, Step
from agency.kernel.db import db


@dataclass(frozen=True)
class Wording:
    """One step in one language."""

    name: str
    subject: str
    words: str


STEPS: tuple[tuple[str, dict[str, Wording]], ...] = (
    (
        "240m",
        {
            "en": Wording(
                "Did it arrive?",
                "%(title)s: did it reach you?",
                "Hello %(name)s,\n\n"
                "our proposal “%(title)s” is on its way to you, and I only want to be sure that it did not end "
                "up among the spam:\n\n"
                "%(link)s\n\n"
                "It opens in any browser, on a phone too, and the PDF lies behind the same link. There is no "
                "hurry to read it. If something does not open, just answer this letter.\n\n"
                "%(manager)s",
            ),
            "ru": Wording(
                "Дошло ли?",
                "%(title)s: дошло ли письмо?",
                "Здравствуйте, %(name)s!\n\n"
                "Отправили вам предложение «%(title)s». Хочу убедиться, что оно не потерялось в спаме:\n\n"
                "%(link)s\n\n"
                "Ссылка открывается в любом браузере и на телефоне, там же лежит PDF. Читать прямо сейчас не "
                "обязательно. Если что-то не открывается, просто ответьте на это письмо.\n\n"
                "%(manager)s",
            ),
        },
    ),
    (
        "3d",
        {
            "en": Wording(
                "After three days",
                "%(title)s: is anything unclear?",
                "Hello %(name)s,\n\n"
                "perhaps you have had a first look at the proposal by now. Questions mostly hide in the "
                "estimate: why so many hours here, what if a part is left out. Ask me anything, one line is "
                "enough, and I will answer with figures.\n\n"
                "%(link)s\n\n"
                "If you would rather talk, name a time and I will ring you.\n\n"
                "%(manager)s",
            ),
            "ru": Wording(
                "Через три дня",
                "%(title)s: остались ли вопросы?",
                "Здравствуйте, %(name)s!\n\n"
                "Возможно, вы уже успели заглянуть в предложение. Чаще всего вопросы вызывает смета: почему "
                "здесь столько часов и что будет, если какую-то часть убрать. Спрашивайте о чём угодно, хватит "
                "одной строчки, отвечу с цифрами.\n\n"
                "%(link)s\n\n"
                "Если удобнее голосом, назовите время, и я позвоню.\n\n"
                "%(manager)s",
            ),
        },
    ),
    (
        "1w",
        {
            "en": Wording(
                "A week later",
                "%(title)s: we can also begin smaller",
                "Hello %(name)s,\n\n"
                "a proposal is often read by several people, and that takes the time it takes. If the whole is "
                "more than you need at the moment, tell me what matters most to you. We will look together at "
                "what to begin with and what can wait.\n\n"
                "%(link)s\n\n"
                "I will work out the hours for whatever you choose.\n\n"
                "%(manager)s",
            ),
            "ru": Wording(
                "Ещё через неделю",
                "%(title)s: можно начать с малого",
                "Здравствуйте, %(name)s!\n\n"
                "Предложение часто читают несколько человек, и на это нужно время. Если всё сразу пока не "
                "требуется, напишите, что для вас важнее всего: вместе решим, с чего начать, а что подождёт.\n\n"
                "%(link)s\n\n"
                "Пересчитаю часы под то, что вы выберете.\n\n"
                "%(manager)s",
            ),
        },
    ),
    (
        "2w",
        {
            "en": Wording(
                "Two weeks later",
                "%(title)s: yes, later, or no?",
                "Hello %(name)s,\n\n"
                "it has been quiet for a while, and that is all right: other things come first now and then. I "
                "would only like to know where we stand, so that we plan our people honestly. One word helps: "
                "yes, later, or no.\n\n"
                "%(link)s\n\n"
                "Should the day on the proposal have passed meanwhile, tell me and I will renew it. And a no is a "
                "good answer too: it spares us both the waiting.\n\n"
                "%(manager)s",
            ),
            "ru": Wording(
                "Ещё через две недели",
                "%(title)s: да, позже или нет?",
                "Здравствуйте, %(name)s!\n\n"
                "Давно ничего не слышно, и это нормально: у всех бывают дела поважнее. Хочется лишь понимать, на "
                "что рассчитывать, чтобы честно планировать время команды. Хватит одного слова: да, позже или "
                "нет.\n\n"
                "%(link)s\n\n"
                "Если срок предложения уже вышел, напишите, и я его продлю. А «нет» — тоже хороший ответ: он "
                "избавит нас обоих от ожидания.\n\n"
                "%(manager)s",
            ),
        },
    ),
    (
        "1M",
        {
            "en": Wording(
                "A month later",
                "%(title)s: is it still on your list?",
                "Hello %(name)s,\n\n"
                "plans change within a month, and this one may have changed too. If “%(title)s” is still on your "
                "list, I will gladly bring the proposal up to date: new days, another scope, whatever is "
                "different on your side.\n\n"
                "%(link)s\n\n"
                "If it is not, tell me so, and I will write about it no more.\n\n"
                "%(manager)s",
            ),
            "ru": Wording(
                "Ещё через месяц",
                "%(title)s: всё ещё актуально?",
                "Здравствуйте, %(name)s!\n\n"
                "За месяц планы могли измениться. Если проект «%(title)s» всё ещё актуален, с удовольствием "
                "обновлю предложение: сроки, состав работ, всё, что у вас поменялось.\n\n"
                "%(link)s\n\n"
                "Если нет, скажите, и я больше не буду об этом писать.\n\n"
                "%(manager)s",
            ),
        },
    ),
    (
        "3M",
        {
            "en": Wording(
                "Three months later",
                "A last word about “%(title)s”",
                "Hello %(name)s,\n\n"
                "this is my last letter about our proposal; after it I will leave you in peace. Should the idea "
                "come back, in a month or in a year, write to me and we go on from where we stood. What we "
                "worked out is not lost:\n\n"
                "%(link)s\n\n"
                "Until then I wish you good work.\n\n"
                "%(manager)s",
            ),
            "ru": Wording(
                "Ещё через три месяца",
                "Последнее письмо о проекте «%(title)s»",
                "Здравствуйте, %(name)s!\n\n"
                "Это последнее письмо о нашем предложении, дальше не буду вас беспокоить. Если идея вернётся, "
                "через месяц или через год, напишите мне: продолжим с того места, где остановились. Всё "
                "придуманное на месте:\n\n"
                "%(link)s\n\n"
                "Хорошей вам работы и до встречи!\n\n"
                "%(manager)s",
            ),
        },
    ),
)


def install() -> Cadence:
    """The cadence that follows a proposal; made from these words when there is none yet."""
    found = db.session.scalar(
        sa.select(Cadence).where(Cadence.purpose == Purpose.proposal, Cadence.retired_at.is_(None))
    )
    if found is not None:
        return found
    cadence = Cadence(
        purpose=Purpose.proposal,
        steps=[_step(n, delay, words) for n, (delay, words) in enumerate(STEPS, start=1)],
    )
    db.session.add(cadence)
    db.session.flush()
    return cadence


def _step(n: int, delay: str, wordings: dict[str, Wording]) -> Step:
    return Step(
        n=n,
        delay=delay,
        name={lang: wording.name for lang, wording in wordings.items()},
        subject={lang: wording.subject for lang, wording in wordings.items()},
        words={lang: wording.words for lang, wording in wordings.items()},
    )
