"""Settings: each has a default that works, each wrong value a message that names it."""

import stat
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from agency.config import ConfigError, Settings, load_settings, without_secrets


@pytest.fixture
def database() -> str:
    """Settings do not depend on it: one database is enough."""
    return "sqlite"


def settings(tmp_path: Path, **environ: str) -> Settings:
    return load_settings({"AGENCY_DATA": str(tmp_path / "data"), **environ})


def refusal(tmp_path: Path, **environ: str) -> str:
    with pytest.raises(ConfigError) as caught:
        settings(tmp_path, **environ)
    return str(caught.value)


def test_everything_has_a_default(tmp_path: Path) -> None:
    found = settings(tmp_path)
    assert found.database_url == f"sqlite:///{tmp_path}/data/agency.sqlite"
    assert found.redis_url is None
    assert found.smtp_url is None
    assert found.imap_url is None
    assert (found.port, found.base_url) == (8000, "http://localhost:8000")
    assert found.listen == "127.0.0.1"
    assert not found.demo


def test_an_empty_variable_counts_as_none(tmp_path: Path) -> None:
    names = ("DATABASE_URL", "REDIS_URL", "SMTP_URL", "IMAP_URL", "BASE_URL", "PORT")
    names = (*names, "LISTEN")
    assert settings(tmp_path, **dict.fromkeys(names, "")) == settings(tmp_path)


def test_a_demo_data_folder_says_so(tmp_path: Path) -> None:
    found = settings(tmp_path)
    (found.data / "demo").touch()
    assert found.demo


def test_the_secret_is_made_once_and_kept_for_this_user_only(tmp_path: Path) -> None:
    first = settings(tmp_path).secret_key
    assert len(first) >= 32
    assert settings(tmp_path).secret_key == first
    kept = tmp_path / "data" / "secret_key"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert sorted(path.name for path in kept.parent.iterdir()) == ["secret_key"]


def test_a_given_secret_is_not_written_down(tmp_path: Path) -> None:
    assert settings(tmp_path, SECRET_KEY="s" * 32).secret_key == "s" * 32
    assert not (tmp_path / "data" / "secret_key").exists()


def test_secrets_stay_out_of_the_representation(tmp_path: Path) -> None:
    found = settings(
        tmp_path,
        SECRET_KEY="hush" * 8,
        DATABASE_URL="postgresql://u:hush@db/agency",
        REDIS_URL="redis://:hush@cache",
        SMTP_URL="smtp://u:hush@mail",
        IMAP_URL="imap://u:hush@mail",
    )
    assert "hush" not in repr(found)


@pytest.mark.parametrize("name", ["plain", "with space", "50 % # 1 ? &", "Квартира", "x" * 150])
def test_the_data_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    found = load_settings({"AGENCY_DATA": str(tmp_path / name)})
    assert make_url(found.database_url).database == str(tmp_path / name / "agency.sqlite")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_reached_by_psycopg(tmp_path: Path, scheme: str) -> None:
    found = settings(tmp_path, DATABASE_URL=f"{scheme}://me:p%40ss@db:5433/agency?host=/run")
    assert found.database_url == "postgresql+psycopg://me:p%40ss@db:5433/agency?host=%2Frun"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REDIS_URL", "redis://cache:6380/1"),
        ("REDIS_URL", "rediss://:word@cache:6380"),
        ("REDIS_URL", "unix:///run/redis.sock?db=1"),
        ("SMTP_URL", "smtp://mail"),
        ("SMTP_URL", "smtps://me%40studio.example:word@mail:465"),
        ("SMTP_URL", "smtp+starttls://me:word@mail:587"),
        ("SMTP_URL", "smtp://me:word@mail:587?starttls"),
        ("IMAP_URL", "imap://me:word@mail"),
        ("IMAP_URL", "imaps://me%40studio.example:w%2Frd@mail:1993/INBOX/Leads?since=2026-11-01"),
        ("IMAP_URL", "imap+starttls://me:word@mail/%D0%9F%D0%BE%D1%87%D1%82%D0%B0?since=all"),
    ],
)
def test_an_address_is_taken_as_it_is(tmp_path: Path, name: str, value: str) -> None:
    assert getattr(settings(tmp_path, **{name: value}), name.lower()) == value


def test_the_base_has_no_slash_at_its_end(tmp_path: Path) -> None:
    found = settings(tmp_path, BASE_URL="https://studio.example/")
    assert found.base_url == "https://studio.example"


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("PORT", "http", "a number from 1 to 65535"),
        ("PORT", "0", "a number from 1 to 65535"),
        ("PORT", "65536", "a number from 1 to 65535"),
        ("PORT", "８０００", "a number from 1 to 65535"),
        ("DATABASE_URL", "agency.db", "postgresql://user:password@host:port/name"),
        ("DATABASE_URL", "mysql://db/agency", "postgresql://user:password@host:port/name"),
        ("DATABASE_URL", "postgresql://db", "postgresql://user:password@host:port/name"),
        ("DATABASE_URL", "postgresql://db:port/x", "postgresql://user:password@host:port/name"),
        ("DATABASE_URL", "sqlite://", "sqlite:////absolute/path"),
        ("DATABASE_URL", "sqlite:///near.db", "sqlite:////absolute/path"),
        ("REDIS_URL", "localhost:6379", "redis://host:port/0"),
        ("REDIS_URL", "http://cache", "redis://host:port/0"),
        ("REDIS_URL", "redis://", "redis://host:port/0"),
        ("REDIS_URL", "redis://cache:port", "redis://host:port/0"),
        ("REDIS_URL", "redis://cache/first", "redis://host:port/0"),
        ("REDIS_URL", "unix://", "unix:///path/to/socket"),
        ("SMTP_URL", "mail.example", "smtp://, smtps:// or smtp+starttls://"),
        ("SMTP_URL", "imap://mail.example", "smtp://, smtps:// or smtp+starttls://"),
        ("SMTP_URL", "smtp://", "smtp://, smtps:// or smtp+starttls://"),
        ("SMTP_URL", "smtp://mail:none", "smtp://, smtps:// or smtp+starttls://"),
        ("SMTP_URL", "smtp://mail?tls=1", "smtp://, smtps:// or smtp+starttls://"),
        ("IMAP_URL", "mail.example", "imap://, imaps:// or imap+starttls://"),
        ("IMAP_URL", "pop3://me:word@mail", "imap://, imaps:// or imap+starttls://"),
        ("IMAP_URL", "imap://mail", "user:password@host:port/Folder"),
        ("IMAP_URL", "imap://me@mail", "user:password@host:port/Folder"),
        ("IMAP_URL", "imap://:word@mail", "user:password@host:port/Folder"),
        ("IMAP_URL", "imap://me:word@", "user:password@host:port/Folder"),
        ("IMAP_URL", "imap://me:word@mail:none", "user:password@host:port/Folder"),
        ("IMAP_URL", "imap://me:word@mail:0", "user:password@host:port/Folder"),
        ("IMAP_URL", "imap://me:wo#rd@mail", "@ and other marks as %40"),
        ("IMAP_URL", "imap://me:word%0D%0A@mail", "user:password@host:port/Folder"),
        ("IMAP_URL", "imap://me:word@mail/%FF", "user:password@host:port/Folder"),
        ("IMAP_URL", "imap://me:word@mail?since=May", "?since=2026-11-01 or ?since=all"),
        ("IMAP_URL", "imap://me:word@mail?since=", "?since=2026-11-01 or ?since=all"),
        ("IMAP_URL", "imap://me:word@mail?sinse=all", "?since=2026-11-01 or ?since=all"),
        ("IMAP_URL", "imap://me:word@mail?since=all&since=all", "?since=2026-11-01 or"),
        ("BASE_URL", "studio.example", "an address like https://studio.example"),
        ("BASE_URL", "ftp://studio.example", "an address like https://studio.example"),
        ("BASE_URL", "https://", "an address like https://studio.example"),
        ("BASE_URL", "https://studio.example/crm", "an address like https://studio.example"),
        ("BASE_URL", "https://studio.example?a=1", "an address like https://studio.example"),
        ("BASE_URL", "https://studio.example:70000", "an address like https://studio.example"),
        ("SECRET_KEY", "short", "at least 32 characters"),
        ("SECRET_KEY", "", "at least 32 characters"),
    ],
)
def test_a_wrong_value_is_named_with_what_was_expected(
    tmp_path: Path, name: str, value: str, expected: str
) -> None:
    message = refusal(tmp_path, **{name: value})
    assert message.startswith(f"{name} is ")
    assert expected in message


def test_a_data_folder_under_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigError, match=r"AGENCY_DATA is .*; expected a folder"):
        load_settings({"AGENCY_DATA": str(tmp_path / "file" / "data")})


def test_a_data_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigError, match=r"AGENCY_DATA is .*; expected a folder"):
        load_settings({"AGENCY_DATA": str(tmp_path / "file")})


def test_a_kept_secret_that_was_cut_off_is_refused(tmp_path: Path) -> None:
    found = settings(tmp_path)
    (found.data / "secret_key").write_text("cut")
    message = refusal(tmp_path)
    assert str(found.data / "secret_key") in message
    assert "remove that file" in message


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://me:hush@db/agency"),
        ("DATABASE_URL", "mysql://db/agency?password=hush"),
        ("REDIS_URL", "http://:hush@cache"),
        ("SMTP_URL", "imap://me:hu@sh/hush@mail"),
        ("SMTP_URL", "me:hush@mail"),
        ("IMAP_URL", "imap://me:hush@mail/INBOX?since=hush"),
        ("IMAP_URL", "imap://me:hush?hush@mail"),
        ("IMAP_URL", "imap://me:hush#hush@mail"),
        ("IMAP_URL", "imap://me:hu@sh/hush@mail"),
        ("BASE_URL", "https://me:hush@studio.example"),
        ("SECRET_KEY", "hush"),
    ],
)
def test_a_message_tells_no_secret(tmp_path: Path, name: str, value: str) -> None:
    assert "hush" not in refusal(tmp_path, **{name: value})


def test_what_is_shown_of_an_address_still_tells_which_one() -> None:
    assert without_secrets("postgresql://me:hush@db:5432/x?a=b") == "postgresql://…@db:5432/x?…"
    assert without_secrets("redis://cache:6379/0") == "redis://cache:6379/0"
