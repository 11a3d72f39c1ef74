"""We wait for the client's word in a piece of work: a reminder, what stands still meanwhile, then a call."""

from agency.followups.standard.drafts import Draft, Wording
from agency.followups.states import StepChannel

STEPS = (
    Draft(
        "2d",
        {
            "en": Wording(
                "Two days later",
                "%(title)s: we wait for your word",
                "Hello %(name)s,\n\n"
                "we go on with “%(title)s” as soon as we have this from you: %(what)s.\n\n"
                "A line is enough. If a question stands in the way, ask me.\n\n"
                "%(manager)s",
            ),
            "ru": Wording(
                "Через два дня",
                "%(title)s: ждём вашего слова",
                "Здравствуйте, %(name)s!\n\n"
                "Чтобы продолжить работу по проекту «%(title)s», не хватает одного: %(what)s.\n\n"
                "Хватит одной строчки. Если мешает какой-то вопрос, спрашивайте.\n\n"
                "%(manager)s",
            ),
        },
    ),
    Draft(
        "3d",
        {
            "en": Wording(
                "When work stands still",
                "%(title)s: what stands still meanwhile",
                "Hello %(name)s,\n\n"
                "without an answer we have come to a halt at one place: %(what)s. The people who would work on it "
                "do something else meanwhile, and the days of the plan move with it.\n\n"
                "If it is hard to decide, tell me between what, and I will say what I would do. If it needs "
                "somebody else's word, tell me whose.\n\n"
                "%(manager)s",
            ),
            "ru": Wording(
                "Когда работа стоит",
                "%(title)s: что пока стоит",
                "Здравствуйте, %(name)s!\n\n"
                "Без ответа работа остановилась в одном месте: %(what)s. Команда пока занята другим, и сроки "
                "сдвигаются.\n\n"
                "Если трудно решить, напишите, между чем и чем выбираете: скажу своё мнение. Если нужно "
                "чьё-то ещё слово, скажите чьё.\n\n"
                "%(manager)s",
            ),
        },
    ),
    Draft(
        "4d",
        {
            "en": Wording(
                "Ring them up",
                "",
                "They have been silent for more than a week about this: %(what)s. A call mostly settles it in "
                "five minutes.",
            ),
            "ru": Wording(
                "Позвонить",
                "",
                "Больше недели нет ответа: %(what)s. Звонок обычно решает вопрос за пять минут.",
            ),
        },
        channel=StepChannel.call,
    ),
)
