"""Phrases with which mail programs and servers begin a subject, by language, as pieces of expressions."""

import re

# Absences and automatic answers.
ABSENT = {
    "en": r"out[ -]of[ -](?:the )?office|automatic reply|auto[ -]?reply|auto[ -]?response"
    r"|automated (?:reply|response)|away from (?:the |my )?(?:office|desk|e-?mail)"
    r"|on (?:vacation|annual leave|parental leave)|vacation (?:reply|message|response)"
    r"|i am (?:out of (?:the )?office|away|on (?:vacation|holiday|leave))",
    "ru": r"автоматический ответ|авто-?ответ|автоматическое уведомление|не(?:т)? на месте|вне офиса"
    r"|(?:я )?(?:сейчас )?отсутству(?:ю|ет)|(?:я )?в отпуске|отсутствие(?: на (?:рабочем )?месте| в офисе)?",
    "uk": r"автоматична відповідь|автовідповідь|я у відпустці",
    "de": r"automatische (?:antwort|rückantwort|e-?mail-?antwort)|autoantwort|abwesen(?:heit|d)"
    r"|abwesenheits(?:notiz|meldung|nachricht|assistent)|nicht im (?:büro|haus)|außer haus|(?:ich )?bin im urlaub",
    "fr": r"réponse automatique|message d['’]absence|(?:notification|avis) d['’]absence|absente? du bureau"
    r"|absence(?: du bureau)?|en congés?|hors du bureau",
    "es": r"respuesta autom[áa]tica|autorrespuesta|fuera de (?:la )?oficina|ausencia"
    r"|ausente(?: de la oficina)?|de vacaciones",
    "it": r"risposta automatica|autorisposta|fuori (?:sede|ufficio)|assente(?: dall['’]ufficio)?"
    r"|assenza(?: dall['’]ufficio)?|in ferie",
    "pt": r"resposta autom[áa]tica|autorresposta|fora do escrit[óo]rio|aus[êe]ncia(?: tempor[áa]ria)?"
    r"|ausente do escrit[óo]rio|em férias",
    "pl": r"automatyczna odpowiedź|odpowiedź automatyczna|autoodpowiedź|nieobecno[śs][ćc](?: w biurze)?"
    r"|nieobecn[ya](?: w biurze)?|poza biurem|(?:jestem )?na urlopie",
    "nl": r"automatisch(?:e)? (?:antwoord|beantwoording)|afwezigheids(?:bericht|assistent|melding)"
    r"|afwezig(?:heid)?|niet (?:op|in het) kantoor|buiten kantoor|met vakantie",
    "north": r"autosvar|automatiskt? svar|frånvaro(?:meddelande)?|fraværs(?:melding|besked)"
    r"|automaattinen vastaus|poissa",
    "others": r"automatická odpověď|automatikus válasz|otomatik yanıt|răspuns automat",
}

# What ends such a phrase: a person may well write about "Out of office furniture".
_ENDS = (
    r"(?=\s*(?:$|[:!.,;(\[–—/-])"
    r"|\s+(?:auto)?[ -]?(?:reply|response|message|notification)\s*(?:$|[:.!–—-])"
    r"|\s+(?:re:|(?:until|till|from|since|bis|vom|ab|до|с|по|jusqu|du|hasta|desde|fino|dal|até|do|od|tot|van)\b))"
)

# Letters that came back.
RETURNED = {
    "en": r"undelivered\b|undeliver(?:able|ed)(?: mail)?\b|returned mail\b|mail delivery (?:fail|sub|err)"
    r"|mail (?:system error|failure)|delivery (?:status notification|notification|report|incomplete)"
    r"|delivery (?:has failed|failure|failed)|failure notice|failed delivery|non-?delivery"
    r"|message (?:delivery failure|not delivered|undeliverable|could not be delivered)"
    r"|warning: (?:message|could not send)|rejected:|delayed(?: mail|:)",
    "ru": r"недостав\w+ (?:сообщение|письмо|почта)|(?:сообщение )?не доставлено|не удалось доставить"
    r"|ошибка доставки|возврат (?:письма|почты)"
    r"|уведомление о (?:недоставке|состоянии доставки|статусе доставки)",
    "de": r"unzustellbar|nicht zustellbar|zustellung (?:fehlgeschlagen|der nachricht)|zustellungsfehler",
    "fr": r"(?:message )?non (?:remis|distribu)|échec de (?:la )?(?:remise|livraison|distribution)",
    "es": r"no se (?:ha podido|puede|pudo) entregar|(?:correo )?no entregado|error (?:en la|de) entrega",
    "it": r"mancat[oa] (?:recapito|consegna)|(?:messaggio )?non recapita|impossibile recapitare",
    "pt": r"não (?:foi possível entregar|é possível entregar|entregue)|falha na entrega",
    "pl": r"niedostarcz\w+|nie można dostarczyć|zwrot (?:poczty|wiadomości)|niepowodzenie dostarczenia",
    "nl": r"niet bestelbaar|onbestelbaar|kan niet worden bezorgd|niet bezorgd|bezorging mislukt",
}

# With these nobody but a mail server begins.
_SURELY = (
    r"undelivered mail returned to sender|returned mail: |mail delivery failed|delivery status notification"
    r"|недоставленное сообщение$|уведомление о недоставке|message undeliverable|failure notice$"
)

# What a server says of a letter that it did not take this time, though the address is there.
_PASSING = (
    r"(?:mailbox|inbox|account|user|storage) (?:is |has )?(?:\w+ )?(?:full|over ?quota|quota)|over (?:its )?quota"
    r"|quota (?:exceeded|exhausted)|exceed\w* (?:\w+ )?(?:quota|storage)|insufficient (?:system )?storage"
    r"|message (?:size )?(?:is )?(?:too (?:large|big)|exceeds)|grey-?list|try again later|temporar(?:y|ily)"
    r"|connection timed out|could not be reached for|still being retried|looks like spam|identified as spam"
    r"|blocked (?:by|using|for)|policy (?:violation|reasons)"
    r"|переполнен|превышен\w* (?:квот|размер|лимит)|квота|попробуйте позже|временн|похоже на спам|как спам"
    r"|postfach (?:ist )?voll|speicherplatz|boîte (?:de réception )?(?:est )?pleine|buzón (?:está )?lleno"
    r"|casella (?:è )?piena|skrzynka (?:jest )?pełna|caixa (?:de correio )?(?:está )?cheia"
)

passing = re.compile(_PASSING, re.IGNORECASE)
absent = re.compile(rf"({'|'.join(ABSENT.values())}){_ENDS}", re.IGNORECASE)
returned = re.compile("|".join(RETURNED.values()), re.IGNORECASE)
surely_returned = re.compile(_SURELY, re.IGNORECASE)
