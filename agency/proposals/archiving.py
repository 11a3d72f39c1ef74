"""What is kept of a proposal for good: its pages as PDF/A-3, with the very file that was sent or agreed to inside."""

from hashlib import sha256

import sqlalchemy as sa

from agency.kernel import due, files
from agency.kernel.db import db
from agency.kernel.due import Due
from agency.kernel.files import StoredFile
from agency.proposals.models import Proposal

JOB = "proposals.archive"


class NothingToKeep(Exception):
    """It was not sent: what may still change is not kept for good."""


def must_be_final(proposal: Proposal) -> StoredFile:
    """The file that was sent, or agreed to. Raises NothingToKeep."""
    if proposal.is_draft or proposal.agreed_paper is None or not proposal.content:
        raise NothingToKeep
    return proposal.agreed_paper


def mark_of(proposal: Proposal) -> str:
    """By which its archive file is found: that of an accepted one says so on its last page."""
    return _mark(must_be_final(proposal), accepted=proposal.acceptance is not None)


def archived(proposal: Proposal) -> StoredFile | None:
    """Its archive file, once it is made; of one that was accepted since, another."""
    return files.drawn(mark_of(proposal))


def kept_of(proposal: Proposal) -> list[StoredFile]:
    """Every archive file of it: made when it was sent, made when it was accepted."""
    finals = {file.sha256: file for file in (proposal.paper, proposal.agreed_paper) if file}
    found = (
        files.drawn(_mark(final, accepted=accepted))
        for final in finals.values()
        for accepted in (False, True)
    )
    return [file for file in found if file is not None]


def _mark(final: StoredFile, *, accepted: bool) -> str:
    return sha256(f"pdf/a-3a {final.sha256} {accepted}".encode()).hexdigest()


def is_under_way(proposal: Proposal) -> bool:
    """Whether it is being made."""
    return due.planned_for(JOB, proposal.id) is not None


def trouble(proposal: Proposal) -> str:
    """Why it could not be made the last time; empty where it could, or was not tried."""
    row = sa.select(Due.error).where(Due.kind == JOB, Due.subject == proposal.id)
    return db.session.scalar(row) or ""
