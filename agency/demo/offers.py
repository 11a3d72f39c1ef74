"""Two more offers of the demo as data: a long one in Russian with everything to choose, a short one in English."""

from agency.demo.estimates import Plan, Work

MUSEUM = Plan(
    title="Музей, который открывается с телефона",
    style="journal",
    sections={
        "Разговоры и план": (
            Work("Три интервью с хранителями", "vera", 9),
            Work("День с посетителями в залах", "mira", 8),
            Work("Карта сайта и названия разделов", "daria", 14),
            Work("План показа коллекции: 1 200 предметов", "anton", 12),
        ),
        "Тексты": (
            Work("Тексты к сорока главным предметам", "daria", 36, most=44),
            Work("Как добраться, билеты, доступная среда", "daria", 10),
            Work("Правила сайта для редакторов музея", "daria", 6),
            Work("Английская версия", "daria", 22, most=28),
        ),
        "Дизайн": (
            Work("Шрифт, цвет и сетка", "anton", 18),
            Work("Главная и афиша", "mira", 26),
            Work("Страница предмета", "mira", 18),
            Work("Зал: предметы рядом друг с другом", "mira", 20),
            Work("Билеты: от даты до билета на экране", "mira", 22),
            Work("Знаки и подписи для залов", "anton", 10, is_optional=True, taken=False),
        ),
        "Съёмка своими силами": (
            Work("Урок съёмки для хранителей", "anton", 6),
            Work("Стол, свет и держатель", fixed=420),
            Work("Проверка и обработка 300 снимков", "mira", 15),
        ),
        "Съёмка фотографом": (
            Work("Съёмка коллекции, день", fixed=650, quantity=4, unit="дня"),
            Work("Отбор и подписи", "daria", 8),
            Work("Проверка цвета", "anton", 5),
        ),
        "Сборка": (
            Work("Шаблоны: афиша, зал, предмет", "timur", 44),
            Work("Поиск по коллекции", "ilya", 24, most=30),
            Work("Обмен с учётной системой музея", "ilya", 28, most=36),
            Work("Билеты и касса", "ilya", 22),
            Work("Открывается без связи в залах", "timur", 16),
            Work("Карта залов", "timur", 14, is_optional=True),
        ),
        "Доступность": (
            Work("Проверка с незрячими посетителями", "vera", 6),
            Work("Описания к сорока предметам", "daria", 12),
            Work("Крупный шрифт и спокойная версия", "timur", 10),
            Work(
                "Аудиогид, предмет",
                fixed=45,
                quantity=20,
                most_quantity=40,
                unit="шт.",
                is_optional=True,
            ),
        ),
        "Запуск": (
            Work("Проверка на девяти устройствах", role="front", hours=12),
            Work("Перенос старых адресов", "timur", 6),
            Work("Обучение двух редакторов", "vera", 8),
            Work("Первый месяц рядом с вами", "vera", 10, off=50),
            Work("Наблюдение за скоростью", "ilya", 6),
            Work("Хостинг на год", fixed=240),
        ),
    },
    variants={"Съёмка своими силами": "Фотографии", "Съёмка фотографом": "Фотографии"},
    taken=("Съёмка фотографом",),
    off=5,
    quote={
        "text": "Люди стоят перед витриной и ищут её в телефоне. Находят не нас.",
        "by": "Анна Левина",
        "where": "директор музея",
    },
    understanding={
        "lead": "В музее тысяча двести предметов и одна страница с часами работы. Посетитель приходит подготовленным — "
        "но готовят его чужие сайты.",
        "paragraphs": [
            "Хранители знают о каждом предмете больше, чем помещается на этикетку. Это знание лежит в учётной системе, "
            "в папках и в разговорах. Мы начинаем с разговоров: сорок предметов, о которых рассказывают охотнее "
            "всего, получают страницы первыми, остальные подтягиваются из учёта сами.",
            "Вторая трудность — стены. В залах толщиной в метр телефон не ловит. Поэтому сайт открывается заранее, "
            "в гардеробе, и дальше живёт в телефоне без связи до самого выхода.",
            "Третья — касса. Билет покупают у двери, хотя могли бы вечером накануне. Билет на экране снимает очередь "
            "и говорит вам, сколько людей придёт завтра.",
        ],
        "figures": [
            ["1 200", "предметов, найти любой за два касания"],
            ["40", "предметов с рассказом хранителя"],
            ["0", "очередей за билетом"],
        ],
        "left_out": "Виртуальный тур и игру для детей. И то и другое делают один раз и не обновляют никогда.",
    },
    stages=(
        ("Разговоры и план", "vera", 5, 19),
        ("Тексты", "daria", 14, 58),
        ("Дизайн", "mira", 17, 54),
        ("Сборка", "timur", 44, 86),
        ("Доступность", "vera", 60, 82),
        ("Запуск", "ilya", 84, 97),
    ),
    payments=(
        (30, "после согласования сметы"),
        (40, "когда согласован дизайн"),
        (30, "после открытия сайта"),
    ),
    terms="""# Что входит
Часы в смете — это часы, которые мы записываем. Если работа заняла меньше нижней границы, вы платите
за неё столько, сколько она заняла. Верхнюю границу мы не переходим без вашего слова.

# Две правки
Каждый раздел мы показываем, пока его ещё легко поменять. В стоимость входят две правки по каждому
разделу. Третья считается по часам и по ставке из сметы.

# Сроки
Сроки действуют, если на вопросы отвечают за три рабочих дня. Каждый день ожидания сдвигает
следующий этап на день.

- Даты открытия мы держим вместе.
- Праздники и дни переоценки фондов в план уже внесены.

# Права
После последней оплаты всё сделанное принадлежит музею: тексты, дизайн и код. Снимки предметов
принадлежат музею с самого начала. Мы можем показывать работу среди своих.

# Чужое
Шрифты, карты и готовые модули остаются у своих авторов. Лицензии мы оформляем на музей и показываем
до покупки.

# Данные
Адреса посетителей хранятся на сервере музея. Мы не передаём их никому и удаляем свои копии в день
открытия.

# Если что-то пойдёт не так
Ошибки исправляем бесплатно шесть месяцев. Остановиться можно после любого этапа: вы платите за
сделанное и получаете его.

# Оплата
Счёт оплачивают за десять дней. Просрочка больше месяца останавливает работу, но не хранение
сделанного.""",
)

HARBOUR = Plan(
    title="A sign, a card, a door",
    style="poster",
    sections={
        "The sign": (
            Work("Three sketches on paper", "anton", 6),
            Work("The chosen one, drawn clean", "anton", 8),
            Work("How small, how large, on which ground", "mira", 5),
        ),
        "Where it goes": (
            Work("Card, letter, invoice", "mira", 7),
            Work("Lettering for the door, by a sign painter", fixed=480),
            Work(
                "Enamel plate, each",
                fixed=90,
                quantity=2,
                most_quantity=4,
                unit="plates",
                is_optional=True,
            ),
        ),
    },
    quote={"text": "People walk past us twice a day and ask where we are.", "by": "Harbour & Vine"},
    understanding={
        "lead": "The bar is good and the door is grey. A sign that can be painted on wood, stamped on a cork and read "
        "from the other side of the quay is all that it lacks.",
        "paragraphs": [
            "You know your regulars by name and they find you in the dark. Everybody else stands on the quay with a "
            "telephone in hand. So the sign comes first, then the door, and the site can wait until autumn.",
            "We would draw on paper before anything is drawn on a screen, and try each sketch at its real size on the "
            "real door, with tape. What cannot be read from the ferry stop is out.",
        ],
        "figures": [
            ["3", "sketches, on paper"],
            ["2 weeks", "from yes to paint"],
            ["40 m", "from which it is read"],
        ],
        "left_out": "A new site, and menus. Both follow from the sign and should not be guessed before it.",
    },
    payments=((50, "when you accept"), (50, "when the paint is dry")),
    pictures=False,
    references=0,
    pages=("cover", "task", "estimate", "accept"),
)
