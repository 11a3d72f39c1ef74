"""After a proposal, while it is fresh: did it arrive, is anything unclear, begin smaller."""

from agency.followups.standard.drafts import Draft, Wording
from agency.followups.states import Case

FRESH = (
    Draft(
        "240m",
        {
            "en": Wording(
                "Did it arrive?",
                "%(title)s: did it reach you?",
                "Hello %(name)s,\n\n"
                "our proposal “%(title)s” is on its way to you, and I only want to be sure that it did not end "
                "up among the spam:\n\n"
                "%(link)s\n\n"
                "It opens in any browser, on a phone too, and the PDF lies behind the same link. There is no "
                "hurry to read it. If something does not open, just answer this letter.\n\n"
                "%(manager)s",
            ),
            "ru": Wording(
                "Дошло ли?",
                "%(title)s: дошло ли письмо?",
                "Здравствуйте, %(name)s!\n\n"
                "Отправили вам предложение «%(title)s». Хочу убедиться, что оно не потерялось в спаме:\n\n"
                "%(link)s\n\n"
                "Ссылка открывается в любом браузере и на телефоне, там же лежит PDF. Читать прямо сейчас не "
                "обязательно. Если что-то не открывается, просто ответьте на это письмо.\n\n"
                "%(manager)s",
            ),
        },
        {
            Case.opened: {
                "en": (
                    "%(title)s: glad that it reached you",
                    "Hello %(name)s,\n\n"
                    "the proposal “%(title)s” has reached you, and its link opens: that was all I wanted to be sure "
                    "of today. Please take your time with it.\n\n"
                    "So far you stayed longest with %(sections)s. If anything there raises a question, I am glad to "
                    "explain it.\n\n"
                    "%(link)s\n\n"
                    "%(manager)s",
                ),
                "ru": (
                    "%(title)s: хорошо, что дошло",
                    "Здравствуйте, %(name)s!\n\n"
                    "Предложение «%(title)s» до вас дошло, и ссылка открывается: сегодня это главное. Читайте без "
                    "спешки.\n\n"
                    "Пока дольше всего вы были на разделе %(sections)s. Если там что-то вызывает вопрос, охотно "
                    "объясню.\n\n"
                    "%(link)s\n\n"
                    "%(manager)s",
                ),
            },
        },
    ),
    Draft(
        "3d",
        {
            "en": Wording(
                "After three days",
                "%(title)s: is anything unclear?",
                "Hello %(name)s,\n\n"
                "perhaps you have had a first look at the proposal by now. Questions mostly hide in the "
                "estimate: why so many hours here, what if a part is left out. Ask me anything, one line is "
                "enough, and I will answer with figures.\n\n"
                "%(link)s\n\n"
                "If you would rather talk, name a time and I will ring you.\n\n"
                "%(manager)s",
            ),
            "ru": Wording(
                "Через три дня",
                "%(title)s: остались ли вопросы?",
                "Здравствуйте, %(name)s!\n\n"
                "Возможно, вы уже успели заглянуть в предложение. Чаще всего вопросы вызывает смета: почему "
                "здесь столько часов и что будет, если какую-то часть убрать. Спрашивайте о чём угодно, хватит "
                "одной строчки, отвечу с цифрами.\n\n"
                "%(link)s\n\n"
                "Если удобнее голосом, назовите время, и я позвоню.\n\n"
                "%(manager)s",
            ),
        },
        {
            Case.unopened: {
                "en": (
                    "%(title)s: a second copy of the link",
                    "Hello %(name)s,\n\n"
                    "letters drown, mine too. Here is the link to our proposal “%(title)s” once more, so that you "
                    "need not search for it:\n\n"
                    "%(link)s\n\n"
                    "The first screen says in two minutes what we would do and what it costs; the rest can wait. "
                    "Should somebody else decide about it, tell me their address and I will send it there.\n\n"
                    "%(manager)s",
                ),
                "ru": (
                    "%(title)s: ещё раз ссылка",
                    "Здравствуйте, %(name)s!\n\n"
                    "Письма тонут в почте, моё тоже могло. Вот ещё раз ссылка на предложение «%(title)s», чтобы не "
                    "искать:\n\n"
                    "%(link)s\n\n"
                    "На первом экране за две минуты видно, что мы сделаем и сколько это стоит, остальное подождёт. "
                    "Если решает кто-то другой, пришлите адрес, и я отправлю предложение туда.\n\n"
                    "%(manager)s",
                ),
            },
            Case.opened: {
                "en": (
                    "%(title)s: is anything unclear?",
                    "Hello %(name)s,\n\n"
                    "thank you for looking into the proposal.\n\n"
                    "You stayed longest with %(sections)s. Was something unclear there, or did it seem too much? "
                    "One line is enough, and I will answer with figures.\n\n"
                    "Ask me anything: why so many hours here, what if a part is left out. The pages are where they "
                    "were:\n\n"
                    "%(link)s\n\n"
                    "If you would rather talk, name a time and I will ring you.\n\n"
                    "%(manager)s",
                ),
                "ru": (
                    "%(title)s: остались ли вопросы?",
                    "Здравствуйте, %(name)s!\n\n"
                    "Спасибо, что заглянули в предложение.\n\n"
                    "Дольше всего вы были на разделе %(sections)s. Там что-то осталось неясным или показалось "
                    "лишним? Хватит одной строчки, отвечу с цифрами.\n\n"
                    "Спрашивайте о чём угодно: почему здесь столько часов и что будет, если какую-то часть убрать. "
                    "Страницы на том же месте:\n\n"
                    "%(link)s\n\n"
                    "Если удобнее голосом, назовите время, и я позвоню.\n\n"
                    "%(manager)s",
                ),
            },
            Case.expired: {
                "en": (
                    "%(title)s: its day has passed",
                    "Hello %(name)s,\n\n"
                    "the day until which our proposal “%(title)s” was valid has passed. Nothing is lost by that: "
                    "tell me that it still interests you, and I will renew it with current days and prices.\n\n"
                    "%(link)s\n\n"
                    "If something in it was not right, now is a good moment to change it.\n\n"
                    "%(manager)s",
                ),
                "ru": (
                    "%(title)s: срок предложения вышел",
                    "Здравствуйте, %(name)s!\n\n"
                    "Срок нашего предложения «%(title)s» вышел. Ничего страшного: напишите, что оно всё ещё "
                    "интересно, и я обновлю сроки и цены.\n\n"
                    "%(link)s\n\n"
                    "Если что-то в нём было не так, сейчас самое время поправить.\n\n"
                    "%(manager)s",
                ),
            },
        },
    ),
    Draft(
        "1w",
        {
            "en": Wording(
                "A week later",
                "%(title)s: we can also begin smaller",
                "Hello %(name)s,\n\n"
                "a proposal is often read by several people, and that takes the time it takes. If the whole is "
                "more than you need at the moment, tell me what matters most to you. We will look together at "
                "what to begin with and what can wait.\n\n"
                "%(link)s\n\n"
                "I will work out the hours for whatever you choose.\n\n"
                "%(manager)s",
            ),
            "ru": Wording(
                "Ещё через неделю",
                "%(title)s: можно начать с малого",
                "Здравствуйте, %(name)s!\n\n"
                "Предложение часто читают несколько человек, и на это нужно время. Если всё сразу пока не "
                "требуется, напишите, что для вас важнее всего: вместе решим, с чего начать, а что подождёт.\n\n"
                "%(link)s\n\n"
                "Пересчитаю часы под то, что вы выберете.\n\n"
                "%(manager)s",
            ),
        },
        {
            Case.unopened: {
                "en": (
                    "%(title)s: shall I tell it in five minutes?",
                    "Hello %(name)s,\n\n"
                    "a proposal is long, and days are short. If you like, I will tell you on the phone in five "
                    "minutes what it comes to: what we would do first, who works on it and what it costs. Name a "
                    "time that suits you.\n\n"
                    "And should you want to read it after all, here it is:\n\n"
                    "%(link)s\n\n"
                    "%(manager)s",
                ),
                "ru": (
                    "%(title)s: рассказать за пять минут?",
                    "Здравствуйте, %(name)s!\n\n"
                    "Предложение длинное, а день короткий. Могу за пять минут рассказать по телефону самое главное: "
                    "с чего начнём, кто будет работать и сколько это стоит. Назовите удобное время.\n\n"
                    "А если захочется всё-таки прочитать, вот ссылка:\n\n"
                    "%(link)s\n\n"
                    "%(manager)s",
                ),
            },
            Case.opened: {
                "en": (
                    "%(title)s: we can also begin smaller",
                    "Hello %(name)s,\n\n"
                    "you have seen the whole by now, and the whole may be more than you need at the moment. Tell me "
                    "what matters most to you, and we will look together at what to begin with and what can "
                    "wait.\n\n"
                    "You gave most of your time to %(sections)s: perhaps that is where it should begin.\n\n"
                    "%(link)s\n\n"
                    "I will work out the hours for whatever you choose.\n\n"
                    "%(manager)s",
                ),
                "ru": (
                    "%(title)s: можно начать с малого",
                    "Здравствуйте, %(name)s!\n\n"
                    "Предложение вы уже видели целиком, и, возможно, всё сразу сейчас не нужно. Напишите, что для "
                    "вас важнее всего: вместе решим, с чего начать, а что подождёт.\n\n"
                    "Больше всего времени вы уделили разделу %(sections)s: может быть, с этого и стоит "
                    "начать.\n\n"
                    "%(link)s\n\n"
                    "Пересчитаю часы под то, что вы выберете.\n\n"
                    "%(manager)s",
                ),
            },
            Case.expired: {
                "en": (
                    "%(title)s: shall I renew it, or make it smaller?",
                    "Hello %(name)s,\n\n"
                    "our proposal “%(title)s” ran out, which is a good reason to look at it afresh. I can renew it "
                    "as it was, or work out a smaller beginning: only what matters most to you, the rest "
                    "later.\n\n"
                    "%(link)s\n\n"
                    "Which would you rather have?\n\n"
                    "%(manager)s",
                ),
                "ru": (
                    "%(title)s: продлить или сделать поменьше?",
                    "Здравствуйте, %(name)s!\n\n"
                    "Срок предложения «%(title)s» вышел, и это хороший повод взглянуть на него заново. Могу продлить "
                    "его как есть или посчитать начало поменьше: сначала самое важное, остальное потом.\n\n"
                    "%(link)s\n\n"
                    "Как вам удобнее?\n\n"
                    "%(manager)s",
                ),
            },
        },
    ),
)
