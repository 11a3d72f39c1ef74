"""The brief for a web site."""

from agency.briefs.kinds import QuestionKind as Kind
from agency.briefs.ready.asking import FILES, NEVER, Ask, Pick, Ready, Sheet, Words, taken
from agency.briefs.ready.beginning import beginning, business
from agency.briefs.ready.ending import LISTEN, budget, ending
from agency.briefs.ready.lines import OF_A_SITE

YOU = beginning(business(Words("What do you do, and for whom?", "Чем вы занимаетесь и для кого?")))

TASK = Sheet(
    Words("The task", "Задача"),
    Words("What should change?", "Что должно измениться?"),
    Words(
        "A site is a tool. Before drawing it we want to know what it is for.",
        "Сайт — это инструмент. Прежде чем рисовать, хочется понять, для чего он.",
    ),
    (
        Ask(
            Kind.link,
            Words("The site you have now", "Ваш нынешний сайт"),
            Words("Its address, if there is one.", "Адрес, если сайт уже есть."),
        ),
        Ask(
            Kind.long,
            Words(
                "What should the site do that it does not do today?",
                "Что сайт должен делать такого, чего не делает сегодня?",
            ),
            Words(
                "Take a booking without a call, answer what people keep asking, bring one more good "
                "order a week.",
                "Принимать бронь без звонка, отвечать на вечные вопросы, приводить ещё один хороший "
                "заказ в неделю.",
            ),
            required=True,
        ),
        Ask(
            Kind.long,
            Words(
                "Who comes to it, and in what mood?", "Кто на него приходит и с каким настроением?"
            ),
            Words(
                "Think of one real person. What have they just searched for, and what worries them?",
                "Представьте одного живого человека. Что он только что искал и что его беспокоит?",
            ),
        ),
        Ask(
            Kind.many,
            Words("What has to be in it?", "Без чего он не обойдётся?"),
            key="needs",
            other=True,
            choices=(
                Pick("about", Words("Who we are and what we do", "Рассказ о нас и нашей работе")),
                Pick("shop", Words("A shop with payment", "Магазин с оплатой")),
                Pick("booking", Words("Booking or a calendar", "Запись или бронирование")),
                Pick("journal", Words("News or a journal", "Новости или журнал")),
                Pick("account", Words("Pages behind a login", "Личный кабинет")),
                Pick(
                    "systems",
                    Words("Ties to other systems", "Связь с другими системами"),
                    Words("Stock, tills, calendars", "Склад, касса, календари"),
                ),
                Pick("advise", Words("We would like your advice", "Хотим посоветоваться")),
            ),
        ),
        Ask(
            Kind.number,
            Words("How many things will the shop hold?", "Сколько товаров будет в магазине?"),
            Words("A rough figure is enough.", "Хватит примерной цифры."),
            key="things",
            when=taken("needs", "shop"),
        ),
        Ask(
            Kind.text,
            Words("What is booked, and for how long?", "На что записываются и надолго ли?"),
            Words(
                "A room for three nights, a table for two hours.",
                "Комната на три ночи, столик на два часа.",
            ),
            key="booked",
            when=taken("needs", "booking"),
        ),
        Ask(
            Kind.text,
            Words("Which systems should it talk to?", "С какими системами он должен дружить?"),
            Words(
                "Their names are enough; we find out the rest.",
                "Хватит названий, остальное мы узнаем.",
            ),
            key="systems",
            when=taken("needs", "systems"),
        ),
        Ask(
            Kind.long,
            Words(
                "How will you tell, a year from now, that it was worth it?",
                "Как через год вы поймёте, что всё было не зря?",
            ),
            Words(
                "A figure is fine. So is a sentence that you would like to hear from a customer.",
                "Подойдёт цифра. Или фраза, которую вам хотелось бы услышать от клиента.",
            ),
        ),
    ),
)

CHARACTER = Sheet(
    Words("Character", "Характер"),
    Words("What should it feel like?", "Каким он должен быть?"),
    Words(
        "Taste is hard to describe and easy to show. Links and pictures are welcome.",
        "Вкус трудно описать и легко показать. Ссылки и картинки очень кстати.",
    ),
    (
        Ask(
            Kind.choice,
            Words("Where does its look come from?", "Откуда возьмётся его облик?"),
            key="look",
            choices=(
                Pick(
                    "brand",
                    Words("We have a brand", "Стиль уже есть"),
                    Words("Sign, colours and type are settled", "Знак, цвета и шрифты определены"),
                ),
                Pick(
                    "logo",
                    Words("A logo, and little else", "Есть логотип и мало что ещё"),
                    Words("The rest is yours to draw", "Остальное предстоит придумать"),
                ),
                Pick(
                    "leave",
                    Words("We want to leave the old look", "Хотим уйти от старого"),
                    Words("It no longer fits who we are", "Он больше не про нас"),
                ),
                Pick(
                    "nothing",
                    Words("We start from nothing", "Начинаем с нуля"),
                    Words("A clean table", "Чистый стол"),
                ),
            ),
        ),
        Ask(
            Kind.long,
            Words("What do you like, and what in it?", "Что вам нравится и чем?"),
            Words(
                "Sites, but also a menu, a ticket, a shop window. One line about the reason is worth "
                "ten addresses.",
                "Сайты, а ещё меню, билет, витрина. Одна строчка о том, почему, стоит десяти ссылок.",
            ),
        ),
        NEVER,
        Ask(
            Kind.choice,
            Words("Who brings words and pictures?", "Кто готовит тексты и фотографии?"),
            key="content",
            choices=(
                Pick("ours", Words("They are ready", "Всё готово")),
                Pick(
                    "some", Words("We have some, you add the rest", "Часть есть, остальное за вами")
                ),
                Pick("yours", Words("You write and photograph", "Пишете и снимаете вы")),
                Pick("open", Words("Let us decide together", "Решим вместе")),
            ),
        ),
        Ask(
            Kind.text,
            Words("Which languages should it speak?", "На каких языках он говорит?"),
            Words(
                "And is there somebody who writes well in each of them?",
                "И есть ли кому хорошо писать на каждом из них?",
            ),
        ),
        FILES,
    ),
)

TERMS = ending(
    Ask(
        Kind.day,
        Words(
            "Is there a day by which it has to open?",
            "Есть ли день, к которому сайт должен открыться?",
        ),
        Words(
            "A fair, a season, a contract that ends. Leave it empty if there is none.",
            "Выставка, сезон, конец договора. Если такого дня нет, оставьте пустым.",
        ),
    ),
    budget(5_000, 10_000, 20_000, 40_000),
    also=(LISTEN,),
)

WEBSITE = Ready(
    "website", Words("Web site", "Сайт"), (YOU, TASK, CHARACTER, TERMS), suggestions=OF_A_SITE
)
