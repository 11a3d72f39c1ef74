"""Adding somebody to the team."""

import sqlalchemy as sa
from email_validator import EmailNotValidError, validate_email

from agency.kernel.auth import Access, User
from agency.kernel.db import db
from agency.people.models import Member

PASSWORD_MIN = 10


class MemberRefused(Exception):
    """Somebody could not be added; the message says what to do."""


def add_member(*, name: str, email: str, access: Access, password: str) -> Member:
    """A member with a login. Raises MemberRefused for an unusable address, name or password."""
    if not name.strip():
        raise MemberRefused("Give the name, like --name 'Vera Lindt'.")
    if len(password) < PASSWORD_MIN:
        raise MemberRefused(f"Choose a password of at least {PASSWORD_MIN} characters.")
    try:
        checked = validate_email(email, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise MemberRefused(f"{email!r} is not an e-mail address: {error}") from error
    address = checked.normalized.lower()
    if db.session.scalar(sa.select(User.id).where(User.email == address)) is not None:
        raise MemberRefused(f"{address} has a login already.")
    user = User.make(email=address, password=password, access=access)
    member = Member(name=name.strip(), user=user)
    db.session.add(member)
    db.session.flush()
    return member
