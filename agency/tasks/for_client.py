"""The work as its client sees it: plain values of what is shown to them, and of nothing else.

Templates of theirs get these and no rows, so that no hours, prices or words of ours can slip onto the page.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from agency.kernel.db import db
from agency.kernel.i18n import language
from agency.people.models import Member
from agency.tasks import dealing, rounds
from agency.tasks.attached import CloudLink, TaskFile
from agency.tasks.cards import Face
from agency.tasks.models import Task
from agency.tasks.projects import BoardColumn, ColumnKind, Project, Stage
from agency.tasks.reports import OPEN_TO_JUDGE, Said, Verdict, WorkReport
from agency.tasks.rounds import Rounds
from agency.tasks.talk import Comment


@dataclass(frozen=True)
class SaidHere:
    """A comment that both sides read; `face` is who of us wrote it, None where they did."""

    words: str
    who: str
    face: Face | None
    at: datetime


@dataclass(frozen=True)
class FileHere:
    """A file that they may have."""

    id: int
    name: str
    size: int


@dataclass(frozen=True)
class LinkHere:
    """A link to a cloud that they may follow."""

    url: str
    title: str


@dataclass(frozen=True)
class WordHere:
    """What they said of it last."""

    said: str
    name: str
    at: datetime
    is_beyond: bool


@dataclass(frozen=True)
class TaskHere:
    """A task as they see it; `asks` where their word is open, `mark` for this showing."""

    id: int
    title: str
    kind: ColumnKind
    stage: str
    due_on: date | None
    asks: bool
    mark: str
    word: WordHere | None
    talk: Sequence[SaidHere]
    files: Sequence[FileHere]
    links: Sequence[LinkHere]

    @property
    def is_done(self) -> bool:
        return self.kind is ColumnKind.done

    @property
    def lies_with_them(self) -> bool:
        return self.kind is ColumnKind.waiting

    @property
    def is_approved(self) -> bool:
        """Whether their last word was yes."""
        return self.word is not None and self.word.said == Said.approved.value


@dataclass(frozen=True)
class StageHere:
    """A stage of the work with its days."""

    title: str
    starts_on: date | None
    due_on: date | None
    done_at: datetime | None
    tasks: int
    done: int


@dataclass(frozen=True)
class ReportHere:
    """A report that was sent."""

    id: int
    from_on: date
    until_on: date


@dataclass(frozen=True)
class WorkHere:
    """All of the page."""

    title: str
    tasks: Sequence[TaskHere]
    stages: Sequence[StageHere]
    rounds: Rounds
    reports: Sequence[ReportHere]

    @property
    def asking(self) -> Sequence[TaskHere]:
        """What waits for them: what lies with them first, then what they may say a word about."""
        open_ = [each for each in self.tasks if each.asks]
        return sorted(open_, key=lambda each: not each.lies_with_them)

    def of(self, *kinds: ColumnKind) -> Sequence[TaskHere]:
        """The others in columns of these kinds."""
        return [each for each in self.tasks if each.kind in kinds and not each.asks]

    @property
    def going(self) -> Sequence[TaskHere]:
        return self.of(ColumnKind.work, ColumnKind.checking, ColumnKind.waiting)

    @property
    def to_come(self) -> Sequence[TaskHere]:
        return self.of(ColumnKind.next)

    @property
    def done(self) -> Sequence[TaskHere]:
        return self.of(ColumnKind.done)


def work_of(project: Project) -> WorkHere:
    """Ten statements, however much there is."""
    rows = _tasks(project.id)
    ids = [task.id for task in rows]
    talk, files, links, verdicts = _talk(ids), _files(ids), _links(ids), _verdicts(ids)
    stages = db.session.scalars(
        sa.select(Stage).where(Stage.project_id == project.id).order_by(Stage.position)
    ).all()
    names = {each.id: each.title for each in stages}
    tasks = [
        _here(
            task,
            stage=names.get(task.stage_id or 0, ""),
            words=verdicts[task.id],
            talk=talk[task.id],
            files=files[task.id],
            links=links[task.id],
        )
        for task in rows
    ]
    return WorkHere(
        title=project.title,
        tasks=tasks,
        stages=[_stage(each, rows) for each in stages],
        rounds=rounds.of(project),
        reports=_reports(project.id),
    )


def shown_task(project_id: int, task_id: int) -> Task | None:
    """A task that its client sees."""
    return db.session.scalar(_shown(project_id).where(Task.id == task_id))


def went_beyond(task_id: int) -> bool:
    """Whether the last word on it was a wish past the rounds that were sold."""
    last = sa.select(Verdict.is_beyond).where(Verdict.task_id == task_id).order_by(-Verdict.id)
    return db.session.scalar(last.limit(1)) is True


def shown_file(project_id: int, id: int) -> TaskFile | None:
    """A file that its client may have: shown, on a task that is shown."""
    seen = _shown(project_id).with_only_columns(Task.id)
    return db.session.scalar(
        sa.select(TaskFile).where(
            TaskFile.id == id, TaskFile.is_client_visible, TaskFile.task_id.in_(seen)
        )
    )


def sent_report(project_id: int, id: int) -> WorkReport | None:
    """A report of this project that was sent."""
    return db.session.scalar(
        sa.select(WorkReport).where(
            WorkReport.id == id,
            WorkReport.project_id == project_id,
            WorkReport.sent_at.is_not(None),
        )
    )


def _shown(project_id: int) -> sa.Select[Task]:
    return (
        sa.select(Task)
        .join(BoardColumn, BoardColumn.id == Task.column_id)
        .where(Task.project_id == project_id, Task.is_client_visible)
        .where(Task.archived_at.is_(None), Task.binned_at.is_(None))
    )


def _tasks(project_id: int) -> Sequence[Task]:
    wanted = _shown(project_id).order_by(BoardColumn.position, Task.order_key)
    return db.session.scalars(wanted.options(joinedload(Task.column))).all()


def _here(
    task: Task,
    *,
    stage: str,
    words: Sequence[Verdict],
    talk: Sequence[SaidHere],
    files: Sequence[FileHere],
    links: Sequence[LinkHere],
) -> TaskHere:
    assert task.column is not None
    last = words[-1] if words else None
    is_open = task.column.kind in OPEN_TO_JUDGE
    return TaskHere(
        id=task.id,
        title=task.title,
        kind=task.column.kind,
        stage=stage,
        due_on=task.due_on,
        asks=is_open and (last is None or last.said_at < task.moved_at),
        mark=task.shown_mark,
        word=WordHere(last.said.value, last.name, last.said_at, last.is_beyond) if last else None,
        talk=talk,
        files=files,
        links=links,
    )


def _stage(stage: Stage, tasks: Iterable[Task]) -> StageHere:
    inside = [task for task in tasks if task.stage_id == stage.id]
    return StageHere(
        title=stage.title,
        starts_on=stage.starts_on,
        due_on=stage.due_on,
        done_at=stage.done_at,
        tasks=len(inside),
        done=sum(task.is_done for task in inside),
    )


def _talk(ids: Sequence[int]) -> dict[int, list[SaidHere]]:
    wanted = (
        sa.select(Comment)
        .where(Comment.task_id.in_(ids), Comment.is_client_visible)
        .order_by(Comment.id)
    )
    found: dict[int, list[SaidHere]] = defaultdict(list)
    faces, names = dealing.faces_by_id(), _names()
    for each in db.session.scalars(wanted):
        face = faces.get(each.member_id or 0)
        who = names[face.id] if face is not None else each.client_name
        found[each.task_id].append(SaidHere(each.words, who, face, each.said_at))
    return found


def _names() -> dict[int, str]:
    """Ours, as they are written in the reader's language."""
    rows = db.session.execute(sa.select(Member.id, Member.name, Member.signs_as))
    return {id: (signs_as or {}).get(language()) or name for id, name, signs_as in rows}


def _files(ids: Sequence[int]) -> dict[int, list[FileHere]]:
    wanted = (
        sa.select(TaskFile)
        .where(TaskFile.task_id.in_(ids), TaskFile.is_client_visible)
        .options(joinedload(TaskFile.file))
        .order_by(TaskFile.id)
    )
    found: dict[int, list[FileHere]] = defaultdict(list)
    for each in db.session.scalars(wanted):
        found[each.task_id].append(FileHere(each.id, each.name, each.file.size))
    return found


def _links(ids: Sequence[int]) -> dict[int, list[LinkHere]]:
    wanted = sa.select(CloudLink).where(CloudLink.task_id.in_(ids), CloudLink.is_client_visible)
    found: dict[int, list[LinkHere]] = defaultdict(list)
    for each in db.session.scalars(wanted.order_by(CloudLink.id)):
        found[each.task_id].append(LinkHere(each.url, each.title))
    return found


def _verdicts(ids: Sequence[int]) -> dict[int, list[Verdict]]:
    found: dict[int, list[Verdict]] = defaultdict(list)
    wanted = sa.select(Verdict).where(Verdict.task_id.in_(ids)).order_by(Verdict.id)
    for each in db.session.scalars(wanted):
        found[each.task_id].append(each)
    return found


def _reports(project_id: int) -> list[ReportHere]:
    rows = db.session.execute(
        sa.select(WorkReport.id, WorkReport.from_on, WorkReport.until_on)
        .where(WorkReport.project_id == project_id, WorkReport.sent_at.is_not(None))
        .order_by(WorkReport.until_on.desc(), WorkReport.id.desc())
    )
    return [ReportHere(*row) for row in rows]
