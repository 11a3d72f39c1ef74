"""The brief for looking after a site: a retainer, month by month."""

from agency.briefs.kinds import QuestionKind as Kind
from agency.briefs.ready.asking import FILES, Ask, Pick, Ready, Sheet, Words, taken
from agency.briefs.ready.beginning import beginning
from agency.briefs.ready.ending import budget, ending

YOU = beginning(
    Ask(
        Kind.link,
        Words("What are we to look after?", "За чем нам присматривать?"),
        Words("The address of the site or the shop.", "Адрес сайта или магазина."),
        required=True,
        key="site",
    ),
    lead=Words(
        "There are no wrong answers here, and “we don’t know” is a good one.",
        "Неправильных ответов здесь нет, а «не знаю» — тоже хороший ответ.",
    ),
)

STATE = Sheet(
    Words("The site", "Сайт"),
    Words("How is it doing?", "Как он поживает?"),
    Words(
        "You need not know what is under the bonnet. We will look.",
        "Знать, что у него под капотом, не обязательно. Мы посмотрим сами.",
    ),
    (
        Ask(
            Kind.yes_no,
            Words("Is something broken right now?", "Прямо сейчас что-нибудь сломано?"),
            key="broken",
        ),
        Ask(
            Kind.long,
            Words("What is it, and since when?", "Что именно и с каких пор?"),
            Words(
                "The address of the page and what stands there instead.",
                "Адрес страницы и что на ней видно вместо нужного.",
            ),
            key="what",
            when=taken("broken", "yes"),
            required=True,
        ),
        Ask(
            Kind.text,
            Words("What is it made with?", "На чём он сделан?"),
            Words(
                "WordPress, Shopify, something of its own. “No idea” is fine.",
                "WordPress, Tilda, что-то своё. «Понятия не имею» тоже годится.",
            ),
        ),
        Ask(
            Kind.choice,
            Words("Who made it?", "Кто его делал?"),
            choices=(
                Pick("us", Words("You did", "Вы")),
                Pick("there", Words("Others, and they are in reach", "Другие, и они на связи")),
                Pick("gone", Words("Others, and they are gone", "Другие, и они пропали")),
                Pick("own", Words("We did", "Мы сами")),
            ),
        ),
        Ask(
            Kind.rating,
            Words("How content are you with it?", "Насколько вы им довольны?"),
            Words(
                "1: it is a worry, 5: it is a joy.",
                "1 — сплошное беспокойство, 5 — сплошная радость.",
            ),
            least=1,
            most=5,
        ),
        Ask(
            Kind.many,
            Words("What do you need most?", "Что нужно больше всего?"),
            key="needs",
            other=True,
            choices=(
                Pick(
                    "watch", Words("Updates, copies, a watchful eye", "Обновления, копии, присмотр")
                ),
                Pick("mend", Words("Mending what breaks", "Чинить то, что ломается")),
                Pick("content", Words("New texts and pictures", "Новые тексты и картинки")),
                Pick("grow", Words("Something new every month", "Что-то новое каждый месяц")),
                Pick("speed", Words("That it gets faster", "Чтобы стал быстрее")),
                Pick("advise", Words("Somebody to ask", "Чтобы было у кого спросить")),
            ),
        ),
        Ask(
            Kind.choice,
            Words("How often does something change on it?", "Как часто на нём что-то меняется?"),
            key="often",
            when=taken("needs", "content", "grow"),
            choices=(
                Pick("day", Words("Every day", "Каждый день")),
                Pick("week", Words("Every week", "Каждую неделю")),
                Pick("month", Words("Every month", "Каждый месяц")),
                Pick("seldom", Words("Hardly ever", "Почти никогда")),
            ),
        ),
        Ask(
            Kind.long,
            Words("What would make your life easier?", "Что облегчило бы вам жизнь?"),
            Words(
                "The thing about the site that you do by hand, put off, or are afraid of.",
                "То, что вы делаете на сайте руками, откладываете или чего побаиваетесь.",
            ),
        ),
    ),
)

TOGETHER = Sheet(
    Words("Together", "Вместе"),
    Words("How shall we work?", "Как будем работать?"),
    Words(
        "Good support is the kind that one forgets about.",
        "Хорошая поддержка — та, о которой забываешь.",
    ),
    (
        Ask(
            Kind.choice,
            Words("How quickly must somebody answer?", "Как быстро нужно отвечать?"),
            choices=(
                Pick(
                    "hour",
                    Words("Within an hour", "В течение часа"),
                    Words("A stop costs us money", "Простой стоит нам денег"),
                ),
                Pick("day", Words("On the same day", "В тот же день")),
                Pick("next", Words("On the next working day", "На следующий рабочий день")),
                Pick("week", Words("Within a week", "В течение недели")),
            ),
        ),
        Ask(
            Kind.choice,
            Words("When does it have to work without fail?", "Когда он обязан работать без сбоев?"),
            choices=(
                Pick("office", Words("In office hours", "В рабочие часы")),
                Pick("free", Words("In the evening and at weekends", "Вечером и в выходные")),
                Pick("always", Words("Always", "Всегда")),
            ),
        ),
        Ask(
            Kind.table,
            Words("Who will write to us?", "Кто будет нам писать?"),
            Words(
                "Whoever may ask for work; others we will send to them.",
                "Те, кто вправе ставить задачи; остальных мы направим к ним.",
            ),
            columns=(
                ("name", Words("Name", "Имя")),
                ("mail", Words("E-mail", "Почта")),
                ("about", Words("About what", "По каким вопросам")),
            ),
            most=6,
        ),
        Ask(
            Kind.many,
            Words("How do you like to talk?", "Как вам удобнее общаться?"),
            other=True,
            choices=(
                Pick("mail", Words("By mail", "По почте")),
                Pick("phone", Words("By phone", "По телефону")),
                Pick("chat", Words("In a chat", "В чате")),
                Pick("board", Words("On a board with tasks", "На доске с задачами")),
            ),
        ),
        Ask(
            Kind.consent,
            Words(
                "You may look at the site closely before you answer",
                "Мы не против, если вы изучите сайт, прежде чем ответить",
            ),
            Words(
                "From outside only: nothing is changed, nothing is tried by force.",
                "Только снаружи: ничего не меняя и не взламывая.",
            ),
        ),
    ),
)

TERMS = ending(
    Ask(
        Kind.day,
        Words("From which day?", "С какого дня начинаем?"),
        Words(
            "Left empty, we begin as soon as we agree.",
            "Если оставить пустым, начнём, как только договоримся.",
        ),
    ),
    Ask(
        Kind.number,
        Words("How many hours a month do you expect?", "Сколько часов в месяц вы ожидаете?"),
        Words("If you have no idea, leave it to us.", "Если трудно сказать, оставьте это нам."),
    ),
    budget(
        300, 800, 2_000, 5_000, words=Words("What may a month cost?", "Сколько может стоить месяц?")
    ),
    also=(FILES,),
    title=Words("From when, and how much?", "С какого дня и сколько?"),
    lead=Words(
        "A month with fixed hours is calmer for both of us than a bill for every letter.",
        "Месяц с понятными часами спокойнее для обеих сторон, чем счёт за каждое письмо.",
    ),
)

SUPPORT = Ready("support", Words("Support", "Поддержка сайта"), (YOU, STATE, TOGETHER, TERMS))
