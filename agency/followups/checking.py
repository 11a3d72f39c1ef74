"""What has to be mended before a cadence can be published, said at the field that it is about."""

from collections.abc import Iterator
from itertools import pairwise

from flask_babel import gettext as _
from flask_babel import ngettext

from agency.followups import gaps
from agency.followups.states import CASES, Case, Purpose, StepChannel
from agency.followups.typed import TypedCadence, TypedStep, Wording
from agency.kernel.i18n import LANGUAGES
from agency.kernel.worktime import CountedFrom, Delay

MOST_STEPS = 12
# How long one step may wait, and what a unit is worth in days: an hour is one of nine of a working day.
LONGEST_DAYS = 366
DAYS = {"m": 1 / 60 / 9, "d": 1.0, "w": 7.0, "M": 30.4}
LONGEST = {"name": 80, "subject": 200, "words": 6000}


def check(typed: TypedCadence, purpose: Purpose) -> bool:
    """Whether it can be published; what is wrong stands in `errors` of the cadence and of its steps."""
    typed.errors = list(_of_the_whole(typed))
    for step in typed.kept:
        step.errors = dict(_of(step, purpose))
    _check_order(typed)
    for step in typed.kept:
        # What is wrong inside is not hidden in a folded step.
        step.is_open = step.is_open or any(_is_inside(field) for field in step.errors)
    return not typed.errors and not any(step.errors for step in typed.kept)


def _is_inside(field: str) -> bool:
    return not field.endswith(("-count", "-channel"))


def days_of(delay: Delay) -> float:
    """About how many days a delay lasts."""
    return delay.count * DAYS[delay.unit.value]


def problems(typed: TypedCadence) -> list[tuple[str, str]]:
    """The field and the words of all that is wrong, in the order of the page."""
    found = [("", error) for error in typed.errors]
    for step in typed.kept:
        found += [
            (name, _("Step %(n)d: %(error)s", n=typed.number(step), error=error))
            for name, error in step.errors.items()
        ]
    return found


def _of_the_whole(typed: TypedCadence) -> Iterator[str]:
    if not typed.kept:
        yield _("A cadence needs a step at least. Add one.")
    if len(typed.kept) > MOST_STEPS:
        yield ngettext(
            "At most %(num)d step: more letters than that are a nuisance. Remove some.",
            "At most %(num)d steps: more letters than that are a nuisance. Remove some.",
            MOST_STEPS,
        )
    if typed.counted_from not in list(CountedFrom):
        yield _("Choose what the delays are counted from.")


def _of(step: TypedStep, purpose: Purpose) -> Iterator[tuple[str, str]]:
    delay = step.delay
    if delay is None:
        yield step.field("count"), _("Enter how long it waits: a number from 1, like 3.")
    elif days_of(delay) > LONGEST_DAYS:
        yield step.field("count"), _("At most a year. Enter a smaller number.")
    if step.goes_by is None:
        yield step.field("channel"), _("Choose how it goes out.")
    yield from _of_name(step)
    for case, wording in step.wordings():
        if case is None or case in CASES[purpose]:
            yield from _of_words(step, case, wording, purpose)


def _of_name(step: TypedStep) -> Iterator[tuple[str, str]]:
    first = step.field("name", lang=next(iter(LANGUAGES)))
    if not any(name.strip() for name in step.name.values()):
        yield first, _("Give it a name, for you and your colleagues.")
    for lang, name in step.name.items():
        if len(name) > LONGEST["name"]:
            yield step.field("name", lang=lang), _too_long("name")


def _of_words(
    step: TypedStep, case: Case | None, wording: Wording, purpose: Purpose
) -> Iterator[tuple[str, str]]:
    is_letter = step.goes_by is not StepChannel.call
    if all(each.is_empty for each in wording.values()) and (is_letter or case is not None):
        first = step.field("words", case, next(iter(LANGUAGES)))
        yield (
            first,
            _("Write the words, in one language at least.")
            if case is None
            else _("Write the words for this, or take them away."),
        )
        return
    for lang, each in wording.items():
        subject, words = (step.field(name, case, lang) for name in ("subject", "words"))
        if is_letter and case is None and not each.is_empty:
            # Other words may leave the subject as it is; the plain ones need both.
            if not each.subject.strip():
                yield subject, _("Give the letter a subject.")
            if not each.words.strip():
                yield words, _("Write the words of the letter.")
        yield from _of_text(subject, "subject", each.subject, purpose, case)
        yield from _of_text(words, "words", each.words, purpose, case)


def _of_text(
    field: str, kind: str, text: str, purpose: Purpose, case: Case | None
) -> Iterator[tuple[str, str]]:
    if len(text) > LONGEST[kind]:
        yield field, _too_long(kind)
        return
    unknown = gaps.unknown_in(text, purpose, case)
    if unknown:
        yield field, _unknown(unknown, purpose, case)


def _unknown(unknown: list[str], purpose: Purpose, case: Case | None) -> str:
    known = " ".join(f"{{{name}}}" for name in gaps.known(purpose, case))
    words: str = ngettext(
        "Nothing fills %(names)s in this letter. Take it out, or use one of these: %(known)s",
        "Nothing fills %(names)s in this letter. Take them out, or use these: %(known)s",
        len(unknown),
        names=", ".join(unknown),
        known=known,
    )
    return words


def _too_long(kind: str) -> str:
    return str(_("At most %(most)d characters. Make it shorter.", most=LONGEST[kind]))


def _check_order(typed: TypedCadence) -> None:
    """Counted from the start, each step comes later than the one before it."""
    if not typed.counts_from_start:
        return
    for before, step in pairwise(typed.kept):
        earlier, later = before.delay, step.delay
        if earlier and later and days_of(later) <= days_of(earlier):
            step.errors.setdefault(
                step.field("count"),
                _(
                    "Counted from the start, this comes no later than the step before it. Give it a longer delay."
                ),
            )
