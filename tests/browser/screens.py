"""Every screen of the product: whose it is, and where it stands in the demo studio."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes, policy
from functools import cache

from agency.demo import cast
from tests import small_work
from tests.browser import every_kind
from tests.caller import Caller, answers_to_the_brief
from tests.house import House
from tests.journeys.letters import text_of

Place = Callable[["Places"], str]


@dataclass(frozen=True)
class Screen:
    """One screen: `who` of the cast opens it (a guest when nobody), `place` knows its path."""

    name: str
    who: str | None
    place: str | Place
    # A proposal is written in one language, whoever reads it.
    speaks_for_itself: bool = False
    status: int = 200

    def __str__(self) -> str:
        return self.name

    def path(self, house: House, lang: str = "en") -> str:
        """Its path in this house; guests ask for a language in the address."""
        path = self.place if isinstance(self.place, str) else self.place(Places(house))
        if self.who or self.speaks_for_itself:
            return path
        return f"{path}{'&' if '?' in path else '?'}lang={lang}"


@dataclass(frozen=True)
class Places:
    """Where things stand in a house: ids and secret links, read from its database."""

    house: House

    def lead(self, key: str) -> str:
        return f"/leads/{self._lead(key)}"

    def proposal(self, key: str) -> str:
        return f"/proposals/{self._one('SELECT id FROM proposal WHERE lead_id = :lead', key)}"

    def board(self, key: str) -> str:
        return f"/boards/{self._one('SELECT id FROM project WHERE lead_id = :lead', key)}"

    def task(self, key: str) -> str:
        busiest = (
            "SELECT task.id FROM task JOIN project ON project.id = project_id"
            " JOIN time_entry ON task_id = task.id WHERE project.lead_id = :lead"
            " GROUP BY task.id ORDER BY count(*) DESC LIMIT 1"
        )
        return f"/tasks/{self._one(busiest, key)}"

    def offer(self, key: str) -> str:
        """The page that the client opens from the letter with the proposal."""
        return self._in_letters(key, r"/p/[\w-]+")

    def work(self, key: str) -> str:
        """The client's page of the work, from the letter with its link."""
        return self._in_letters(key, r"/work/[\w-]+")

    def report(self, key: str) -> str:
        """The report that the client opens from its letter."""
        return self._in_letters(key, r"/report/[\w-]+")

    def question(self) -> str:
        """What a client asked about a line, and nobody has answered."""
        ((id,),) = self.house.ask("SELECT max(id) FROM pin WHERE settled_at IS NULL")
        return f"/questions/{id}"

    def no_more(self, key: str) -> str:
        """The page that the link below a reminder opens."""
        return self._in_letters(key, r"/letters/[\w-]+/end")

    def _in_letters(self, key: str, path: str) -> str:
        letters = self.house.ask(
            "SELECT mime FROM letter JOIN message ON letter_id = letter.id"
            " WHERE lead_id = :lead ORDER BY letter.id",
            lead=self._lead(key),
        )
        words = (text_of(message_from_bytes(mime, policy=policy.default)) for (mime,) in letters)
        found = (re.search(path, letter) for letter in words)
        return next(match[0] for match in found if match)

    def arrival(self, outcome: str) -> str:
        question = "SELECT max(id) FROM arrival WHERE outcome = :outcome"
        ((id,),) = self.house.ask(question, outcome=outcome)
        return f"/arrivals/{id}"

    def letter(self) -> str:
        ((id,),) = self.house.ask("SELECT max(id) FROM letter WHERE stayed_home")
        return f"/dev/mail/{id}"

    def brief(self) -> str:
        filled_in_brief(self.house)
        ((id,),) = self.house.ask("SELECT max(id) FROM brief WHERE lead_id IS NOT NULL")
        return f"/briefs/{id}"

    def made_brief(self, slug: str, more: str = "") -> str:
        """A template in the builder."""
        ((id,),) = self.house.ask("SELECT id FROM brief_template WHERE slug = :slug", slug=slug)
        return f"/settings/briefs/{id}{more}"

    def brief_page(self, number: int, question: str = "") -> str:
        return f"{begun_brief(self.house)}/{number}{question}"

    def changed_brief(self) -> str:
        return changed_brief(self.house)[0]

    def changed_thanks(self) -> str:
        return changed_brief(self.house)[1]

    def colleagues_page(self) -> str:
        return colleagues_page(self.house)

    def ended_link(self) -> str:
        return ended_link(self.house)

    def partner_page(self) -> str:
        return partner_page(self.house)

    def person(self, key: str) -> str:
        return f"/contacts/{self._contact(key)}"

    def two_entries(self) -> str:
        """Nino, who stands in the demo's book in both alphabets."""
        ((twice,),) = self.house.ask("SELECT id FROM contact WHERE phone_key = '+995322550123'")
        return f"{self.person('lunara')}/joining?with={twice}"

    def thanks(self) -> str:
        return filled_in_brief(self.house)

    def _lead(self, key: str) -> int:
        email = next(caller.email for caller in cast.CALLERS if caller.key == key)
        ((id,),) = self.house.ask(
            "SELECT lead.id FROM lead JOIN contact ON contact.id = contact_id WHERE email = :email",
            email=email,
        )
        return int(id)

    def _contact(self, key: str) -> int:
        question = "SELECT contact_id FROM lead WHERE id = :lead"
        ((id,),) = self.house.ask(question, lead=self._lead(key))
        return int(id)

    def _one(self, question: str, key: str) -> int:
        ((id,),) = self.house.ask(question, lead=self._lead(key))
        return int(id)


@cache
def partner_page(house: House) -> str:
    """The page of the first partner, by a link that an account manager makes; its path."""
    desk = Caller(house).log_in("vera")
    made = desk.send(desk.look("/partners/1"), "make-link")
    found = re.search(r"/partner/[\w-]+", made.text)
    assert found is not None
    return found[0]


@cache
def begun_brief(house: House) -> str:
    """A brief of which the first page came in; the beginning of its pages' paths."""
    return _fill_in(house, "Begun", pages=1).rpartition("/")[0]


@cache
def filled_in_brief(house: House) -> str:
    """A brief that was handed in; the path of the thanks."""
    return _fill_in(house, "Filled", pages=4)


@cache
def changed_brief(house: House) -> tuple[str, str]:
    """A brief that was changed after it was sent, once told of and once not yet: ours, and the page of the thanks."""
    guest, path = Caller(house), _fill_in(house, "Changed", pages=4)
    ((id,),) = house.ask("SELECT max(id) FROM brief")
    for press, name in (("send", "Changed B. In"), ("next", "Changed C. In")):
        page = guest.send(guest.look(path), "changes")
        guest.send(page, "brief", press=("go", press), **{"q-q1": name})
    return f"/briefs/{id}", path


@cache
def colleagues_page(house: House) -> str:
    """A page of a brief that was passed to a colleague, by the link in the letter to them."""
    guest, asked = Caller(house), {"hand-name": "Tomás Nunes", "hand-address": "tomas@example.com"}
    page = guest.look(f"{begun_brief(house)}/3")
    guest.send(page, "brief", press=("go", "hand"), **asked)
    ((mime,),) = house.ask("SELECT mime FROM letter ORDER BY id DESC LIMIT 1")
    found = re.search(r"/brief/h/[\w-]+", text_of(message_from_bytes(mime, policy=policy.default)))
    assert found is not None
    return found[0]


@cache
def ended_link(house: House) -> str:
    """A link to a brief that opens nothing any more."""
    path = _fill_in(house, "Ended", pages=1)
    house.change(
        "UPDATE guest_link SET revoked_at = created_at"
        " WHERE kind = 'brief' AND subject = (SELECT max(id) FROM brief)"
    )
    return path


def _fill_in(house: House, name: str, *, pages: int) -> str:
    guest = Caller(house)
    page = guest.look("/brief/website")
    answers = answers_to_the_brief(house, f"{name} In", f"{name.lower()}@example.com")
    unseen = {"zone": "Europe/Berlin", "work": small_work.done(small_work.task_in(page.text))}
    for _ in range(pages):
        page = guest.send(page, "brief", press=("go", "next"), **unseen, **answers)
    return page.path


STAFF = (
    Screen("home", "nora", "/"),
    Screen("inbox", "vera", "/inbox"),
    Screen("other mail", "vera", "/arrivals"),
    Screen("other mail, a message", "vera", lambda at: at.arrival("quarantine")),
    Screen("other mail, an answer", "vera", lambda at: at.arrival("auto_reply")),
    Screen("leads", "vera", "/leads"),
    Screen("leads, nothing found", "vera", "/leads?words=nothingofthekind"),
    Screen("search", "vera", "/search?q=site"),
    Screen("search, nothing found", "vera", "/search?q=nothingofthekind"),
    Screen("new lead", "vera", "/leads/new"),
    Screen("lead, unanswered", "vera", lambda at: at.lead("harbour")),
    Screen("lead, followed up", "vera", lambda at: at.lead("northgate")),
    Screen("lead, won", "vera", lambda at: at.lead("lunara")),
    Screen("lead, read by a member", "timur", lambda at: at.lead("northgate")),
    Screen("partners", "vera", "/partners"),
    Screen("partner", "vera", "/partners/1"),
    Screen("partner, to be changed", "vera", "/partners/1/details"),
    Screen("lead, by a partner", "vera", lambda at: at.lead("areni")),
    Screen("people", "vera", "/contacts"),
    Screen("people, pairs", "vera", "/contacts/doubles"),
    Screen("person", "nora", lambda at: at.person("lunara")),
    Screen("person, put together", "vera", lambda at: at.two_entries()),
    Screen("person, to be erased", "nora", lambda at: f"{at.person('lunara')}/erasure"),
    Screen("proposals", "vera", "/proposals"),
    Screen("estimate", "vera", lambda at: at.proposal("olaria")),
    Screen("estimate, sent", "vera", lambda at: at.proposal("northgate")),
    Screen("estimate, accepted", "vera", lambda at: at.proposal("lunara")),
    Screen("estimate, details open", "vera", lambda at: f"{at.proposal('olaria')}?open=l2&open=s2"),
    Screen("cells to paste", "vera", lambda at: f"{at.proposal('olaria')}/pasting"),
    Screen("lines of the library", "vera", lambda at: f"{at.proposal('olaria')}/library"),
    Screen("lines from earlier", "vera", lambda at: f"{at.proposal('olaria')}/earlier?from=2"),
    Screen("lines kept", "vera", "/settings/lines"),
    Screen("what hours cost", "nora", "/settings/costs"),
    Screen("estimate, with its margin", "nora", lambda at: at.proposal("areni")),
    Screen("words", "vera", lambda at: f"{at.proposal('olaria')}/words"),
    Screen("pages", "vera", lambda at: f"{at.proposal('olaria')}/pages"),
    Screen("settings, brand", "nora", "/settings/brand"),
    Screen("PDF and letter", "vera", lambda at: f"{at.proposal('olaria')}/sending"),
    Screen("preview", "vera", lambda at: f"{at.proposal('olaria')}/preview", True),
    Screen("versions", "vera", lambda at: f"{at.proposal('northgate')}/changes"),
    Screen("a question about a line", "vera", lambda at: at.question()),
    Screen("agreed on paper", "vera", lambda at: f"{at.proposal('northgate')}/acceptance"),
    Screen("they said no", "vera", lambda at: f"{at.proposal('northgate')}/refusal"),
    Screen("for the archive", "vera", lambda at: f"{at.proposal('northgate')}/archive"),
    Screen("approval", "nora", "/settings/approval"),
    Screen("follow-ups", "vera", lambda at: f"{at.lead('northgate')}/followups"),
    Screen("briefs", "vera", "/settings/briefs"),
    Screen("a brief is made", "vera", lambda at: at.made_brief("website")),
    Screen(
        "a brief is made, its name and link",
        "nora",
        lambda at: at.made_brief("illustration", "?at=whole"),
    ),
    Screen(
        "a brief is made, with a condition",
        "vera",
        lambda at: at.made_brief("illustration", "?at=question:print"),
    ),
    Screen(
        "a brief is made, with a fault",
        "vera",
        lambda at: at.made_brief("illustration", "?at=question:how-many"),
    ),
    Screen(
        "a brief is made, a page",
        "vera",
        lambda at: at.made_brief("illustration", "?at=page:drawing"),
    ),
    Screen(
        "a brief is made, versions", "vera", lambda at: at.made_brief("illustration", "/versions")
    ),
    Screen("a brief on one’s own site", "vera", lambda at: at.made_brief("website", "/sites")),
    Screen(
        "a brief is made, test run", "vera", lambda at: at.made_brief("website", "/trial"), True
    ),
    Screen("cadences", "vera", "/settings/follow-ups"),
    Screen("a cadence", "vera", "/settings/follow-ups/proposal?for=yekaterinburg"),
    Screen("what goes out", "nora", "/outgoing"),
    Screen("what goes out, a month", "vera", "/outgoing?view=month"),
    Screen("hold everything", "nora", "/outgoing/hold"),
    Screen("letters on their way", "vera", "/outgoing/letters"),
    Screen("boards", "timur", "/boards"),
    Screen("board", "timur", lambda at: at.board("lunara")),
    Screen(
        "board by person, filtered",
        "timur",
        lambda at: f"{at.board('lunara')}?by=person&q=-is:done",
    ),
    Screen("all boards", "timur", "/boards/all"),
    Screen("bin of a board", "vera", lambda at: f"{at.board('lunara')}/bin"),
    Screen("board, new task", "timur", lambda at: f"{at.board('lunara')}?new=1"),
    Screen("work plan", "vera", lambda at: f"{at.board('lunara')}/plan"),
    Screen("sold and used, with what is left", "nora", lambda at: f"{at.board('lunara')}/sold"),
    Screen("what the client sees", "vera", lambda at: f"{at.board('lunara')}/client"),
    Screen("a report, as it was sent", "vera", "/reports/1"),
    Screen("the work, for its client", None, lambda at: at.work("lunara")),
    Screen("a report, for its client", None, lambda at: at.report("lunara")),
    Screen("my tasks", "timur", "/tasks"),
    Screen("my hours", "timur", "/hours"),
    Screen("everybody’s hours", "nora", "/hours?who=all&week=2026-W11"),
    Screen("who has time", "timur", "/workload"),
    Screen("closed months", "nora", "/settings/closed-months"),
    Screen("calendar of due days", "timur", "/settings/calendar"),
    Screen("task", "timur", lambda at: at.task("lunara")),
    Screen("labels", "timur", "/settings/labels"),
    Screen("templates of tasks, one of them", "vera", "/settings/task-templates/1"),
    Screen("templates for a board", "vera", lambda at: f"{at.board('lunara')}/template"),
    Screen("import of a board", "vera", "/boards/import"),
    Screen("export of a board", "vera", lambda at: f"{at.board('lunara')}/export"),
    Screen("settings", "nora", "/settings"),
    Screen("settings, snippets", "vera", "/settings/snippets"),
    Screen("settings, my letters", "vera", "/settings/me"),
    Screen("notices", "vera", "/notices"),
    Screen("settings of notices", "vera", "/settings/notices"),
    Screen("settings of sorting", "nora", "/settings/sorting"),
    Screen("settings of who gets no letters", "nora", "/settings/no-letters"),
    Screen("settings of hours", "nora", "/settings/hours"),
    Screen("settings of people", "nora", "/settings/people"),
    Screen("settings of a person", "nora", "/settings/people/2"),
    Screen("mailboxes", "nora", "/settings/mailboxes"),
    Screen("mailbox, one more", "nora", "/settings/mailboxes/new?way=google"),
    Screen("mailbox, what is read", "nora", "/settings/mailboxes/1"),
    Screen("settings of the API", "nora", "/settings/api"),
    Screen("settings of a hook", "nora", "/settings/hooks/1"),
    Screen("settings of Telegram", "nora", "/settings/telegram"),
    Screen("by other ways", "vera", "/deliveries"),
    Screen("import", "vera", "/leads/import"),
    Screen("log a call", "vera", "/calls/new"),
    Screen("demo clock", "nora", "/demo/clock"),
    Screen("mailbox", "vera", "/dev/mail"),
    Screen("mailbox, a letter", "vera", lambda at: at.letter()),
    Screen("mailbox, a stranger", "vera", "/dev/mail/letters"),
    Screen("brief, read by us", "vera", lambda at: at.brief()),
    Screen("brief, what changed", "vera", lambda at: at.changed_brief()),
    Screen(
        "a brief is made, lines it suggests",
        "vera",
        lambda at: at.made_brief("website", "/suggestions"),
    ),
    Screen(
        "a brief is made, a line it suggests",
        "vera",
        lambda at: at.made_brief("website", "/suggestions/shop"),
    ),
    Screen("briefs begun and not sent", "vera", "/briefs/begun"),
    Screen("briefs in figures", "nora", "/briefs/figures?period=all"),
    Screen("not found", "vera", "/nowhere", status=404),
)
GUEST = (
    Screen("login", None, "/login"),
    Screen("forgotten password", None, "/password"),
    Screen("brief, first page", None, "/brief/website"),
    Screen("brief, another service", None, "/brief/identity"),
    Screen("brief, every kind", None, lambda at: every_kind.publish(at.house)),
    Screen("brief, every kind with errors", None, lambda at: every_kind.with_errors(at.house)),
    Screen("brief, the task", None, lambda at: at.brief_page(2)),
    Screen("brief, character", None, lambda at: at.brief_page(3)),
    Screen("brief, terms with errors", None, lambda at: at.brief_page(4, "?missing=1")),
    Screen("brief, a colleague’s page", None, lambda at: at.colleagues_page()),
    Screen("brief, ended link", None, lambda at: at.ended_link(), status=410),
    Screen("thanks", None, lambda at: at.thanks()),
    Screen("thanks, with changes", None, lambda at: at.changed_thanks()),
    Screen("contact form", None, "/contact"),
    Screen("offer, open", None, lambda at: at.offer("northgate"), True),
    Screen("offer, accepted", None, lambda at: at.offer("lunara"), True),
    Screen("no more reminders", None, lambda at: at.no_more("lunara")),
    Screen("partner’s own page", None, lambda at: at.partner_page()),
    Screen("offer, no such link", None, "/p/nothing", status=404),
)
EMPTY = tuple(
    Screen(f"{path} with nothing", "nora", path)
    for path in (
        "/",
        "/inbox",
        "/arrivals",
        "/leads",
        "/proposals",
        "/boards",
        "/tasks",
        "/dev/mail",
        "/settings/briefs",
    )
)
