"""Words of mail programs in their languages: labels of headers, marks of what was passed on, verbs of quoting."""


def _fields(**labels: str) -> dict[str, str]:
    return {label.strip(): field for field, text in labels.items() for label in text.split("|")}


# In lower case, by what they head. A label stands for one thing in all languages together.
FIELDS = _fields(
    **{
        "from": "from|von|de|od|da|fra|från|van|от|от кого|отправитель|від|від кого|feladó|lähettäjä|šalje|kimden"
        "|gönderen|expeditorul|expeditor|de la|saatja|mittente|nadawca|remetente|remitente|expéditeur|absender"
        "|afzender|送信元|差出人|发件人|寄件者",
        "to": "to|an|à|a|para|komu|til|till|do|aan|кому|címzett|vastaanottaja|prima|kime|către|destinatarul|pre|pour"
        "|adresat|получатель|destinataire|destinatario|empfänger|saaja|送信先|宛先|收件人",
        "cc": "cc|bcc|cci|cco|kopie|kopie (cc)|kopi|kopio|kopia|kópia|копия|копія|dw|másolat|másolatot kap|bilgi"
        "|copie à|copie|copia|cópia|抄送",
        "date": "date|datum|dato|data|дата|fecha|envoyé|envoyé le|date d'envoi|gesendet|sent|sendt|skickat|verzonden"
        "|wysłano|data wysłania|enviado|enviada em|enviado em|enviado el|inviato|data invio|отправлено|дата отправки"
        "|відправлено|надіслано|lähetetty|päivämäärä|päiväys|elküldve|dátum|dată|trimis|tarih|gönderilen|gönderildi"
        "|odoslané|odesláno|poslano|kuupäev|日付|送信日時|发送时间|日期",
        "subject": "subject|betreff|objet|sujet|asunto|oggetto|onderwerp|temat|assunto|emne|ämne|aihe|тема|тема письма"
        "|tárgy|predmet|předmět|konu|subiect|subiectul|naslov|teema|件名|主题|主旨",
        "reply": "reply-to|reply to|antwort an|répondre à|responder a|rispondi a|ответ-кому|ответить|odpowiedź-do"
        "|antwoord aan|svar til|svara till|odgovori na|odpověď na|vastaus|válaszcím|răspuns către|odpovedať-pre"
        "|yanıt adresi|кому відповісти",
        "other": "importance|priority|attachments|вложения|важность|приоритет|wichtigkeit|anlagen|pièces jointes"
        "|adjuntos|allegati|załączniki|bijlagen|organization|organisation|message-id|mailed-by|signed-by",
    }
)

# In lower case, without dashes and colons around them.
MARKS = frozenset(
    """
    forwarded message; begin forwarded message; start of forwarded message; this is a forwarded message;
    forwarded mail; forwarded email; forwarded by; fwd.msg
    přeposlaná zpráva; začátek přeposílané zprávy
    start på videresendt besked; videresendt meddelelse; videresendt besked; start på videresendt melding;
    videresendt melding
    anfang der weitergeleiteten nachricht; weitergeleitete nachricht; weitergeleitete e-mail
    inicio del mensaje reenviado; mensaje reenviado; comienzo del mensaje reenviado
    välitetty viesti alkaa; välitetty viesti / fwd.msg; välitetty viesti; edelleenlähetetty viesti
    début du message réexpédié; début du message transféré; message transmis; message transféré; message réexpédié
    započni proslijeđenu poruku; proslijeđena poruka
    továbbított levél kezdete; továbbított üzenet; továbbított levél
    inizio messaggio inoltrato; messaggio inoltrato; inizio del messaggio inoltrato
    begin doorgestuurd bericht; doorgestuurd bericht; begin van doorgestuurd bericht
    początek przekazywanej wiadomości; początek przekazanej wiadomości; przekazana wiadomość; wiadomość przekazana;
    treść przekazanej wiadomości; wiadomość przesłana dalej
    início da mensagem reencaminhada; mensagem reencaminhada; início da mensagem encaminhada; mensagem encaminhada
    începe mesajul redirecționat; mesaj redirecționat; mesaj redirecţionat; mesaj redirectionat
    начало переадресованного сообщения; начало пересылаемого сообщения; начало пересланного сообщения;
    пересылаемое сообщение; перенаправленное сообщение; пересланное сообщение; переадресованное сообщение;
    пересылаемое письмо; пересланное письмо; это пересылаемое сообщение
    začiatok preposlanej správy; preposlaná správa
    vidarebefordrat mejl; vidarebefordrat meddelande; vidarebefordrat brev
    ileti başlangıcı; i̇leti başlangıcı; i̇letilmiş mesaj; iletilmiş mesaj; i̇letilen i̇leti; iletilen ileti
    початок листа, що пересилається; перенаправлене повідомлення; переслане повідомлення
    edasi saadetud kiri
    メッセージを転送; 転送されたメッセージ; 转发邮件信息; 转发的邮件; 轉寄的郵件
    """.replace("\n", ";")
    .casefold()
    .split(";")
)
MARKS = frozenset(mark.strip() for mark in MARKS) - {""}

# Marks that go on with a name: "----- Forwarded by Ana on Tuesday -----".
MARKS_BY = (
    "forwarded by ",
    "forwarded message from ",
    "weitergeleitet von ",
    "weitergeleitete nachricht von ",
    "message transféré de ",
    "transféré par ",
    "reenviado por ",
    "inoltrato da ",
    "doorgestuurd door ",
    "przesłane przez ",
    "переслал ",
    "переслано ",
    "пересылаемое сообщение от ",
)

# Programs put these over what is answered as well as over what is passed on.
ORIGINALS = frozenset(
    {
        "original message",
        "original email",
        "исходное сообщение",
        "исходное письмо",
        "оригинальное сообщение",
        "ursprüngliche nachricht",
        "original-nachricht",
        "originalnachricht",
        "message d'origine",
        "message original",
        "message initial",
        "mensaje original",
        "messaggio originale",
        "messaggio di origine",
        "mensagem original",
        "oryginalna wiadomość",
        "wiadomość oryginalna",
        "oorspronkelijk bericht",
        "ursprungligt meddelande",
        "oprindelig meddelelse",
        "původní zpráva",
        "eredeti üzenet",
        "оригінальне повідомлення",
    }
)

# Who wrote: pieces of expressions.
WROTE = (
    r"wrote",
    r"writes",
    r"schrieb\w*",
    r"a écrit",
    r"écrit",
    r"escribi[óo]",
    r"ha scritto",
    r"scritto",
    r"schreef",
    r"geschreven",
    r"escreveu",
    r"napisa[łl]\w*(?:\([ao]\))?",
    r"pisze",
    r"napsal\w*(?:\(a\))?",
    r"napísal\w*",
    r"skrev",
    r"kirjoitti",
    r"írta",
    r"yazdı",
    r"a scris",
    r"rašė",
    r"написал\w*(?:\([ао]\))?",
    r"пишет",
    r"писал\w*(?:\([ао]\))?",
    r"пише",
    r"написав\w*",
)
