"""We wait for a payment: each letter asks the manager first, since only a person sees the bank's account."""

from agency.followups.standard.drafts import Draft, Wording
from agency.followups.states import StepChannel

STEPS = (
    Draft(
        "3d",
        {
            "en": Wording(
                "A friendly word",
                "%(title)s: the payment",
                "Hello %(name)s,\n\n"
                "a small reminder: we have not yet seen the payment on our account. It is about %(what)s.\n\n"
                "If it is on its way already, forget this letter. If your books need a paper from us, tell me which "
                "one, and you will have it today.\n\n"
                "%(manager)s",
            ),
            "ru": Wording(
                "Дружеское напоминание",
                "%(title)s: оплата",
                "Здравствуйте, %(name)s!\n\n"
                "Небольшое напоминание: оплата к нам пока не поступила. Речь вот о чём: %(what)s.\n\n"
                "Если деньги уже в пути, не обращайте внимания на это письмо. Если бухгалтерии нужен от нас "
                "какой-то документ, скажите какой, пришлю сегодня же.\n\n"
                "%(manager)s",
            ),
        },
        channel=StepChannel.approval,
    ),
    Draft(
        "1w",
        {
            "en": Wording(
                "When can we expect it?",
                "%(title)s: when can we expect the payment?",
                "Hello %(name)s,\n\n"
                "the payment is still open: %(what)s. Could you tell me on which day it will be made? With a day I "
                "can plan, and need not ask again.\n\n"
                "If something about the amount or the work is not right, say so plainly: we will sort it out.\n\n"
                "%(manager)s",
            ),
            "ru": Wording(
                "Когда ждать оплату?",
                "%(title)s: когда ждать оплату?",
                "Здравствуйте, %(name)s!\n\n"
                "Оплата всё ещё не поступила: %(what)s. Подскажите, пожалуйста, в какой день её ждать? Зная день, "
                "смогу спланировать работу и больше не буду спрашивать.\n\n"
                "Если что-то не так с суммой или с работой, скажите прямо: разберёмся.\n\n"
                "%(manager)s",
            ),
        },
        channel=StepChannel.approval,
    ),
    Draft(
        "1w",
        {
            "en": Wording(
                "Ring them up",
                "",
                "Two letters about the payment went unanswered: %(what)s. Ring them, and ask for a day.",
            ),
            "ru": Wording(
                "Позвонить",
                "",
                "Два письма об оплате остались без ответа: %(what)s. Позвоните и спросите, в какой день ждать.",
            ),
        },
        channel=StepChannel.call,
    ),
)
