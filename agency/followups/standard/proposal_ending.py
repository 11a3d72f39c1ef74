"""What a letter about a proposal says when its last day draws near, whatever step it is; `%(until)s` is that day."""

SUBJECT = {
    "en": "%(title)s: it holds until %(until)s",
    "ru": "%(title)s: предложение действует до %(until)s",
}
WORDS = {
    "en": (
        "Hello %(name)s,\n\n"
        "a word about the calendar, so that it does not pass unseen: our proposal holds until %(until)s. Until then "
        "people and prices are held as they stand in it; you can accept it, or ask about any line, on its page:\n\n"
        "%(link)s\n\n"
        "If you need more time, answer this letter in one line, and I let it hold longer. If it is a no, one word is "
        "enough, and no more letters come.\n\n"
        "%(manager)s"
    ),
    "ru": (
        "Здравствуйте, %(name)s!\n\n"
        "Коротко о сроках, чтобы они не прошли незаметно: наше предложение действует до %(until)s. До этого дня люди "
        "и цены остаются такими, как в нём указано; принять его или спросить о любой строке можно на странице:\n\n"
        "%(link)s\n\n"
        "Если нужно больше времени, ответьте одной строкой, и я продлю срок. Если это «нет», достаточно одного слова, "
        "и писем больше не будет.\n\n"
        "%(manager)s"
    ),
}
