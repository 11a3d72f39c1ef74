"""The brief for a brand identity."""

from agency.briefs.kinds import QuestionKind as Kind
from agency.briefs.ready.asking import FILES, Ask, Pick, Ready, Sheet, Words
from agency.briefs.ready.beginning import beginning, business
from agency.briefs.ready.ending import LISTEN, budget, ending
from agency.briefs.ready.lines import OF_AN_IDENTITY

YOU = beginning(
    business(Words("What do you make or do, and for whom?", "Что вы делаете и для кого?"))
)

OCCASION = Sheet(
    Words("The occasion", "Повод"),
    Words("Why now?", "Почему сейчас?"),
    Words(
        "A sign is changed rarely, and never without a reason.",
        "Знак меняют редко и никогда без причины.",
    ),
    (
        Ask(
            Kind.choice,
            Words("What is the occasion?", "Какой повод?"),
            required=True,
            choices=(
                Pick(
                    "new",
                    Words("We are new", "Мы только начинаем"),
                    Words("There is no sign yet", "Знака ещё нет"),
                ),
                Pick(
                    "grown",
                    Words("We have outgrown it", "Мы из него выросли"),
                    Words("It was drawn for a smaller firm", "Его рисовали для компании поменьше"),
                ),
                Pick(
                    "renamed",
                    Words("Another name or owner", "Новое имя или владелец"),
                    Words("A merger, a new direction", "Слияние, новое направление"),
                ),
                Pick(
                    "broken",
                    Words("The old one fails at work", "Старый не справляется"),
                    Words(
                        "Not small, not in one colour, not on a door",
                        "Ни мелко, ни в один цвет, ни на двери",
                    ),
                ),
            ),
        ),
        Ask(
            Kind.long,
            Words(
                "What should people understand in three seconds?",
                "Что люди должны понять за три секунды?",
            ),
            Words(
                "Not the values from a presentation: what makes somebody cross the street to you.",
                "Не ценности из презентации, а то, ради чего переходят улицу именно к вам.",
            ),
            required=True,
        ),
        Ask(
            Kind.long,
            Words(
                "Who are these people, and whom do they choose today?",
                "Кто эти люди и кого они выбирают сегодня?",
            ),
            Words(
                "Name the two or three you are compared with, fairly or not.",
                "Назовите двух-трёх, с кем вас сравнивают, пусть и несправедливо.",
            ),
        ),
        Ask(
            Kind.text,
            Words("What has to stay?", "Что нужно сохранить?"),
            Words(
                "A colour, a letter, a story, the founder’s handwriting.",
                "Цвет, букву, историю, почерк основателя.",
            ),
        ),
        Ask(
            Kind.choice,
            Words("Is the name settled?", "Имя уже выбрано?"),
            choices=(
                Pick("registered", Words("Yes, and registered", "Да, и зарегистрировано")),
                Pick("chosen", Words("Yes, not registered yet", "Да, но не зарегистрировано")),
                Pick("looking", Words("We need a name as well", "Имя тоже нужно придумать")),
            ),
        ),
    ),
)

CHARACTER = Sheet(
    Words("Character", "Характер"),
    Words("How does it carry itself?", "Какой у вас характер?"),
    Words(
        "We will not draw the words below, but they tell us what to listen for.",
        "Эти слова мы не станем рисовать буквально, но они подскажут, к чему прислушаться.",
    ),
    (
        Ask(
            Kind.many,
            Words("Which words are yours?", "Какие слова про вас?"),
            Words(
                "Two or three. Five words would describe anybody.",
                "Два или три. Пять слов подойдут кому угодно.",
            ),
            choices=(
                Pick("calm", Words("Calm", "Спокойствие")),
                Pick("bold", Words("Bold", "Смелость")),
                Pick("precise", Words("Precise", "Точность")),
                Pick("warm", Words("Warm", "Тепло")),
                Pick("playful", Words("Playful", "Игра")),
                Pick("festive", Words("Festive", "Праздник")),
                Pick("strict", Words("Strict", "Строгость")),
                Pick("handmade", Words("Made by hand", "Ручная работа")),
            ),
        ),
        Ask(
            Kind.long,
            Words("Whose look do you envy, and why?", "Чьему стилю вы завидуете и почему?"),
            Words(
                "From any trade and any century. A link or a name will do.",
                "Из любой области и любого века. Хватит ссылки или названия.",
            ),
        ),
        Ask(
            Kind.long,
            Words("What would you never want to see?", "Чего вы точно не хотите увидеть?"),
            Words(
                "A globe, a leaf, a swoosh, your rival’s blue. What you dislike helps us too.",
                "Глобус, листик, росчерк, синий как у конкурента. Нелюбимое помогает не меньше.",
            ),
        ),
        Ask(
            Kind.many,
            Words("Where will it live?", "Где будет жить ваш стиль?"),
            key="lives",
            choices=(
                Pick("screen", Words("On screens", "На экранах")),
                Pick("pack", Words("On packages", "На упаковке")),
                Pick("place", Words("On doors and walls", "На дверях и стенах")),
                Pick("paper", Words("On papers", "На бумагах")),
                Pick("cloth", Words("On clothes and cars", "На одежде и машинах")),
                Pick("product", Words("On the product itself", "На самом изделии")),
            ),
        ),
        FILES,
    ),
)

TERMS = ending(
    Ask(
        Kind.day,
        Words("By which day is it needed?", "К какому дню всё должно быть готово?"),
        Words(
            "An opening, a print run, a new season. Leave it empty if nothing presses.",
            "Открытие, тираж, новый сезон. Если ничто не торопит, оставьте пустым.",
        ),
    ),
    budget(3_000, 6_000, 12_000, 25_000),
    also=(LISTEN,),
)

IDENTITY = Ready(
    "identity",
    Words("Brand identity", "Фирменный стиль"),
    (YOU, OCCASION, CHARACTER, TERMS),
    suggestions=OF_AN_IDENTITY,
)
