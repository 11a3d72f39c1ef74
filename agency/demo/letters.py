"""How the studio writes: signatures, words that it says often, and a letter that came with a layout of its own."""

from email.message import EmailMessage
from email.utils import format_datetime

from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.kernel.files import store
from agency.kernel.mail.compose import as_html
from agency.leads.models import Message
from agency.leads.snippets import Snippet

SIGNATURES = {
    "vera": {
        "en": "Vera Lindt\nKvarta, Yerevan\n+374 10 500 210",
        "ru": "Вера Линдт\nКварта, Ереван\n+374 10 500 210",
    },
    "nora": {"en": "Nora Petrosyan\nKvarta", "ru": "Нора Петросян\nКварта"},
}
NAMES = {"vera": {"ru": "Вера Линдт"}, "nora": {"ru": "Нора Петросян"}}
SNIPPETS = (
    (
        "en",
        "The brief",
        "",
        "It helps us both if you fill in our brief; it takes about ten minutes and nothing in it is binding:\n\n"
        "{link_brief}",
    ),
    (
        "en",
        "A first call",
        "",
        "Hello {first_name},\n\nthank you for writing. Half an hour on the phone usually answers more than ten "
        "letters. Would tomorrow suit you? Name a time, and I will ring you.",
    ),
    (
        "en",
        "What it costs, roughly",
        "",
        "A site like yours takes us between 180 and 300 hours. You will have the exact estimate hour by hour, "
        "so that you can see what each part costs and leave out what can wait.",
    ),
    (
        "ru",
        "Бриф",
        "",
        "Нам обоим поможет бриф: минут десять, и он ни к чему не обязывает.\n\n{link_brief}",
    ),
    (
        "ru",
        "Созвониться",
        "",
        "Здравствуйте, {first_name}!\n\nСпасибо, что написали. За полчаса разговора обычно проясняется больше, "
        "чем за десять писем. Удобно ли завтра? Назовите время, и я позвоню.",
    ),
)
PAPER = "background:#eef3f6;padding:24px;font-family:Georgia,serif"
SHEET = "background:#ffffff;max-width:560px;border-top:6px solid #17456b"
FROM_ELSEWHERE = "https://harbourline.example/news/summer.gif"


def write(studio: Studio) -> None:
    """Sign, keep the words at hand, and let Harbour Line's letter look as it came."""
    for key, signature in SIGNATURES.items():
        studio.members[key].signature = signature
        studio.members[key].signs_as = NAMES[key]
    for language, name, subject, words in SNIPPETS:
        db.session.add(Snippet(language=language, name=name, subject=subject, words=words))
    _lay_out(studio, studio.leads["harbour"].messages[-1])


def _lay_out(studio: Studio, message: Message) -> None:
    assert message.contact is not None
    picture = studio.pictures["ref-ferry"].read()
    letter = EmailMessage()
    letter["From"] = f"{message.contact.name} <{message.contact.email}>"
    letter["To"] = studio.agency.mail_address
    letter["Date"] = format_datetime(message.at)
    letter["Subject"] = message.subject
    letter.set_content(message.body)
    letter.add_alternative(_page(message), subtype="html")
    letter.add_attachment(picture, maintype="image", subtype="jpeg", filename="our new ferry.jpg")
    message.raw = store(
        letter.as_bytes(), name="letter.eml", content_type="message/rfc822", at=message.at
    )
    message.files.append(
        store(picture, name="our new ferry.jpg", content_type="image/jpeg", at=message.at)
    )


def _page(message: Message) -> str:
    return (
        f'<table width="100%" style="{PAPER}"><tr><td align="center"><table width="560" cellpadding="24" '
        f'style="{SHEET}"><tr><td><h2 style="color:#17456b">Harbour Line Ferries</h2>{as_html(message.body)}'
        f'<p style="color:#5c6b76;font-size:13px">Halifax, since 1921</p>'
        f'<img src="{FROM_ELSEWHERE}" width="80" height="40" alt="Summer 2026"></td></tr></table></td></tr></table>'
    )
