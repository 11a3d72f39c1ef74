"""The studio's texts for its proposals: its terms, how it works, its warranty; and what is said
of its references."""

from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.proposals.passages import Passage, PassageKind

TERMS = {
    "en": """# What we owe each other
We do what the estimate lists, with the people it names. Whatever else is needed on the way we put
into a new version first; nothing is charged that {client} has not agreed to.

# Time
The dates of the plan hold as long as your answers come within three working days. A later answer
moves the dates by as many days, and we say so at once.

# Payment
Invoices are due within ten days. Work on a stage begins when its payment has arrived.

# Rights
With the last payment the rights in everything that we made for you are yours, everywhere and
without a time limit. Typefaces and pictures of others stay under their own licences; we list them
when we hand over.

# If it ends early
Each of us may end the work with a week’s notice. You pay for what is done by then and get it as
it stands.

# Confidence
What {client} tells us stays with us, also afterwards. We show the finished work among our
references unless you would rather we did not.""",
    "ru": """# Что мы должны друг другу
Мы делаем то, что перечислено в смете, силами названных в ней людей. Если по дороге понадобится
что-то ещё, сначала будет новая версия: {client} не платит за то, на что не согласились.

# Сроки
Даты плана держатся, пока ваши ответы приходят в течение трёх рабочих дней. Более поздний ответ
сдвигает даты на столько же дней, и мы сразу об этом скажем.

# Оплата
Счета оплачиваются в течение десяти дней. Работа над этапом начинается, когда пришла его оплата.

# Права
С последней оплатой права на всё, что мы сделали для вас, переходят к вам: везде и без ограничения
срока. Чужие шрифты и фотографии остаются под своими лицензиями, их список мы передаём вместе с
работой.

# Если закончить раньше
Каждый из нас может прекратить работу, предупредив за неделю. Вы оплачиваете сделанное к этому дню
и получаете его как есть.

# Доверие
Что нам расскажет {client}, остаётся у нас и после работы. Готовую работу мы показываем в
портфолио, если вы не против.""",
}
WAY = {
    "en": """Every week there is one call and one page of notes. You always see the work as it is,
not as we would like it to be.

- {manager} answers for everything and picks up the phone
- decisions are written down the same day
- nothing is shown to others before {client} has seen it""",
    "ru": """Раз в неделю один созвон и одна страница заметок. Вы всегда видите работу такой,
какая она есть, а не какой мы хотели бы её показать.

- за всё отвечает {manager}, и по телефону тоже
- решения записываются в тот же день
- никому ничего не показываем раньше, чем увидит {client}""",
}
WARRANTY = {
    "en": """For six months after the launch we mend whatever does not work as agreed, at our cost
and within three working days. After that we stay reachable: by the hour, without a
contract.""",
    "ru": """Полгода после запуска мы чиним за свой счёт и в течение трёх рабочих дней всё, что
работает не так, как договорились. Потом остаёмся на связи: по часам, без договора.""",
}
TEXTS: tuple[tuple[PassageKind, dict[str, str], dict[str, str], list[str]], ...] = (
    (PassageKind.terms, {"en": "Terms", "ru": "Условия"}, TERMS, []),
    (
        PassageKind.how_we_work,
        {"en": "How we work", "ru": "Как мы работаем"},
        WAY,
        ["sites", "identity"],
    ),
    (PassageKind.warranty, {"en": "After the launch", "ru": "После запуска"}, WARRANTY, ["sites"]),
)
# By the English title: its tags, why we show it, and by what right.
WORKS: dict[str, tuple[list[str], dict[str, str], dict[str, str]]] = {
    "Nightjar Lamps, 2025": (["shop", "site"], {}, {}),
    "Arches Hotel, 2025": (["site"], {}, {}),
    "Vila Areal, 2024": (["identity", "print"], {}, {}),
    "A small maker in Aveiro": (
        ["shop", "ceramics"],
        {},
        {
            "en": "© the makers. Shown as a quotation, with their leave.",
            "ru": "© авторы мастерской. Показано как цитата, с их согласия.",
        },
    ),
    "Tile Atlas, 2025": (["identity", "ceramics"], {}, {}),
    "Coast Line, 2023": (["print"], {}, {}),
    "Museum of Weather": (
        ["print", "identity"],
        {},
        {
            "en": "© Museum of Weather. Shown as a quotation.",
            "ru": "© Музей погоды. Показано как цитата.",
        },
    ),
    "Brot & Tag, 2024": (["shop", "site"], {}, {}),
}


def furnish(studio: Studio) -> None:
    """Write the texts, and what is to be said of the works."""
    for kind, title, body, tags in TEXTS:
        text = Passage(kind=kind, tags=tags, title={}, body={}, version=0)
        text.say(title, body, at=studio.now)
        db.session.add(text)
    for work in studio.references:
        work.tags, work.why, work.rights = WORKS.get(work.title["en"], ([], {}, {}))
    db.session.flush()
