"""After a proposal, when it has been quiet for long: yes or no, still on your list, a last word."""

from agency.followups.standard.drafts import Draft, Wording
from agency.followups.states import Case

QUIET = (
    Draft(
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
        {
            Case.expired: {
                "en": (
                    "%(title)s: renew it, later, or no?",
                    "Hello %(name)s,\n\n"
                    "it has been quiet for a while, and that is all right: other things come first now and then. The "
                    "proposal has run out meanwhile, and I renew it gladly, but only if you want it. One word helps: "
                    "renew, later, or no.\n\n"
                    "%(link)s\n\n"
                    "A no is a good answer too: it spares us both the waiting.\n\n"
                    "%(manager)s",
                ),
                "ru": (
                    "%(title)s: продлить, позже или нет?",
                    "Здравствуйте, %(name)s!\n\n"
                    "Давно ничего не слышно, и это нормально: у всех бывают дела поважнее. Срок предложения тем "
                    "временем вышел; охотно продлю его, если оно вам нужно. Хватит одного слова: продлить, позже "
                    "или нет.\n\n"
                    "%(link)s\n\n"
                    "«Нет» — тоже хороший ответ: он избавит нас обоих от ожидания.\n\n"
                    "%(manager)s",
                ),
            },
        },
    ),
    Draft(
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
    Draft(
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
