"""The brief for a film: shot, drawn or both."""

from agency.briefs.kinds import QuestionKind as Kind
from agency.briefs.ready.asking import FILES, NEVER, Ask, Pick, Ready, Sheet, Words, taken
from agency.briefs.ready.beginning import beginning, business
from agency.briefs.ready.ending import budget, ending

SHOT = taken("made", "shot", "both")

YOU = beginning(business(Words("What do you do, and for whom?", "Чем вы занимаетесь и для кого?")))

FILM = Sheet(
    Words("The film", "Ролик"),
    Words("What should it do?", "Зачем он нужен?"),
    Words(
        "A film is remembered for one thing. Let us find out which.",
        "От ролика в памяти остаётся что-то одно. Давайте поймём, что именно.",
    ),
    (
        Ask(
            Kind.long,
            Words(
                "When it ends, what should somebody know, feel or do?",
                "Что человек должен узнать, почувствовать или сделать, когда ролик кончится?",
            ),
            Words(
                "Come to the opening, understand how the thing works, trust you a little more.",
                "Прийти на открытие, понять, как устроена вещь, чуть больше вам поверить.",
            ),
            required=True,
        ),
        Ask(
            Kind.choice,
            Words("Shot or drawn?", "Снимаем или рисуем?"),
            key="made",
            choices=(
                Pick(
                    "shot",
                    Words("Shot", "Снимаем"),
                    Words("People, things, places", "Людей, вещи, места"),
                ),
                Pick(
                    "drawn",
                    Words("Drawn and set in motion", "Рисуем и оживляем"),
                    Words("Where a camera cannot go", "Там, куда камера не пролезет"),
                ),
                Pick("both", Words("Both", "И то и другое")),
                Pick("open", Words("We would like your advice", "Хотим посоветоваться")),
            ),
        ),
        Ask(
            Kind.many,
            Words("Where will it be watched?", "Где его будут смотреть?"),
            other=True,
            choices=(
                Pick("site", Words("On our site", "На нашем сайте")),
                Pick("social", Words("In social networks", "В соцсетях")),
                Pick("ads", Words("As an advertisement", "В рекламе")),
                Pick("hall", Words("On a screen in a hall", "На экране в зале")),
                Pick("talks", Words("In talks with clients", "На встречах с клиентами")),
            ),
        ),
        Ask(
            Kind.choice,
            Words("How long may it be?", "Сколько он может длиться?"),
            choices=(
                Pick("15", Words("Up to 15 seconds", "До 15 секунд")),
                Pick("60", Words("Up to a minute", "До минуты")),
                Pick("180", Words("One to three minutes", "От одной до трёх минут")),
                Pick("more", Words("Longer", "Дольше")),
                Pick("open", Words("As long as it needs", "Сколько понадобится")),
            ),
        ),
        Ask(
            Kind.text,
            Words("Which languages does it speak?", "На каких языках он говорит?"),
            Words("A voice, subtitles, or no word at all.", "Голос, субтитры или вовсе без слов."),
        ),
    ),
)

THERE = Sheet(
    Words("What there is", "Что уже есть"),
    Words("What do we begin with?", "С чего начинаем?"),
    Words(
        "A sentence on the back of a receipt counts as a script.",
        "Фраза на обороте чека тоже считается сценарием.",
    ),
    (
        Ask(
            Kind.yes_no,
            Words("Is there a script?", "Есть ли сценарий?"),
            key="script",
        ),
        Ask(
            Kind.long,
            Words("What happens in it, in three sentences?", "Расскажите ролик в трёх фразах"),
            Words("Beginning, middle, end.", "Начало, середина, конец."),
            key="story",
            when=taken("script", "no"),
        ),
        Ask(
            Kind.table,
            Words("What is there to shoot?", "Что снимаем?"),
            key="scenes",
            when=SHOT,
            columns=(
                ("place", Words("Place", "Место")),
                ("what", Words("Who or what", "Кто или что")),
                ("hour", Words("When it is best", "Когда лучше всего")),
            ),
            most=8,
        ),
        Ask(
            Kind.consent,
            Words(
                "Everybody who will be seen knows it and agrees",
                "Все, кто попадёт в кадр, об этом знают и согласны",
            ),
            Words(
                "If not yet, leave it empty: we have a short form for that.",
                "Если ещё нет, оставьте пустым: у нас есть для этого короткая форма.",
            ),
            key="seen",
            when=SHOT,
        ),
        Ask(
            Kind.many,
            Words("What can you bring?", "Что у вас найдётся?"),
            other=True,
            choices=(
                Pick("sign", Words("A logo as a drawing", "Логотип в векторе")),
                Pick("shots", Words("Shots or photographs", "Видео или фотографии")),
                Pick("music", Words("Music that may be used", "Музыка, на которую есть права")),
                Pick("voice", Words("A voice", "Голос")),
                Pick("heroes", Words("People who like a camera", "Люди, которые не боятся камеры")),
            ),
        ),
        Ask(
            Kind.link,
            Words("A film that you wish were yours", "Ролик, которому вы по-хорошему завидуете"),
        ),
        Ask(
            Kind.long,
            Words("What do you like in it?", "Чем он вам нравится?"),
            Words(
                "Its pace, its light, how little is said.",
                "Темпом, светом, тем, как мало в нём говорят.",
            ),
        ),
        NEVER,
        FILES,
    ),
)

TERMS = ending(
    Ask(
        Kind.day,
        Words(
            "Is there a day on which it has to be shown?",
            "Есть ли день, к которому он нужен?",
        ),
        Words(
            "A fair, an opening, a season. Leave it empty if there is none.",
            "Выставка, открытие, сезон. Если такого дня нет, оставьте пустым.",
        ),
    ),
    Ask(
        Kind.days,
        Words("When could we shoot?", "Когда можно снимать?"),
        key="weeks",
        when=SHOT,
    ),
    budget(3_000, 8_000, 20_000),
)

MOTION = Ready("motion", Words("Motion and video", "Видео и анимация"), (YOU, FILM, THERE, TERMS))
