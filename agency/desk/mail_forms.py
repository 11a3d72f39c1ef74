"""The forms of the mailboxes: how we log in there, and what of it is read."""

import re
from collections.abc import Sequence
from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from agency.kernel.forms import StaffForm
from agency.kernel.mail import oauth
from agency.kernel.mail.accounts import HowFar, title_of
from agency.kernel.mail.mail_accounts import Encryption, MailAccount, Way
from agency.kernel.mail.oauth import Client
from agency.kernel.sealed import SealBroken

HOST = re.compile(r"[^\s/@:]+")
TENANT = re.compile(r"[A-Za-z0-9.-]{1,100}")
COMMON = "common"


class MultiCheckboxField(SelectMultipleField):
    """Several of a list, each with its tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class LoginForm(StaffForm):
    """Which mailbox it is, and how we log in there. A secret that is left empty stays as it was."""

    way = RadioField(
        _l("How we log in"),
        choices=[
            SelectChoice(Way.google.value, _l("Google")),
            SelectChoice(Way.microsoft.value, _l("Microsoft 365")),
            SelectChoice(Way.password.value, _l("By a password")),
            SelectChoice(Way.other.value, _l("Another provider, by OAuth2")),
        ],
        validators=[InputRequired(_l("Choose one of them"))],
    )
    user = StringField(
        _l("Address of the mailbox"),
        [InputRequired(_l("Enter the address, like hello@studio.com")), Length(max=255)],
        description=_l("The name that its server knows it by; mostly the mail address."),
    )
    host = StringField(_l("Server"), [Length(max=255)], description=_l("Like imap.studio.com"))
    port = IntegerField(
        _l("Port"),
        [Optional(), NumberRange(1, 65535, _l("Enter a number from 1 to 65535"))],
        description=_l("Left empty: the usual one, 993 with TLS."),
    )
    encryption = SelectField(
        _l("Encryption"),
        choices=[
            SelectChoice(Encryption.tls.value, _l("TLS")),
            SelectChoice(Encryption.starttls.value, _l("STARTTLS")),
            SelectChoice(
                Encryption.none.value, _l("None: everybody on the way can read the password")
            ),
        ],
    )
    password = PasswordField(
        _l("Password"),
        [Length(max=1000)],
        description=_l("Kept sealed, and never shown again."),
    )
    client_id = StringField(_l("Client ID"), [Length(max=255)])
    client_secret = PasswordField(_l("Client secret"), [Length(max=1000)])
    tenant = StringField(
        _l("Directory (tenant) ID"),
        [Length(max=100)],
        description=_l("Only where your app in Microsoft Entra is for one organisation."),
    )
    authorize_url = StringField(_l("Where permission is asked"), [Length(max=500)])
    token_url = StringField(_l("Where keys are given out"), [Length(max=500)])
    scope = StringField(_l("Scope"), [Length(max=500)])

    known: MailAccount | None = None

    @classmethod
    def showing(cls, account: MailAccount) -> "LoginForm":
        """The form with what is there now, without its secrets."""
        form = cls(
            way=account.way.value,
            user=account.user,
            host=account.host,
            port=account.port,
            encryption=account.encryption.value,
            client_id=account.client_id,
            tenant=_tenant_in(account.token_url),
            authorize_url=account.authorize_url,
            token_url=account.token_url,
            scope=account.scope,
        )
        form.known = account
        return form

    def validate_host(self, field: StringField) -> None:
        needed = self.way.data in (Way.password.value, Way.other.value)
        typed = (field.data or "").strip()
        if (needed or typed) and not HOST.fullmatch(typed):
            raise ValidationError(_l("Enter the name of the server, like imap.studio.com"))

    def validate_user(self, field: StringField) -> None:
        if any(not letter.isprintable() for letter in field.data or ""):
            raise ValidationError(_l("Enter the address, like hello@studio.com"))

    def validate_password(self, field: PasswordField) -> None:
        has_one = self.known is not None and self.known.password
        if self.way.data == Way.password.value and not field.data and not has_one:
            raise ValidationError(_l("Enter the password; many providers want one made for apps"))

    def validate_client_id(self, field: StringField) -> None:
        if self.way.data != Way.password.value and not (field.data or "").strip():
            raise ValidationError(_l("Enter the client ID that the provider gave you for your app"))

    def validate_client_secret(self, field: PasswordField) -> None:
        has_one = self.known is not None and self.known.client_secret
        if self.way.data == Way.google.value and not field.data and not has_one:
            raise ValidationError(_l("Enter the client secret that Google gave you for your app"))

    def validate_tenant(self, field: StringField) -> None:
        if field.data and not TENANT.fullmatch(field.data.strip()):
            raise ValidationError(_l("Enter the ID as it stands in Microsoft Entra"))

    def validate_authorize_url(self, field: StringField) -> None:
        self._ask_for_safe(field)

    def validate_token_url(self, field: StringField) -> None:
        self._ask_for_safe(field)

    @property
    def place(self) -> tuple[str, str, int]:
        """Who logs in where: user, host and port."""
        encryption = Encryption(self.encryption.data)
        usual = {"tls": 993, "starttls": 143, "none": 143}[encryption.value]
        host = (self.host.data or "").strip().lower() or oauth.SERVERS.get(self.way.data, "")
        return self.user.data.strip(), host, self.port.data or usual

    @property
    def title(self) -> str:
        """What its people call it."""
        user, host, _port = self.place
        return title_of(user, host, "INBOX")

    def write_to(self, account: MailAccount) -> None:
        """Put what was typed into the account. Secrets that were left empty stay."""
        account.user, account.host, account.port = self.place
        account.encryption, account.way = Encryption(self.encryption.data), Way(self.way.data)
        account.version = (account.version or 0) + 1
        if self.password.data:
            account.log_in_with(self.password.data)
        if account.way is not Way.password:
            account.be_known_by(self._client(account))

    def _client(self, account: MailAccount) -> Client:
        way = self.way.data
        ask, give = oauth.URLS.get(way, (self.authorize_url.data or "", self.token_url.data or ""))
        tenant = (self.tenant.data or "").strip()
        if way == Way.microsoft.value and tenant:
            ask, give = (url.replace(f"/{COMMON}/", f"/{tenant}/") for url in (ask, give))
        return Client(
            (self.client_id.data or "").strip(),
            self.client_secret.data or _kept_secret(account),
            ask.strip(),
            give.strip(),
            oauth.SCOPES.get(way, (self.scope.data or "").strip()),
        )

    def _ask_for_safe(self, field: StringField) -> None:
        if self.way.data == Way.other.value and not oauth.is_safe((field.data or "").strip()):
            raise ValidationError(_l("Enter an address that begins with https://"))


class ReadingForm(StaffForm):
    """What of a mailbox is read. How far back is asked, and never guessed."""

    inboxes = MultiCheckboxField(_l("Folders where others’ letters arrive"))
    sent = SelectField(_l("Folder of what you sent"), validate_choice=True)
    how_far = RadioField(
        _l("How far back shall the first reading go?"),
        choices=[
            SelectChoice(HowFar.from_now.value, _l("Only what comes from now on")),
            SelectChoice(HowFar.since.value, _l("Since a day")),
            SelectChoice(HowFar.everything.value, _l("Everything that lies there")),
        ],
    )
    since_on = DateField(_l("The first day"), [Optional()])
    marks_seen = BooleanField(
        _l("Mark what we read as read on the server"),
        description=_l("Off, nothing there is changed. Nothing is ever deleted or moved."),
    )

    was_asked = False

    def offer(self, folders: Sequence[str], *, asked: bool) -> None:
        """Let these folders be chosen; `asked` says that how far back was answered before."""
        self.inboxes.choices = [SelectChoice(name, name) for name in folders]
        self.sent.choices = [SelectChoice("", _l("None")), *self.inboxes.choices]
        self.was_asked = asked
        if asked:
            self.how_far.choices = [SelectChoice("", _l("As it is")), *self.how_far.choices]

    def validate_inboxes(self, field: MultiCheckboxField) -> None:
        if not field.data and not self.sent.data:
            raise ValidationError(_l("Choose one folder at least"))

    def validate_sent(self, field: SelectField) -> None:
        if field.data and field.data in (self.inboxes.data or []):
            raise ValidationError(_l("A folder holds either what others write, or what you sent"))

    def validate_how_far(self, field: RadioField) -> None:
        if not field.data and not self.was_asked:
            raise ValidationError(_l("Say how far back it shall go"))

    def validate_since_on(self, field: DateField) -> None:
        if self.how_far.data == HowFar.since.value and not field.data:
            raise ValidationError(_l("Enter the first day"))

    @property
    def choice(self) -> HowFar | None:
        """What was chosen; None where it stays as it was."""
        return HowFar(self.how_far.data) if self.how_far.data else None

    @property
    def first_day(self) -> date | None:
        """The day that was typed, where it counts."""
        return self.since_on.data if self.how_far.data == HowFar.since.value else None


def _kept_secret(account: MailAccount) -> str:
    try:
        return account.client.secret
    except SealBroken:
        return ""


def _tenant_in(url: str) -> str:
    found = re.search(r"login\.microsoftonline\.com/([^/]+)/", url or "")
    return found[1] if found and found[1] != COMMON else ""
