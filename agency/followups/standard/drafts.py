"""How a step of the standard cadences is written down."""

from dataclasses import dataclass, field

from agency.followups.states import Case, StepChannel
from agency.followups.steps import Step


@dataclass(frozen=True)
class Wording:
    """One step in one language; a reminder to call has only a name, and what to talk about."""

    name: str
    subject: str
    words: str


@dataclass(frozen=True)
class Draft:
    """A step: after how long, its words by language, and other words by what happened: (subject, words) by language."""

    delay: str
    words: dict[str, Wording]
    cases: dict[Case, dict[str, tuple[str, str]]] = field(default_factory=dict)
    channel: StepChannel = StepChannel.letter

    def step(self, n: int) -> Step:
        """The same as the step with this number."""
        return Step(
            n=n,
            delay=self.delay,
            channel=self.channel,
            name={lang: each.name for lang, each in self.words.items()},
            subject={lang: each.subject for lang, each in self.words.items()},
            words={lang: each.words for lang, each in self.words.items()},
            cases={
                case.value: {
                    lang: {"subject": subject, "words": words}
                    for lang, (subject, words) in texts.items()
                }
                for case, texts in self.cases.items()
            },
        )
