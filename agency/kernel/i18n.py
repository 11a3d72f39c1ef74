"""English and Russian: which one this person reads, and how figures and times are written in it."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton, format_time
from babel.numbers import format_decimal
from babel.units import format_unit
from flask import Flask, g, has_app_context, has_request_context, request, session
from flask_babel import Babel, force_locale, get_locale, get_translations
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from agency.kernel.phones import spaced

LANGUAGES: Mapping[str, str] = {"en": "English", "ru": "Русский"}
DEFAULT = "en"

babel = Babel()


def init_i18n(app: Flask) -> None:
    """Choose the language for each request and give templates their filters."""
    app.config["BABEL_DEFAULT_LOCALE"] = DEFAULT
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(app.config["TRANSLATIONS"])
    babel.init_app(app, locale_selector=choose_language)
    words = _Words()
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda text: words.at_hand().ugettext(text),
        ngettext=lambda one, many, count: words.at_hand().ungettext(one, many, count),
        newstyle=True,
    )
    app.jinja_env.globals["_"] = words.said
    app.jinja_env.filters.update(
        hours=hours,
        day=day,
        long_day=long_day,
        clock=clock_time,
        moment=moment,
        in_zone=in_zone,
        weekday=weekday,
        weekday_and_day=weekday_and_day,
        pick=pick,
        size=size,
        spaced=spaced,
        money=lambda amount: amount.format(language()),
        amount=lambda amount: amount.format(language(), symbol=False),
    )


class _Words:
    """The catalogues of the languages, each found once: Babel would ask its way to them for every word of a page."""

    def __init__(self) -> None:
        self._by_language: dict[str, Any] = {}

    def at_hand(self) -> Any:
        """Those of the language at hand."""
        locale = _locale_at_hand()
        if locale is None:
            return get_translations()
        found = self._by_language.get(locale.language)
        if found is None:
            found = self._by_language[locale.language] = get_translations()
        return found

    @pass_context
    def said(self, context: Context, text: str, /, **values: Any) -> str:
        """What `_()` in a template says, as Jinja's own does in three steps; a page has hundreds of them."""
        words: str = self.at_hand().ugettext(text)
        if context.eval_ctx.autoescape:
            words = Markup(words)
        return words % values if "%" in words else words


def choose_language() -> str:
    """A language that was asked for, else the one chosen before, else what the browser prefers."""
    if not has_request_context():
        return DEFAULT
    for candidate in (getattr(g, "language", None), request.args.get("lang"), _remembered()):
        if candidate in LANGUAGES:
            return str(candidate)
    return request.accept_languages.best_match(list(LANGUAGES)) or DEFAULT


def language() -> str:
    """The language at hand, "en" or "ru"."""
    found = _locale_at_hand()
    return found.language if found is not None and found.language in LANGUAGES else DEFAULT


def _locale_at_hand() -> Locale | None:
    """That of Babel, by the shortest way once it is known: a page asks hundreds of times."""
    kept = g.get("_flask_babel") if has_app_context() else None
    known: Locale | None = getattr(kept, "babel_locale", None)
    return known if known is not None else get_locale()


def remember(language: str) -> None:
    """Keep the choice for this browser."""
    if language in LANGUAGES:
        session["language"] = language


def pick(texts: Mapping[str, str] | str | None) -> str:
    """The wording in the language at hand, else in English, else in any."""
    if texts is None or isinstance(texts, str):
        return texts or ""
    return texts.get(language()) or texts.get(DEFAULT) or next(iter(texts.values()), "")


def hours(minutes: int, most: int | None = None) -> str:
    """Minutes as hours: 150 is "2.5", in Russian "2,5"; from–to where they are: "2–3.5"."""
    if most is not None and most != minutes:
        return f"{hours(minutes)}–{hours(most)}"
    return _in_hours(minutes, language())


# A page writes the same few figures and days again and again, and so does the next page.
@lru_cache(maxsize=10_000)
def _in_hours(minutes: int, language: str) -> str:
    value = (Decimal(minutes) / 60).quantize(Decimal("0.01")).normalize()
    return str(format_decimal(value, locale=language, format="#,##0.##"))


def day(value: date | datetime | None, zone: str | None = None, *, with_year: bool = False) -> str:
    """A short day: "24 Mar", "24 мар."; nothing where there is none."""
    if value is None:
        return ""
    local = in_zone(value, zone) if isinstance(value, datetime) and zone else value
    return _short_day(local.year, local.month, local.day, with_year, language())


@lru_cache(maxsize=10_000)
def _short_day(year: int, month: int, day: int, with_year: bool, language: str) -> str:
    pattern = "d MMM y" if with_year else "d MMM"
    return str(format_date(date(year, month, day), pattern, locale=language)).rstrip(".")


def long_day(value: date | datetime, zone: str | None = None) -> str:
    """A day in words: "24 March 2026", "24 марта 2026"."""
    local = in_zone(value, zone) if isinstance(value, datetime) and zone else value
    return str(format_date(local, "d MMMM y", locale=language()))


def clock_time(value: datetime, zone: str) -> str:
    """A time of day there: "09:00"."""
    return str(format_time(in_zone(value, zone), "HH:mm", locale=language()))


def moment(value: datetime, zone: str, now: datetime | None = None) -> str:
    """A time as near as needed: "15:41" today, "Tue 15:41" this week, else "24 Mar, 15:41"."""
    local = in_zone(value, zone)
    if now is not None:
        distance = abs(local.date() - in_zone(now, zone).date())
        if not distance:
            return str(format_time(local, "HH:mm", locale=language()))
        if distance < timedelta(days=7):
            return str(format_datetime(local, "ccc HH:mm", locale=language()))
    return str(format_datetime(local, "d MMM, HH:mm", locale=language()))


def weekday(value: date | datetime, skeleton: str = "EEE") -> str:
    """The name of the day: "Mon", "пн"."""
    day = value.date() if isinstance(value, datetime) else value
    return _named_day(day, skeleton, language())


@lru_cache(maxsize=1_000)
def _named_day(day: date, skeleton: str, language: str) -> str:
    # Which pattern a skeleton means is looked for among all that a language has.
    return str(format_skeleton(skeleton, day, locale=language))


def weekday_and_day(value: date | datetime) -> str:
    """The day as a title: "Thursday, 19 March", "Четверг, 19 марта"."""
    words = str(format_date(value, "EEEE, d MMMM", locale=language()))
    return words[:1].upper() + words[1:]


def size(count: int) -> str:
    """How large a file is: "340 kB", "1.2 MB", in Russian "1,2 МБ"."""
    unit, value = ("megabyte", count / 1e6) if count >= 1e6 else ("kilobyte", max(count / 1e3, 1))
    shown = round(value, 1) if value < 10 and unit == "megabyte" else round(value)
    return str(format_unit(shown, unit, length="short", locale=language()))


def in_zone(value: datetime, zone: str) -> datetime:
    """The same instant on the clock of that place."""
    return value.astimezone(ZoneInfo(zone))


speaking = force_locale


def _remembered() -> str | None:
    # Reading an absent session must not set a cookie for a guest.
    return session.get("language") if session else None
