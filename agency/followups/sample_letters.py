"""A step's letter as it will look, before there is anybody to whom it goes."""

from collections.abc import Mapping
from dataclasses import dataclass

from agency.followups import gaps, letter_pages, mails
from agency.followups.samples import WHAT, Sample
from agency.followups.states import Case, Purpose
from agency.followups.steps import Step
from agency.kernel.i18n import pick, speaking
from agency.kernel.mail.compose import Correspondent
from agency.kernel.web import address_of
from agency.people import queries as people
from agency.people.models import Member
from agency.proposals.posting import OPENS
from agency.proposals.readings import SECTIONS

STOPPED_AT = {"en": "“Your audience”", "ru": "«Ваша аудитория»"}
QUOTED = {"en": "“%s” and “%s”", "ru": "«%s» и «%s»"}
READ = ("estimate", "references")


@dataclass(frozen=True)
class SampleLetter:
    """What it says, and how a mail program shows it."""

    subject: str
    words: str
    page: str


def letter(
    step: Step,
    purpose: Purpose,
    sample: Sample,
    *,
    language: str,
    case: Case | None,
    by: Member,
) -> SampleLetter:
    """The step's letter in this language, after this has happened, signed by one of us."""
    values = values_for(purpose, sample, language, by)
    subjects, texts = step.wording(case)
    with speaking(language):
        # What nothing fills stands there as it was typed.
        subject = gaps.typed(gaps.filled(pick(subjects), values))
        words = gaps.typed(gaps.filled(pick(texts), values))
    to = [Correspondent(sample.first_name(language), "")]
    says = {Purpose.proposal: OPENS, Purpose.brief: mails.OPENS}.get(purpose, {}).get(language, "")
    page = letter_pages.page(subject, words, to=to, by=by, language=language, link_says=says)
    return SampleLetter(subject, words, page)


def values_for(purpose: Purpose, sample: Sample, language: str, by: Member) -> Mapping[str, str]:
    """What fills the gaps."""
    with speaking(language):
        return {
            "name": sample.first_name(language),
            "title": sample.title_in(language),
            "link": address_of("portal.proposal", token="example"),
            "manager": f"{by.shown_name(language)}\n{people.agency().name}",
            "sections": pick(QUOTED) % tuple(pick(SECTIONS[each]) for each in READ),
            "stopped_at": pick(STOPPED_AT),
            "what": pick(WHAT.get(purpose.value)),
        }
