"""Signing in: an account with what its server wants to hear, a password or a key that holds for an hour.

Keys are kept in memory, one for each account and process, so that its folders do not all ask for one of their own.
No transaction is open while a provider is asked.
"""

import hashlib
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field, replace

import sqlalchemy as sa

from agency.kernel.db import db, reading, writing
from agency.kernel.mail import oauth
from agency.kernel.mail.accounts import Account
from agency.kernel.mail.line import MailboxTrouble
from agency.kernel.mail.mail_accounts import MailAccount, Way
from agency.kernel.mail.mailboxes import Trouble
from agency.kernel.mail.oauth import Client, GrantRefused, ProviderAway
from agency.kernel.sealed import SealBroken, seal, unseal

EARLY = 120  # seconds before its end at which a key counts as old


class NoLongerRead(Exception):
    """Its owner switched this account off, or took it away."""


@dataclass(frozen=True)
class _Kept:
    key: str = field(repr=False)
    until: float
    grant: str


_keys: dict[int, _Kept] = {}
_doors: defaultdict[int, threading.Lock] = defaultdict(threading.Lock)


@dataclass(frozen=True)
class _Secrets:
    password: str = field(repr=False, default="")
    client: Client | None = None
    refresh: str = field(repr=False, default="")


def sign_in(account: Account) -> Account:
    """The account with its secret. Raises MailboxTrouble, NoLongerRead; the caller commits.

    Called with no transaction at hand; leaves none but where a provider gave us a new grant to keep.
    """
    if account.id is None:
        return account
    secrets = _secrets_of(account.id)
    if secrets.client is None:
        return replace(account, password=secrets.password)
    return replace(account, token=_key(account.id, secrets.client, secrets.refresh))


def forget_key(account: Account) -> None:
    """The server did not take it: the next one is asked for afresh."""
    if account.id is not None:
        _keys.pop(account.id, None)


def _secrets_of(id: int) -> _Secrets:
    db.session.rollback()
    try:
        with reading():
            found = db.session.get(MailAccount, id, populate_existing=True)
            if found is None:
                raise NoLongerRead
            if found.way is Way.password:
                return _Secrets(password=unseal(found.password))
            if found.needs_grant:
                raise MailboxTrouble(Trouble.grant, "")
            return _Secrets(client=found.client, refresh=unseal(found.refresh_token))
    except SealBroken as error:
        raise MailboxTrouble(Trouble.seal, "") from error
    finally:
        db.session.rollback()


def _key(id: int, client: Client, refresh: str) -> str:
    grant = hashlib.sha256(refresh.encode()).hexdigest()
    with _doors[id]:
        kept = _keys.get(id)
        if kept and kept.grant == grant and kept.until > time.monotonic():
            return kept.key
        keys = _ask(client, refresh)
        if keys.refresh and keys.refresh != refresh:
            _keep_grant(id, keys.refresh)
            grant = hashlib.sha256(keys.refresh.encode()).hexdigest()
        _keys[id] = _Kept(keys.access, time.monotonic() + keys.seconds - EARLY, grant)
        return keys.access


def _ask(client: Client, refresh: str) -> oauth.Keys:
    try:
        return oauth.refresh(client, refresh)
    except GrantRefused as error:
        raise MailboxTrouble(Trouble.grant, str(error)) from error
    except ProviderAway as error:
        raise MailboxTrouble(Trouble.provider, str(error)) from error


def _keep_grant(id: int, refresh: str) -> None:
    # Some providers give a new one each time. The version stays: nobody has to log in anew because of it.
    changed = sa.update(MailAccount).where(MailAccount.id == id)
    with writing():
        db.session.execute(changed.values(refresh_token=seal(refresh)))
