"""Two more offers of the demo as data: a long one in Russian with everything to choose, a short one in English."""

from agency.demo.estimates import Plan, Work

ARENI = Plan(
    title="Три вина, три имени, одна полка",
    style="journal",
    sections={
        "Знакомство": (
            Work("День на винограднике и в погребе", "anton", 8),
            Work("Разговоры с виноделом и агрономом", "vera", 6),
            Work("Дегустация трёх вин с записями", "daria", 4),
            Work("Что стоит на полке рядом", "mira", 8),
        ),
        "Имена и тексты": (
            Work("Имена трёх вин, проверка знаков", "daria", 16, most=20),
            Work("Контрэтикетки на трёх языках", "daria", 12),
            Work("История хозяйства", "daria", 14, most=18),
            Work("Правила: как писать о вине", "daria", 6),
        ),
        "Этикетки": (
            Work("Три направления на бумаге", "anton", 18),
            Work("Рисунок для каждого вина", "anton", 30, most=36),
            Work("Этикетка и контрэтикетка", "mira", 22),
            Work("Пробы на бутылке: в погребе и при свече", "mira", 8),
            Work("Подготовка к печати на трёх бумагах", "mira", 12),
            Work("Коробка на три бутылки", "mira", 16, is_optional=True, taken=False),
        ),
        "Цифровая печать": (
            Work("Макеты под цифровую печать", "mira", 4),
            Work("Печать 300 комплектов", fixed=540),
            Work("Приёмка тиража", "vera", 3),
        ),
        "Высокая печать с тиснением": (
            Work("Макеты под тиснение", "mira", 8),
            Work("Клише", fixed=110, quantity=3, unit="шт."),
            Work("Печать 300 комплектов", fixed=1250),
        ),
        "Сайт": (
            Work("Главная и страница вина", "mira", 24),
            Work("Шаблоны: вино, год, хозяйство", "timur", 36),
            Work("Заказ для ресторанов", "ilya", 24, most=30),
            Work("Цены и остатки из учёта", "ilya", 20, most=26),
            Work("Три языка", "timur", 12),
            Work("Доставка по странам", "ilya", 10, is_optional=True),
        ),
        "Съёмка": (
            Work("Виноградник в сентябре, день", fixed=600, quantity=2, unit="дня"),
            Work("Бутылки на белом и в погребе", fixed=450),
            Work("Отбор и подписи", "daria", 6),
            Work("Съёмка с воздуха", fixed=180, most_quantity=3, unit="вылет", is_optional=True),
        ),
        "Запуск": (
            Work("Проверка на девяти устройствах", role="front", hours=10),
            Work("Перенос старых адресов", "timur", 4),
            Work("Обучение двух сотрудников", "vera", 6),
            Work("Первый месяц рядом с вами", "vera", 10, off=50),
            Work("Наблюдение за скоростью", "ilya", 6),
            Work("Хостинг на год", fixed=240),
        ),
    },
    variants={"Цифровая печать": "Пробный тираж", "Высокая печать с тиснением": "Пробный тираж"},
    taken=("Высокая печать с тиснением",),
    off=5,
    quote={
        "text": "Весной выходят три новых вина, а назвать их до сих пор нечем.",
        "by": "Давид Акопян",
        "where": "Areni Hills",
    },
    understanding={
        "lead": "Вино готово раньше, чем его имя. Весной три бутылки встанут на полку рядом с сотней чужих, и у них "
        "будет две секунды.",
        "paragraphs": [
            "Вы делаете вино из лозы, которой больше лет, чем дому над ней. Об этом знают те, кто у вас был. Этикетка "
            "должна рассказать это тому, кто не был и не собирается: рукой, бумагой и одним рисунком на каждое вино.",
            "Вторая задача — ресторан. Сомелье выбирает ночью, с телефона, между двумя столами. Ему нужны цена, "
            "остаток и сколько дней идёт ящик. Всё остальное он знает лучше нас.",
            "Третья — осень. Сайт открывается к урожаю, когда вам не до сайта. Поэтому остатки и цены он берёт из "
            "учёта сам, а снимки делаем в сентябре, пока лоза ещё стоит с листом.",
        ],
        "figures": [
            ["3", "вина, у каждого имя и рисунок"],
            ["300", "комплектов пробного тиража"],
            ["1 час", "от учёта до цены на сайте"],
        ],
        "left_out": "Клуб и подписку на вино. К ним вернёмся, когда будет известно, кто возвращается сам.",
    },
    stages=(
        ("Знакомство", "vera", 5, 16),
        ("Имена и тексты", "daria", 14, 44),
        ("Этикетки", "anton", 19, 65),
        ("Сайт", "timur", 58, 107),
        ("Съёмка", "mira", 170, 176),
        ("Запуск", "ilya", 178, 190),
    ),
    payments=(
        (30, "после согласования сметы"),
        (40, "когда этикетки уходят в печать"),
        (30, "после открытия сайта"),
    ),
)

FELDHAUS = Plan(
    title="Bread, ordered the evening before",
    style="poster",
    sections={
        "In front of the counter": (
            Work("A morning in each of the four shops", "vera", 6),
            Work("Order page: shop, loaf, hour", "mira", 14),
            Work("Sign for the doors, by a sign painter", fixed=480),
        ),
        "Behind it": (
            Work("The night shift’s list, printed at two", "ilya", 12, most=16),
            Work("One stock of loaves for four shops", "ilya", 10),
            Work(
                "Screen at the counter",
                fixed=190,
                quantity=2,
                most_quantity=4,
                unit="screens",
                is_optional=True,
            ),
        ),
    },
    quote={
        "text": "People order by shouting over the counter.",
        "by": "Jonas Feldhaus",
        "where": "in his first letter",
    },
    understanding={
        "lead": "Four shops, one oven, and a queue that shouts. Whoever orders the evening before should be out of the "
        "door in the time that it takes to say good morning.",
        "paragraphs": [
            "The order is small: a shop, a loaf, an hour. It is given with one thumb, by somebody who is already "
            "in bed. So there is one page, it remembers the last order, and it asks for no account.",
            "What counts is the list that the night shift finds at two. It is printed, in the order in which the oven "
            "works, and it is the only thing that we would not let go wrong once.",
        ],
        "figures": [
            ["4", "shops, one stock"],
            ["2:00", "when the list is printed"],
            ["1", "thumb is enough"],
        ],
        "left_out": "Paying in advance, and a card with stamps. Neither makes the queue shorter.",
    },
    payments=((50, "when you accept"), (50, "after the first week of orders")),
    pictures=False,
    references=0,
    pages=("cover", "task", "estimate", "summary", "accept"),
)
