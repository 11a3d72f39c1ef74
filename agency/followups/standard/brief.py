"""A brief that was sent and not begun, or begun and left: where they stopped, a shorter way, a last word."""

from agency.followups.standard.drafts import Draft, Wording
from agency.followups.states import Case

STEPS = (
    Draft(
        "1d",
        {
            "en": Wording(
                "The day after",
                "Your brief: it is all still there",
                "Hello %(name)s,\n\n"
                "your brief about “%(title)s” is waiting where you left it:\n\n"
                "%(link)s\n\n"
                "Half an answer helps too: leave out whatever you do not know yet, and I will ask.\n\n"
                "%(manager)s",
            ),
            "ru": Wording(
                "На следующий день",
                "Ваш бриф: всё на месте",
                "Здравствуйте, %(name)s!\n\n"
                "Бриф по проекту «%(title)s» ждёт вас там, где вы остановились:\n\n"
                "%(link)s\n\n"
                "Пригодится и половина ответов: чего пока не знаете, пропустите, я спрошу.\n\n"
                "%(manager)s",
            ),
        },
        {
            Case.not_begun: {
                "en": (
                    "A few questions about “%(title)s”",
                    "Hello %(name)s,\n\n"
                    "yesterday I sent you a few questions about “%(title)s”. They take some minutes, and spare us a "
                    "long exchange of letters:\n\n"
                    "%(link)s\n\n"
                    "Answer what you can, and leave out the rest. It is kept page by page, so you can stop at any "
                    "time.\n\n"
                    "%(manager)s",
                ),
                "ru": (
                    "Несколько вопросов о проекте «%(title)s»",
                    "Здравствуйте, %(name)s!\n\n"
                    "Вчера вам ушло несколько вопросов о проекте «%(title)s». Они займут пару минут и избавят "
                    "нас от долгой переписки:\n\n"
                    "%(link)s\n\n"
                    "Ответьте на что сможете, остальное пропустите. Ответы сохраняются на каждой странице, так что "
                    "прерваться можно в любой момент.\n\n"
                    "%(manager)s",
                ),
            },
            Case.unfinished: {
                "en": (
                    "Your brief: it is all still there",
                    "Hello %(name)s,\n\n"
                    "your answers about “%(title)s” are kept, and nothing has to be typed twice.\n\n"
                    "You stopped at %(stopped_at)s. From there it goes on:\n\n"
                    "%(link)s\n\n"
                    "If a question is hard to answer, leave it out. We will talk about it.\n\n"
                    "%(manager)s",
                ),
                "ru": (
                    "Ваш бриф: всё сохранено",
                    "Здравствуйте, %(name)s!\n\n"
                    "Ваши ответы по проекту «%(title)s» сохранены, вводить заново ничего не нужно.\n\n"
                    "Вы остановились здесь: %(stopped_at)s. Отсюда можно продолжить:\n\n"
                    "%(link)s\n\n"
                    "Если на какой-то вопрос трудно ответить, пропустите его, обсудим.\n\n"
                    "%(manager)s",
                ),
            },
        },
    ),
    Draft(
        "4d",
        {
            "en": Wording(
                "Some days later",
                "“%(title)s”: we can also just talk",
                "Hello %(name)s,\n\n"
                "not everybody likes forms. If you would rather tell it than write it, name a time and I will ring "
                "you; I fill in the rest myself.\n\n"
                "And should you want to write after all, this is the way back:\n\n"
                "%(link)s\n\n"
                "%(manager)s",
            ),
            "ru": Wording(
                "Через несколько дней",
                "«%(title)s»: можно и просто поговорить",
                "Здравствуйте, %(name)s!\n\n"
                "Анкеты любят не все. Если проще рассказать, чем писать, назовите время, и я позвоню, а остальное "
                "заполню за вас.\n\n"
                "А если удобнее письменно, вот ссылка:\n\n"
                "%(link)s\n\n"
                "%(manager)s",
            ),
        },
        {
            Case.unfinished: {
                "en": (
                    "“%(title)s”: shall I take it from here?",
                    "Hello %(name)s,\n\n"
                    "what you have answered already tells me a good deal.\n\n"
                    "You stopped at %(stopped_at)s. If the rest is tedious, just answer this letter with “take "
                    "it”, and I will begin with what there is and ask about the rest.\n\n"
                    "Or go on where you were:\n\n"
                    "%(link)s\n\n"
                    "%(manager)s",
                ),
                "ru": (
                    "«%(title)s»: взять как есть?",
                    "Здравствуйте, %(name)s!\n\n"
                    "То, что вы уже ответили, говорит о многом.\n\n"
                    "Вы остановились здесь: %(stopped_at)s. Если дальше скучно, просто ответьте «берите»: начнём с "
                    "того, что есть, а об остальном спрошу.\n\n"
                    "Или продолжите с того же места:\n\n"
                    "%(link)s\n\n"
                    "%(manager)s",
                ),
            },
        },
    ),
    Draft(
        "2w",
        {
            "en": Wording(
                "A last word",
                "“%(title)s”: shall I put it aside?",
                "Hello %(name)s,\n\n"
                "two weeks of silence mostly mean that something else came first. I will not ask again. Should "
                "“%(title)s” come back to your mind, the questions are still here, and so am I:\n\n"
                "%(link)s\n\n"
                "%(manager)s",
            ),
            "ru": Wording(
                "Последнее письмо",
                "«%(title)s»: отложить?",
                "Здравствуйте, %(name)s!\n\n"
                "Если две недели тихо, значит, нашлись дела важнее. Больше спрашивать не буду. Если к проекту "
                "«%(title)s» вернётесь, вопросы на месте, и я тоже:\n\n"
                "%(link)s\n\n"
                "%(manager)s",
            ),
        },
    ),
)
