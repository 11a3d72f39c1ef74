"""Making templates, publishing their drafts as versions, putting them away, carrying them from house to house."""

import json
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from agency.briefs import building
from agency.briefs.building import Draft
from agency.briefs.questionnaire import Questionnaire
from agency.briefs.reading import NotAQuestionnaire, kept, read
from agency.briefs.soundness import Fault, faults
from agency.briefs.templates import BriefTemplate, BriefVersion
from agency.kernel.db import db
from agency.kernel.i18n import LANGUAGES
from agency.people.models import Member, Service

# What a file may hold; a form of three hundred questions has a tenth of it.
LARGEST_FILE = 4 * 1024 * 1024


class NotSound(Exception):
    """What should be published has faults."""

    def __init__(self, found: list[Fault]) -> None:
        self.faults = found
        super().__init__()


class NothingChanged(Exception):
    """What should be published is what counts already."""


class ChangedSince(Exception):
    """The draft is not the one that was looked at."""


def publish(template: BriefTemplate, *, edits: int, by: Member, at: datetime) -> BriefVersion:
    """Its draft counts from now on, for briefs that begin. Raises ChangedSince, NothingChanged, NotSound.

    Briefs that are half filled stay on the version with which they began.
    """
    asks = _to_publish(template, edits)
    number = 1 + (db.session.scalar(_last_number(template)) or 0)
    if template.current is not None:
        template.current.retired_at = at
        # The one that counts is unique: the one before makes room first.
        db.session.flush()
    version = BriefVersion(
        template=template,
        number=number,
        document=kept(asks),
        published_at=at,
        published_by=by,
    )
    template.draft = None
    db.session.add(version)
    db.session.flush()
    db.session.expire(template, ["current"])
    return version


def discard(template: BriefTemplate, *, by: Member, at: datetime) -> str | None:
    """Its draft is as what counts now again. Gives what it was, to be put back."""
    before = template.draft
    template.draft = None
    template.edits += 1
    template.edited_by, template.edited_at = by, at
    return before


def pause(template: BriefTemplate) -> None:
    """Nobody begins one by its link; what is half filled goes on."""
    template.is_live = False


def go_live(template: BriefTemplate) -> None:
    """Its link works."""
    template.is_live = True


def archive(template: BriefTemplate, *, at: datetime) -> None:
    """It is put away with all its versions; briefs that were filled stay."""
    template.archived_at = template.archived_at or at


def take_out(template: BriefTemplate) -> None:
    """It is no longer put away."""
    template.archived_at = None


def make(
    name: dict[str, str],
    service: Service | None,
    asks: Questionnaire,
    *,
    by: Member,
    at: datetime,
) -> BriefTemplate:
    """A template with a draft that nobody sees yet; without a service it brings one of its own name."""
    slug = _free_slug(name, db.session.scalars(sa.select(BriefTemplate.slug)))
    template = BriefTemplate(
        slug=slug, service=service or _service(name), name=name, edits=0, origins=[], is_live=True
    )
    db.session.add(template)
    building.keep(template, Draft(asks), by=by, at=at)
    db.session.flush()
    return template


def versions(template: BriefTemplate) -> list[BriefVersion]:
    """All that it has asked, the latest first."""
    found = sa.select(BriefVersion).where(BriefVersion.template_id == template.id)
    who = joinedload(BriefVersion.published_by)
    return list(db.session.scalars(found.order_by(BriefVersion.number.desc()).options(who)))


def exported(template: BriefTemplate, asks: Questionnaire) -> str:
    """As a file that another house reads."""
    whole = {"name": template.called, **asks.data()}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def imported(data: bytes) -> tuple[dict[str, str], Questionnaire]:
    """The name and the form in a file. Raises NotAQuestionnaire, which says where it is wrong."""
    if len(data) > LARGEST_FILE:
        raise NotAQuestionnaire("", _("This file is larger than any form: 4 MB is the most."))
    try:
        whole = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise NotAQuestionnaire("", _("This is no text in UTF-8.")) from None
    except json.JSONDecodeError as error:
        raise NotAQuestionnaire(
            _("line %(line)d", line=error.lineno),
            _("This is no JSON: it breaks off or has a slip here."),
        ) from None
    except ValueError:
        # A number with thousands of figures.
        raise NotAQuestionnaire("", _("This file holds a number that no form has.")) from None
    except RecursionError:
        raise NotAQuestionnaire("", _("This file is nested too deep.")) from None
    asks = read(whole)
    return _name_in(whole), asks


def _to_publish(template: BriefTemplate, edits: int) -> Questionnaire:
    """The draft, if it is the one that was looked at, says anything new and makes sense."""
    if template.edits != edits:
        raise ChangedSince
    if not building.is_changed(template):
        raise NothingChanged
    asks = building.draft_of(template).asks
    wrong = [each for each in faults(asks) if not each.is_warning]
    if wrong:
        raise NotSound(wrong)
    return asks


def _name_in(whole: dict[str, Any]) -> dict[str, str]:
    name = whole.get("name")
    if not isinstance(name, dict):
        return {}
    return {
        language: words.strip()[:120]
        for language, words in name.items()
        if language in LANGUAGES and isinstance(words, str) and words.strip()
    }


def _last_number(template: BriefTemplate) -> sa.Select[int]:
    return sa.select(sa.func.max(BriefVersion.number)).where(
        BriefVersion.template_id == template.id
    )


def _service(name: dict[str, str]) -> Service:
    return Service(slug=_free_slug(name, db.session.scalars(sa.select(Service.slug))), name=name)


def _free_slug(name: dict[str, str], taken: Iterable[str]) -> str:
    """A short name for an address, of the English words where there are any."""
    words = re.findall(r"[a-z0-9]+", name.get("en", "").lower())
    wanted = "-".join(words)[:32].strip("-") or "brief"
    known = set(taken)
    tries = (wanted if n == 1 else f"{wanted}-{n}" for n in range(1, len(known) + 3))
    return next(each for each in tries if each not in known)
