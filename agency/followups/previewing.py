"""The preview beside the editor: the days of a cadence as it is typed, for somebody whom the page chose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from agency.followups import overview, samples
from agency.followups.foresight import Foreseen, Jump, Wait, Why, foresee
from agency.followups.overview import Line
from agency.followups.samples import Sample, UnknownPlace
from agency.followups.states import CASES, Case, Purpose, StepChannel
from agency.followups.typed import TypedCadence, TypedStep
from agency.kernel.i18n import LANGUAGES, language
from agency.kernel.worktime import CalendarError
from agency.kernel.worktime.public_holidays import holiday_name


@dataclass(frozen=True)
class Ahead:
    """One step with its moment."""

    step: TypedStep
    foreseen: Foreseen
    here: datetime | None

    @property
    def is_letter(self) -> bool:
        return self.step.goes_by is not StepChannel.call


@dataclass(frozen=True)
class Preview:
    """What the cadence would do for this sample, begun at this moment."""

    sample: Sample
    start: datetime
    here: datetime
    there: datetime
    ahead: Sequence[Ahead]
    line: Line
    # Which letter is shown: the key of its step, its language, and after what has happened.
    shown: str
    lang: str
    case: Case | None
    wrong: dict[str, str] = field(default_factory=dict)
    too_far: bool = False

    @property
    def is_one_zone(self) -> bool:
        return self.here.utcoffset() == self.there.utcoffset()


def preview(
    typed: TypedCadence, purpose: Purpose, asked: Mapping[str, str], *, zone: str, now: datetime
) -> Preview:
    """The days of it, as the page asked: for whom, from when; what was asked wrongly is said at its field."""
    wrong: dict[str, str] = {}
    try:
        sample = samples.sample(asked, zone)
    except UnknownPlace as error:
        wrong[str(error)] = str(error)
        sample = samples.sample({}, zone)
    start = _start(asked.get("starts", ""), zone) or now
    steps = typed.kept
    waits = [Wait(each.delay, each.goes_by is StepChannel.call) for each in steps]
    try:
        days = foresee(waits, sample.calendar, start, from_start=typed.counts_from_start)
        too_far = False
    except (CalendarError, OverflowError):
        days, too_far = [Foreseen(n) for n in range(1, len(steps) + 1)], True
    return Preview(
        sample=sample,
        start=start,
        here=start.astimezone(ZoneInfo(zone)),
        there=sample.calendar.local(start),
        ahead=[
            Ahead(step, day, day.at and day.at.astimezone(ZoneInfo(zone)))
            for step, day in zip(steps, days, strict=True)
        ],
        line=overview.line_of(
            [(each.delay, each.goes_by or StepChannel.letter) for each in steps],
            from_start=typed.counts_from_start,
        ),
        shown=_shown(asked.get("read") or asked.get("shown", ""), steps),
        lang=asked["lang"] if asked.get("lang") in LANGUAGES else sample.language,
        case=next((each for each in CASES[purpose] if each.value == asked.get("case")), None),
        wrong=wrong,
        too_far=too_far,
    )


def name_of(jump: Jump) -> str:
    """What a holiday is called there."""
    if jump.why is not Why.holiday or jump.country is None:
        return ""
    return holiday_name(jump.first, jump.country, language())


def _start(typed: str, zone: str) -> datetime | None:
    """A moment on our own clock."""
    try:
        local = datetime.fromisoformat(typed).replace(tzinfo=None)
        return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _shown(key: str, steps: Sequence[TypedStep]) -> str:
    letters = [each.key for each in steps if each.goes_by is not StepChannel.call]
    return key if key in letters else next(iter(letters), "")
