"""What stands in a report: plain values in the database, and the same as its readers see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from agency.tasks.reports import WorkReport

LONGEST = 5000
LONGEST_LINE = 300


@dataclass(frozen=True)
class Done:
    """A task that was finished, or went on; with words that both sides read."""

    title: str
    is_done: bool
    on: date | None
    said: Sequence[str]


@dataclass(frozen=True)
class Worked:
    """Hours of one section: in the period, and since the beginning."""

    section: str
    minutes: int
    so_far: int


@dataclass(frozen=True)
class Next:
    """A stage or a task that comes, with its day."""

    title: str
    on: date | None
    is_stage: bool


@dataclass(frozen=True)
class Figure:
    """So many of so many."""

    count: int
    of: int | None


@dataclass(frozen=True)
class Report:
    """A report as it is read, on page and paper."""

    title: str
    client: str
    from_on: date
    until_on: date
    lang: str
    summary: str
    next_step: str
    done: Sequence[Done]
    going: Sequence[Done]
    hours: Sequence[Worked]
    next: Sequence[Next]
    finished: Figure
    rounds: Figure | None

    @property
    def minutes(self) -> int:
        return sum(each.minutes for each in self.hours)

    @property
    def most_minutes(self) -> int:
        """Of the section that took most in these days: what the bars are measured by."""
        return max((each.minutes for each in self.hours), default=0) or 1

    @property
    def so_far(self) -> int:
        return sum(each.so_far for each in self.hours)

    @classmethod
    def of(cls, report: WorkReport) -> "Report":
        """What is shown of it, and nothing that was left out."""
        content, project = report.content, report.project
        lines = [_done(each) for each in content["done"] if each["shown"]]
        figures = content["figures"]
        return cls(
            title=content["title"],
            client=content["client"],
            from_on=report.from_on,
            until_on=report.until_on,
            lang=project.lead.client.language,
            summary=content["summary"],
            next_step=content["next_step"],
            done=[each for each in lines if each.is_done],
            going=[each for each in lines if not each.is_done],
            hours=[_worked(each) for each in content["hours"] if each["shown"]],
            next=[_next(each) for each in content["next"] if each["shown"]],
            finished=Figure(figures["done"], figures["tasks"]),
            rounds=_rounds(figures),
        )


def edited(content: Mapping[str, Any], typed: Mapping[str, str]) -> dict[str, Any]:
    """The content as a manager's form says: each line reworded, shown or left out."""
    result = dict(content)
    for name in ("summary", "next_step"):
        result[name] = typed.get(name, "").strip()
    for name in ("done", "next", "hours"):
        result[name] = [_edited(each, typed) for each in content[name]]
    return result


def too_long(content: Mapping[str, Any]) -> list[str]:
    """What is longer than a reader reads, by the names of its fields."""
    long = [name for name in ("summary", "next_step") if len(content[name]) > LONGEST]
    lines = [*content["done"], *content["next"], *content["hours"]]
    return long + [each["key"] for each in lines if len(each["title"]) > LONGEST_LINE]


def _edited(line: Mapping[str, Any], typed: Mapping[str, str]) -> dict[str, Any]:
    key = line["key"]
    result = dict(line)
    result["title"] = typed.get(f"title-{key}", "").strip() or line["title"]
    result["shown"] = f"show-{key}" in typed
    if "said" in line:
        result["said"] = [
            {**each, "shown": f"show-{each['key']}" in typed} for each in line["said"]
        ]
    return result


def _done(line: Mapping[str, Any]) -> Done:
    said = [each["words"] for each in line["said"] if each["shown"]]
    return Done(line["title"], line["is_done"], _day(line["on"]), said)


def _worked(line: Mapping[str, Any]) -> Worked:
    return Worked(line["title"], line["minutes"], line["so_far"])


def _next(line: Mapping[str, Any]) -> Next:
    return Next(line["title"], _day(line["on"]), line["is_stage"])


def _rounds(figures: Mapping[str, Any]) -> Figure | None:
    sold = figures["rounds_sold"]
    return Figure(figures["rounds_used"], sold) if sold is not None else None


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None
