"""Somebody new on the team: a login without a password that anybody knows, and a letter to choose one."""

import secrets
from datetime import datetime

from flask_babel import gettext as _
from flask_security.recoverable import generate_reset_password_token

from agency.kernel import i18n
from agency.kernel.auth import Access
from agency.kernel.mail import outbox
from agency.kernel.mail.compose import Correspondent, Draft
from agency.kernel.web import address_of
from agency.people import queries as people
from agency.people.members import add_member
from agency.people.models import Member

WORDS = {
    "en": (
        "Hello %(name)s,\n\n%(house)s has a place for you. Choose your password here; the link holds for two "
        "hours:\n\n%(link)s\n\nAfter that, ask for another one here:\n\n%(again)s"
    ),
    "ru": (
        "Здравствуйте, %(name)s!\n\nВ %(house)s для вас открыт вход. Придумайте пароль по этой ссылке, она "
        "действует два часа:\n\n%(link)s\n\nПотом новую ссылку можно запросить здесь:\n\n%(again)s"
    ),
}


def invite(*, name: str, email: str, access: Access, at: datetime) -> Member:
    """The new member, with a letter on its way to them. Raises MemberRefused."""
    member = add_member(name=name, email=email, access=access, password=secrets.token_urlsafe(32))
    assert member.user is not None
    house = people.agency()
    token = str(generate_reset_password_token(member.user))  # type: ignore[no-untyped-call]
    link = address_of("security.reset_password", token=token)
    words = i18n.pick(WORDS) % {
        "name": member.first_name,
        "house": house.name,
        "link": link,
        "again": address_of("security.forgot_password"),
    }
    draft = Draft(
        sender=house.address,
        to=[Correspondent(member.name, member.user.email)],
        subject=str(_("Your login at %(house)s", house=house.name)),
        text=words,
        lang=i18n.language(),
        house=house.name,
        brand=house.brand_kit,
        automatic=True,
    )
    outbox.post(draft, now=at)
    return member
