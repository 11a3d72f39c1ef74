"""Many things done in one transaction: what each asks is asked once, and what each plans is planned together.

An answer stands until one of the models that it was read from changes, or the transaction, or a savepoint in it,
ends. Outside of a batch everything is asked and written at once.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session

from agency.kernel.db import db

Answer = TypeVar("Answer")

# Of more keys than this each is asked for by itself.
FEW = 1_000
_ANSWERS = "batch.answers"


@contextmanager
def batch() -> Iterator[None]:
    """What is done in this block is one batch. It is committed by the caller, in the block or after it."""
    info = db.session.info
    info[_ANSWERS] = {}
    try:
        yield
    finally:
        info.pop(_ANSWERS, None)


def is_at_hand() -> bool:
    """Whether a batch is being done."""
    return _ANSWERS in db.session.info


def once_a_batch(question: Hashable, models: frozenset[type], ask: Callable[[], Answer]) -> Answer:
    """The answer to this question, read from these models; nobody changes what is given back."""
    answers = db.session.info.get(_ANSWERS)
    if answers is None:
        return ask()
    if question not in answers:
        answers[question] = models, ask()
    return cast(Answer, answers[question][1])


def may_be_among(
    question: Hashable, models: frozenset[type], key: str, keys: sa.Select[str]
) -> bool:
    """Whether it is worth asking for the row with this key: in a batch, where few rows have one, their keys tell."""

    def ask() -> frozenset[str] | None:
        found = frozenset(db.session.scalars(keys.limit(FEW + 1)))
        return found if len(found) <= FEW else None

    known = once_a_batch(question, models, ask) if is_at_hand() else None
    return known is None or key in known


@event.listens_for(Session, "after_flush")
def _forget_changed(session: Session, context: Any) -> None:
    answers = session.info.get(_ANSWERS)
    if answers:
        _forget(answers, {type(one) for one in (*session.new, *session.dirty, *session.deleted)})


@event.listens_for(Session, "do_orm_execute")
def _forget_before_statement(state: ORMExecuteState) -> None:
    answers = state.session.info.get(_ANSWERS)
    if answers and not state.is_select and state.bind_mapper is not None:
        _forget(answers, {state.bind_mapper.class_})


@event.listens_for(Session, "after_commit")
def _forget_all(session: Session) -> None:
    if not session.in_nested_transaction():  # a savepoint was released: what was true still is
        session.info.get(_ANSWERS, {}).clear()


@event.listens_for(Session, "after_soft_rollback")
def _forget_after_rollback(session: Session, previous: Any) -> None:
    session.info.get(_ANSWERS, {}).clear()


def _forget(answers: dict[Hashable, tuple[frozenset[type], Any]], changed: set[type]) -> None:
    for question in [each for each, (models, _) in answers.items() if models & changed]:
        del answers[question]
