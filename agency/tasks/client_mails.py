"""Letters that bring the client to the work: the link to their page, and a report. A manager presses for each."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from agency.kernel import timeline
from agency.kernel.files import StoredFile
from agency.kernel.i18n import long_day, speaking
from agency.kernel.timeline import Actor
from agency.leads import mails
from agency.leads.mails import NoAddress
from agency.leads.readers import Readers, readers_of
from agency.people import queries as people
from agency.people.models import Member
from agency.tasks import client_links
from agency.tasks.projects import Project
from agency.tasks.reports import WorkReport

Texts = Mapping[str, tuple[str, str, str]]
LINK_SENT, REPORT_SENT = "tasks.client_link_sent", "tasks.report_sent"
# A button pressed twice.
AGAIN = timedelta(minutes=10)

PAGE: Texts = {
    "en": (
        "Your page: %(title)s",
        "Open the page",
        "Dear %(name)s,\n\n"
        "from now on you can see how the work on “%(title)s” goes: the stages with their days, what is done, and what "
        "waits for your word. You approve there, or ask for a change, without a login.\n\n"
        "%(link)s\n\n"
        "Whoever has this link sees the page and may speak on it, so pass it on with care.\n\n"
        "%(by)s\n%(house)s",
    ),
    "ru": (
        "Ваша страница: %(title)s",
        "Открыть страницу",
        "Здравствуйте, %(name)s!\n\n"
        "Теперь вы видите, как идёт работа «%(title)s»: этапы с датами, что готово и что ждёт вашего слова. Там же "
        "можно согласовать или попросить правку, вход и пароль не нужны.\n\n"
        "%(link)s\n\n"
        "Страницу видит каждый, у кого есть эта ссылка, и может на ней отвечать, поэтому передавайте её с "
        "осторожностью.\n\n"
        "%(by)s\n%(house)s",
    ),
}
REPORT: Texts = {
    "en": (
        "What was done, %(first)s to %(last)s: %(title)s",
        "Read the report",
        "Dear %(name)s,\n\n"
        "here is what was done on “%(title)s” from %(first)s to %(last)s, and what is next.\n\n"
        "%(summary)s"
        "%(link)s\n\n"
        "The same is attached as a PDF. If something in it is not as you see it, please answer this letter.\n\n"
        "%(by)s\n%(house)s",
    ),
    "ru": (
        "Что сделано, %(first)s – %(last)s: %(title)s",
        "Открыть отчёт",
        "Здравствуйте, %(name)s!\n\n"
        "Вот что сделано по работе «%(title)s» за период %(first)s – %(last)s и что дальше.\n\n"
        "%(summary)s"
        "%(link)s\n\n"
        "То же самое приложено в PDF. Если что-то видится вам иначе, просто ответьте на это письмо.\n\n"
        "%(by)s\n%(house)s",
    ),
}


def send_link(project: Project, *, by: Member, at: datetime) -> bool:
    """The letter with the link; False where it went a moment ago. Raises NoAddress."""
    # One lead may have several boards, each with a page of its own.
    if timeline.told_lately(project.lead.stream, LINK_SENT, after=at - AGAIN, project=project.id):
        return False
    _write(
        project,
        PAGE,
        lambda: client_links.one_more(project, at=at),
        {"title": project.title},
        by=by,
        at=at,
    )
    actor = Actor.member(by.id)
    timeline.record(project.lead.stream, LINK_SENT, at=at, by=actor, project=project.id)
    return True


def send_report(report: WorkReport, paper: StoredFile, *, by: Member, at: datetime) -> None:
    """The letter with the report; whoever sends it says so in the same transaction. Raises NoAddress."""
    project, content = report.project, report.content
    with speaking(project.lead.client.language):
        days = {"first": long_day(report.from_on), "last": long_day(report.until_on)}
    summary = content["summary"]
    said = {"title": content["title"], "summary": f"{summary}\n\n" if summary else "", **days}
    address = _addresses(report, at)
    _write(project, REPORT, address, said, by=by, at=at, files=[paper])
    actor = Actor.member(by.id)
    timeline.record(project.lead.stream, REPORT_SENT, at=at, by=actor, report=report.id)


def _addresses(report: WorkReport, at: datetime) -> Callable[[], str]:
    return lambda: client_links.for_report(report, at=at)


def _write(
    project: Project,
    texts: Texts,
    address: Callable[[], str],
    said: Mapping[str, str],
    *,
    by: Member,
    at: datetime,
    files: Sequence[StoredFile] = (),
) -> None:
    """To each reader alone: every one has a key of their own."""
    readers = readers_of(project.lead, automatic=True)
    if readers.is_nobody:
        raise NoAddress(project.lead.contact.name)
    for one in readers.apart():
        subject, says, words = texts.get(one.language, texts["en"])
        known = {**said, **_names(one, by), "link": address()}
        mails.write(
            project.lead,
            words=words % known,
            subject=subject % known,
            by=by,
            at=at,
            automatic=True,
            is_owed=True,
            readers=one,
            files=files,
            link_says=says,
        )


def _names(reader: Readers, by: Member) -> dict[str, str]:
    return {
        "name": reader.first_name or reader.name,
        "by": by.shown_name(reader.language),
        "house": people.agency().name,
    }
