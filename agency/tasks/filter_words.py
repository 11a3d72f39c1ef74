"""The words of a filter, English and Russian: what may stand before a colon, and what after it."""

from agency.tasks.models import Priority

# What it asks about, by what people type before the colon.
KEYS = {
    "owner": "owner",
    "who": "owner",
    "кто": "owner",
    "ответственный": "owner",
    "with": "with",
    "hours": "with",
    "часы": "with",
    "due": "due",
    "срок": "due",
    "label": "label",
    "метка": "label",
    "priority": "priority",
    "важность": "priority",
    "приоритет": "priority",
    "section": "section",
    "раздел": "section",
    "is": "is",
    "есть": "is",
    "это": "is",
}
ME = {"me", "я", "мои", "моя"}
NONE = {"none", "nobody", "нет", "никто"}
ANY = {"any", "есть", "любой"}
PRIORITIES = {
    "low": Priority.low,
    "низкая": Priority.low,
    "низкий": Priority.low,
    "usual": Priority.usual,
    "обычная": Priority.usual,
    "обычный": Priority.usual,
    "high": Priority.high,
    "высокая": Priority.high,
    "высокий": Priority.high,
    "urgent": Priority.urgent,
    "срочная": Priority.urgent,
    "срочно": Priority.urgent,
    "срочный": Priority.urgent,
}
STATES = {
    "late": "late",
    "просрочено": "late",
    "просрочена": "late",
    "blocked": "blocked",
    "заблокировано": "blocked",
    "заблокирована": "blocked",
    "waiting": "waiting",
    "ждёт": "waiting",
    "ждет": "waiting",
    "done": "done",
    "готово": "done",
    "готова": "done",
    "open": "open",
    "открыта": "open",
    "открыто": "open",
    "extra": "extra",
    "сверх": "extra",
    "shown": "shown",
    "видно": "shown",
}
# Days from today, and days of the week counted from Monday.
NEAR = {"today": 0, "сегодня": 0, "tomorrow": 1, "завтра": 1, "yesterday": -1, "вчера": -1}
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon понедельник понедельника пн",
            "tuesday tue вторник вторника вт",
            "wednesday wed среда среды среду ср",
            "thursday thu четверг четверга чт",
            "friday fri пятница пятницы пятницу пт",
            "saturday sat суббота субботы субботу сб",
            "sunday sun воскресенье воскресенья вс",
        )
    )
    for name in names.split()
}
WEEK = {"week", "неделя", "неделю", "недели"}
