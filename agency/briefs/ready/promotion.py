"""The brief for search, advertising and being found."""

from agency.briefs.kinds import QuestionKind as Kind
from agency.briefs.ready.asking import FILES, Ask, Pick, Ready, Sheet, Words, taken
from agency.briefs.ready.beginning import beginning, business
from agency.briefs.ready.ending import budget, ending

YOU = beginning(
    business(
        Words("What do you sell, and to whom?", "Что вы продаёте и кому?"),
        Words(
            "As you would say it to somebody beside you on a train. Two or three sentences.",
            "Так, как рассказали бы попутчику в поезде. Двух-трёх фраз достаточно.",
        ),
    )
)

TODAY = Sheet(
    Words("Today", "Сейчас"),
    Words("Where do you stand?", "Что уже есть?"),
    Words(
        "We do not begin from nothing: even what failed has taught somebody something.",
        "С нуля не начинает никто: даже неудача чему-то да научила.",
    ),
    (
        Ask(
            Kind.link,
            Words("The site that people should reach", "Сайт, на который нужно приводить людей"),
            Words("Of several, the main one.", "Если их несколько, то главный."),
            key="site",
        ),
        Ask(
            Kind.yes_no,
            Words("Can people buy or book on it?", "Можно ли там купить или записаться?"),
            key="sells",
        ),
        Ask(
            Kind.number,
            Words("How many do in a month?", "Сколько человек делают это за месяц?"),
            Words("A rough figure is enough.", "Хватит примерной цифры."),
            key="orders",
            when=taken("sells", "yes"),
        ),
        Ask(
            Kind.choice,
            Words("Has anything been tried before?", "Что-нибудь уже пробовали?"),
            key="tried",
            choices=(
                Pick("nothing", Words("Nothing yet", "Пока ничего")),
                Pick("ourselves", Words("We do it ourselves", "Занимаемся сами")),
                Pick("others", Words("Somebody does it for us", "Кто-то делает это для нас")),
                Pick("stopped", Words("We did, and stopped", "Пробовали и перестали")),
            ),
        ),
        Ask(
            Kind.long,
            Words(
                "What worked, and what was money down the drain?",
                "Что сработало, а на что деньги ушли зря?",
            ),
            Words(
                "Names and figures help, and nobody outside will see them.",
                "Названия и цифры помогут; дальше нас они не уйдут.",
            ),
            key="worked",
            when=taken("tried", "ourselves", "others", "stopped"),
        ),
        Ask(
            Kind.many,
            Words("What may we look into?", "Во что нам можно заглянуть?"),
            Words(
                "Reading is enough; passwords come later and never by mail.",
                "Хватит доступа на просмотр. Пароли потом, и точно не по почте.",
            ),
            other=True,
            choices=(
                Pick("visits", Words("Figures of visits", "Статистика посещений")),
                Pick("search", Words("Search console", "Панель вебмастера")),
                Pick("ads", Words("Advertising accounts", "Рекламные кабинеты")),
                Pick("orders", Words("Orders or a CRM", "Заказы или CRM")),
                Pick("none", Words("There is nothing of the kind", "Ничего такого нет")),
            ),
        ),
    ),
)

AIM = Sheet(
    Words("The aim", "Цель"),
    Words("Who should come, and what for?", "Кто должен прийти и зачем?"),
    Words(
        "A thousand visits are no aim. One more good customer a week is.",
        "Тысяча посещений — не цель. Ещё один хороший клиент в неделю — цель.",
    ),
    (
        Ask(
            Kind.ranking,
            Words("What is worth most to you?", "Что для вас ценнее всего?"),
            Words("Put the most important one first.", "На первое место поставьте самое важное."),
            choices=(
                Pick("orders", Words("An order on the site", "Заказ на сайте")),
                Pick("calls", Words("A call or a letter", "Звонок или письмо")),
                Pick("visit", Words("A visit to your place", "Визит к вам")),
                Pick("name", Words("That your name is known", "Чтобы вас знали")),
            ),
        ),
        Ask(
            Kind.long,
            Words(
                "Of which customers would you like more?",
                "Каких клиентов вам хотелось бы побольше?",
            ),
            Words(
                "Think of one who was a pleasure. How did they find you?",
                "Вспомните того, с кем было приятно работать. Как он вас нашёл?",
            ),
            required=True,
        ),
        Ask(
            Kind.many,
            Words("Where do you want to be seen?", "Где вы хотите быть на виду?"),
            key="places",
            other=True,
            choices=(
                Pick("search", Words("Search, without paying", "В поиске, без рекламы")),
                Pick("ads", Words("Search ads", "В поисковой рекламе")),
                Pick("social", Words("Social networks", "В соцсетях")),
                Pick("maps", Words("Maps", "На картах")),
                Pick("markets", Words("Marketplaces", "На маркетплейсах")),
                Pick("letters", Words("Letters to those we know", "В письмах тем, кого мы знаем")),
                Pick("advise", Words("We would like your advice", "Хотим посоветоваться")),
            ),
        ),
        Ask(
            Kind.choice,
            Words(
                "Who brings words and pictures for it?",
                "Кто готовит для этого тексты и фотографии?",
            ),
            key="words",
            when=taken("places", "social", "letters", "markets"),
            choices=(
                Pick("ours", Words("We do", "Мы сами")),
                Pick("both", Words("We begin, you finish", "Начинаем мы, доводите вы")),
                Pick("yours", Words("You do", "Вы")),
            ),
        ),
        Ask(
            Kind.text,
            Words("In which towns and languages?", "В каких городах и на каких языках?"),
        ),
        Ask(
            Kind.table,
            Words("Who is found before you?", "Кого находят раньше вас?"),
            Words("Two or three are enough.", "Двух-трёх достаточно."),
            columns=(
                ("who", Words("Who", "Кто")),
                ("site", Words("Their site", "Их сайт")),
                ("better", Words("What they do better", "Что у них лучше")),
            ),
            most=6,
        ),
        Ask(
            Kind.long,
            Words("What must never be said of you?", "Чего о вас никогда нельзя говорить?"),
            Words(
                "A word, a promise, a tone that is not yours.",
                "Слова, обещания, интонации — всё, что не ваше.",
            ),
        ),
    ),
)

TERMS = ending(
    Ask(
        Kind.days,
        Words("Is there a season that matters?", "Есть ли сезон, к которому надо успеть?"),
        Words(
            "A sale, a fair, the weeks in which people buy. Leave it empty if there is none.",
            "Распродажа, выставка, недели, когда покупают. Если такого нет, оставьте пустым.",
        ),
    ),
    budget(
        1_000,
        3_000,
        6_000,
        15_000,
        words=Words(
            "What may a month cost, advertising included?",
            "Сколько может стоить месяц вместе с рекламой?",
        ),
    ),
    also=(FILES,),
)

PROMOTION = Ready("promotion", Words("SEO and ads", "SEO и реклама"), (YOU, TODAY, AIM, TERMS))
