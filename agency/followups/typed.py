"""A cadence as it stands on the editor's page: whatever was typed, kept as it was, with what is wrong at each field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from werkzeug.datastructures import MultiDict

from agency.followups import gaps
from agency.followups.states import Case, StepChannel
from agency.followups.steps import Cadence, Step, Texts
from agency.kernel.forms import parse_hours
from agency.kernel.i18n import LANGUAGES
from agency.kernel.worktime import CadenceError, CountedFrom, Delay

HOURS = "h"
Form = MultiDict[str, str]


@dataclass
class Words:
    """Subject and words in one language, as typed."""

    subject: str = ""
    words: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.subject.strip() or self.words.strip())

    @property
    def opening(self) -> str:
        """The subject, else how the words begin, for whoever sees them folded."""
        return self.subject.strip() or self.words.strip().partition("\n")[0]


Wording = dict[str, Words]


@dataclass
class TypedStep:
    """One step as typed. `key` is its name on the page, which stays when it is moved."""

    key: str
    count: str = "3"
    unit: str = "d"
    channel: str = StepChannel.letter.value
    name: Texts = field(default_factory=lambda: dict.fromkeys(LANGUAGES, ""))
    plain: Wording = field(default_factory=lambda: {lang: Words() for lang in LANGUAGES})
    cases: dict[Case, Wording] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    is_open: bool = False
    # Taken out on the page; its words stay there until the rest is published.
    gone: bool = False

    @classmethod
    def of(cls, step: Step) -> "TypedStep":
        """A step that was published."""
        count, unit = _delay_to_type(step.wait)
        return cls(
            key=str(step.n),
            count=count,
            unit=unit,
            channel=step.channel.value,
            name={lang: step.name.get(lang, "") for lang in LANGUAGES},
            plain=_to_type(
                {
                    lang: {"subject": step.subject.get(lang, ""), "words": step.words.get(lang, "")}
                    for lang in LANGUAGES
                }
            ),
            cases={
                case: _to_type(step.cases[case.value]) for case in Case if case.value in step.cases
            },
        )

    @classmethod
    def read(cls, key: str, form: Form) -> "TypedStep":
        """What the page sent of it."""
        return cls(
            key=key,
            count=form.get(f"{key}-count", ""),
            unit=form.get(f"{key}-unit", ""),
            channel=form.get(f"{key}-channel", ""),
            name={lang: form.get(f"{key}-name-{lang}", "") for lang in LANGUAGES},
            plain=_read_wording(form, key),
            cases={
                case: _read_wording(form, f"{key}-{case.value}")
                for case in Case
                if any(f"{key}-{case.value}-words-{lang}" in form for lang in LANGUAGES)
            },
            is_open=f"{key}-open" in form,
            gone=f"{key}-gone" in form,
        )

    @property
    def delay(self) -> Delay | None:
        """How long it waits; None where nobody can tell."""
        try:
            if self.unit != HOURS:
                return Delay.parse(f"{self.count.strip()}{self.unit}")
            minutes = parse_hours(self.count)
            return Delay.parse(f"{minutes}m") if minutes else None
        except CadenceError:
            return None

    @property
    def goes_by(self) -> StepChannel | None:
        """How it reaches them; None where the page sent something else."""
        return next((each for each in StepChannel if each.value == self.channel), None)

    def wordings(self) -> Iterator[tuple[Case | None, Wording]]:
        """The plain words, then those for what may have happened."""
        yield None, self.plain
        yield from self.cases.items()

    def field(self, name: str, case: Case | None = None, lang: str = "") -> str:
        """The name of one of its fields, which is its id too."""
        return "-".join(filter(None, (self.key, case.value if case else "", name, lang)))

    def case_open(self, focus: str = "") -> Case | None:
        """Whose words stand unfolded: those with something to mend, or just begun; else the plain ones."""
        fields = {focus, *self.errors}
        return next(
            (case for case in self.cases if any(self._is_of(case, each) for each in fields)), None
        )

    def _is_of(self, case: Case, field: str) -> bool:
        return field.startswith(f"{self.key}-{case.value}-")

    def as_step(self, n: int) -> Step:
        """The same as a step of a cadence, without a place in the database."""
        delay = self.delay
        return Step(
            n=n,
            delay=str(delay) if delay is not None else "",
            channel=self.goes_by or StepChannel.letter,
            name=_kept({lang: text.strip() for lang, text in self.name.items()}),
            subject=_kept({lang: _line(each.subject) for lang, each in self.plain.items()}),
            words=_kept({lang: gaps.stored(each.words) for lang, each in self.plain.items()}),
            cases={
                case.value: kept for case, each in self.cases.items() if (kept := _kept_case(each))
            },
        )


@dataclass
class TypedCadence:
    """All steps as typed, in the order of the page."""

    steps: list[TypedStep]
    counted_from: str = CountedFrom.previous.value
    errors: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, cadence: Cadence) -> "TypedCadence":
        """A cadence that was published."""
        return cls([TypedStep.of(step) for step in cadence.steps], cadence.counted_from)

    @classmethod
    def read(cls, form: Form) -> "TypedCadence":
        """What the page sent: the steps in the order in which they stand there."""
        keys = dict.fromkeys(key for key in form.getlist("step") if key.isdigit())
        return cls([TypedStep.read(key, form) for key in keys], form.get("counted_from", ""))

    @property
    def counts_from_start(self) -> bool:
        return self.counted_from == CountedFrom.start.value

    def step(self, key: str) -> TypedStep | None:
        """The step of this name."""
        return next((each for each in self.steps if each.key == key), None)

    @property
    def kept(self) -> list[TypedStep]:
        """Those that were not taken out."""
        return [each for each in self.steps if not each.gone]

    def number(self, step: TypedStep) -> int:
        """Which one it is of those that stay, counted from 1."""
        return self.kept.index(step) + 1

    def as_steps(self) -> list[Step]:
        """Those that stay, as steps of a cadence."""
        return [each.as_step(n) for n, each in enumerate(self.kept, start=1)]

    def press(self, command: str) -> str | None:
        """One of the page's buttons: add:2, up:2, down:2, remove:2, back:2, words:2:opened, same:2:opened.

        Gives the id of what to look at next; None where the button is not known.
        """
        verb, _, rest = command.partition(":")
        key, _, case = rest.partition(":")
        if verb == "add":
            return self._add(key)
        step = self.step(key)
        if step is None:
            return None
        if verb in ("words", "same"):
            return _other_words(step, verb, case)
        return self._put(verb, step)

    def _add(self, key: str) -> str:
        after = self.step(key)
        place = self.steps.index(after) + 1 if after is not None else len(self.steps)
        fresh = str(max((int(each.key) for each in self.steps), default=0) + 1)
        self.steps.insert(place, TypedStep(key=fresh, is_open=True))
        return f"{fresh}-count"

    def _put(self, verb: str, step: TypedStep) -> str | None:
        """Gives the button that was pressed, or the one that takes it back."""
        if verb in ("remove", "back"):
            step.gone = verb == "remove"
            return f"{step.key}-{'back' if step.gone else 'remove'}"
        shift = {"up": -1, "down": 1}.get(verb)
        if shift is None:
            return None
        place = self.steps.index(step)
        self.steps.insert(max(place + shift, 0), self.steps.pop(place))
        return f"{step.key}-{verb}"


def _other_words(step: TypedStep, verb: str, name: str) -> str | None:
    case = next((each for each in Case if each.value == name), None)
    if case is None:
        return None
    step.is_open = True
    if verb == "same":
        step.cases.pop(case, None)
        return f"{step.key}-words-{case.value}"
    # One begins with what is said anyway, and changes it.
    plain = {lang: Words(each.subject, each.words) for lang, each in step.plain.items()}
    step.cases.setdefault(case, plain)
    return step.field("words", case, next(iter(LANGUAGES)))


def _read_wording(form: Form, prefix: str) -> Wording:
    return {
        lang: Words(
            form.get(f"{prefix}-subject-{lang}", ""), form.get(f"{prefix}-words-{lang}", "")
        )
        for lang in LANGUAGES
    }


def _to_type(texts: Mapping[str, Mapping[str, str]]) -> Wording:
    found = {lang: texts.get(lang, {}) for lang in LANGUAGES}
    return {
        lang: Words(gaps.typed(each.get("subject", "")), gaps.typed(each.get("words", "")))
        for lang, each in found.items()
    }


def _delay_to_type(delay: Delay) -> tuple[str, str]:
    if delay.unit.value != "m":
        return str(delay.count), delay.unit.value
    hours = (Decimal(delay.count) / 60).quantize(Decimal("0.01")).normalize()
    return f"{hours:f}", HOURS


def _kept(texts: Texts) -> Texts:
    return {lang: text for lang, text in texts.items() if text}


def _kept_case(wording: Wording) -> dict[str, Texts]:
    found = {
        lang: _kept({"subject": _line(each.subject), "words": gaps.stored(each.words)})
        for lang, each in wording.items()
    }
    return {lang: texts for lang, texts in found.items() if texts}


def _line(text: str) -> str:
    return " ".join(gaps.stored(text).split())
