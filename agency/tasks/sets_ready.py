"""Sets of tasks that come with the house, in both languages: a web site and a brand identity. They are a beginning."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Ready:
    """One of them: its name and its lines in each language."""

    slug: str
    name: dict[str, str]
    lines: dict[str, str]


SITE_EN = """\
# Beginning
Kick-off with the client | Project manager | 2 | 2
> Who decides, what a success would be, what is there already.
- Send the agenda a day before
- Write down what was agreed, and send it
[] Access to domain, hosting and analytics
[] Texts and pictures: who, by when
Structure of the site | Designer | 8 | 7
- Pages and what each of them is for
- Menu and ways between the pages
[] Agreed by the client
# Design
Moodboard and direction | Designer | 8 | 12
[] Shown to the client
Home page | Designer | 16 | 19
- For a large screen
- For a phone
[] Agreed by the client
Inner pages | Designer | 24 | 30
[] States: empty, error, long text
# Making
Frame and styles | Developer | 16 | 37
Pages | Developer | 40 | 51
- Forms with their letters
- Pages for errors
[] Works by keyboard
[] Works at 360 px
Texts and pictures put in | Project manager | 8 | 54
# Handing over
Test on devices | Developer | 8 | 57
[] Speed
[] Search engines: titles, descriptions, redirects
Launch | Developer | 4 | 60
[] Backup of what was there
[] Analytics counts
[] Certificate is valid
Teach the client | Project manager | 2 | 62
"""
SITE_RU = """\
# Начало
Стартовая встреча с клиентом | Менеджер | 2 | 2
> Кто принимает решения, что будет успехом, что уже есть.
- Прислать повестку за день
- Записать договорённости и отправить
[] Доступы к домену, хостингу и аналитике
[] Тексты и фотографии: кто и к какому сроку
Структура сайта | Дизайнер | 8 | 7
- Страницы и зачем каждая
- Меню и переходы между страницами
[] Согласовано с клиентом
# Дизайн
Мудборд и направление | Дизайнер | 8 | 12
[] Показано клиенту
Главная страница | Дизайнер | 16 | 19
- Для большого экрана
- Для телефона
[] Согласовано с клиентом
Внутренние страницы | Дизайнер | 24 | 30
[] Состояния: пусто, ошибка, длинный текст
# Разработка
Каркас и стили | Разработчик | 16 | 37
Страницы | Разработчик | 40 | 51
- Формы и письма от них
- Страницы ошибок
[] Работает с клавиатуры
[] Работает на 360 px
Тексты и фотографии на местах | Менеджер | 8 | 54
# Сдача
Проверка на устройствах | Разработчик | 8 | 57
[] Скорость
[] Поисковики: заголовки, описания, перенаправления
Запуск | Разработчик | 4 | 60
[] Копия того, что было
[] Аналитика считает
[] Сертификат действует
Обучение клиента | Менеджер | 2 | 62
"""
BRAND_EN = """\
# Beginning
Kick-off and questions | Project manager | 2 | 2
- Talk to two or three people at the client
[] Competitors named by the client
Research | Designer | 12 | 9
> Competitors, what people in this field are used to, where there is room.
[] Findings shown to the client
# Idea
Platform in one page | Writer | 8 | 14
> Who it is for, what it promises, how it speaks.
[] Agreed by the client
Name check | Project manager | 2 | 14
[] Domain
[] Trade mark registers
# Sign
Three directions | Designer | 24 | 26
- Sketches
- On real things: card, sign, screen
[] Shown to the client
The chosen direction | Designer | 24 | 38
[] Works at 16 px
[] Works in one colour
[] Agreed by the client
# System
Colours, type and pictures | Designer | 16 | 46
[] Contrast of text measured
Things that carry it | Designer | 24 | 56
- Card and letterhead
- Pictures for social networks
- Presentation
# Handing over
Guidelines | Designer | 16 | 62
[] Licences of typefaces
Files for print and screen | Designer | 6 | 64
[] SVG, PDF, PNG
[] Opened by the client
"""
BRAND_RU = """\
# Начало
Старт и вопросы | Менеджер | 2 | 2
- Поговорить с двумя-тремя людьми у клиента
[] Клиент назвал конкурентов
Исследование | Дизайнер | 12 | 9
> Конкуренты, привычки отрасли, где есть место.
[] Выводы показаны клиенту
# Идея
Платформа на одной странице | Редактор | 8 | 14
> Для кого, что обещает, как говорит.
[] Согласовано с клиентом
Проверка названия | Менеджер | 2 | 14
[] Домен
[] Реестры товарных знаков
# Знак
Три направления | Дизайнер | 24 | 26
- Эскизы
- На настоящих вещах: визитка, вывеска, экран
[] Показано клиенту
Выбранное направление | Дизайнер | 24 | 38
[] Читается в 16 px
[] Работает в один цвет
[] Согласовано с клиентом
# Система
Цвета, шрифты и изображения | Дизайнер | 16 | 46
[] Контраст текста измерен
Носители | Дизайнер | 24 | 56
- Визитка и бланк
- Картинки для соцсетей
- Презентация
# Сдача
Руководство | Дизайнер | 16 | 62
[] Лицензии на шрифты
Файлы для печати и экрана | Дизайнер | 6 | 64
[] SVG, PDF, PNG
[] Клиент открыл файлы
"""

READY = {
    each.slug: each
    for each in (
        Ready("site", {"en": "Web site", "ru": "Сайт"}, {"en": SITE_EN, "ru": SITE_RU}),
        Ready(
            "brand",
            {"en": "Brand identity", "ru": "Фирменный стиль"},
            {"en": BRAND_EN, "ru": BRAND_RU},
        ),
    )
}
