"""A line of an estimate kept in the library of the house, to be taken again."""

from datetime import date

from agency.kernel.db import db
from agency.proposals import house_lines
from agency.proposals.house_lines import HouseLine
from agency.proposals.lines import EstimateLine


def keep(line: EstimateLine, *, on: date) -> HouseLine | None:
    """Keep it: in the words, hours and section that it has. One that is there already is the same; a blank one none."""
    if not line.text:
        return None
    proposal, role = line.section.proposal, line.role or (line.member.role if line.member else None)
    found = house_lines.same_words(line.text)
    if found is None:
        found = HouseLine(
            text={proposal.language: line.text},
            section={proposal.language: line.section.title},
            service=proposal.lead.service,
            role=None if line.is_fixed else role,
            minutes=line.minutes,
            most_minutes=line.most_minutes,
            fixed_minor=line.fixed_minor,
            currency=proposal.currency,
            unit=line.unit or "",
            tags=[],
            kept_on=on,
        )
        db.session.add(found)
        db.session.flush()
    # Where it came from is no part of what it says: the paper that was made stays right.
    line.house_line_id = found.id
    return found
