"""A year as it happens: people write, fall silent, answer at odd moments, go away; ours answer, promise and forget.

Everything that happens by chance comes from one Random. What happens is written down as facts; the house is only
driven, never asked what it means to do, save where somebody at the desk would look at a page.
"""

import heapq
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from random import Random
from typing import Any

from tests.followups.year import mail
from tests.followups.year.almanac import DAY, MINUTE
from tests.followups.year.house import House
from tests.followups.year.people import HOUSE, Came, Case, Person, Rule, somebody
from tests.followups.year.story import Did, Fact, Left, Span, Story, Warned

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
YEAR = timedelta(days=365)
ERRORS = 400
# What asks whether an answer may lie where nobody has looked.
CHASERS = ("followups.touch", "followups.wake", "leads.try_again")
WAY_OUT = re.compile(r"<(http[^>]+)>")
# How often somebody looks at the letters that wait for a word of ours.
ROUND = timedelta(days=3)
# Servers try to be no nuisance: an automat answers the same sender once in so long.
AUTOMAT_RESTS = timedelta(days=4)


class Life:
    """Lives a year in a house, with so many leads."""

    def __init__(self, house: House, chance: Random, begins: datetime, leads: int) -> None:
        self.house, self.chance = house, chance
        self.story = Story(begins, begins + YEAR)
        self.now = begins
        self._events: list[tuple[datetime, int, Callable[[], None]]] = []
        self._numbers = count()
        self._by_id: dict[str, Case] = {}
        self._wrote: list[Case] = []
        self._automat_spoke: dict[str, datetime] = {}
        self._dead: set[str] = set()
        self.story.outages = list(self._spans(5, 1, 90))
        self.story.unread = list(self._spans(6, 0.4, 3))
        # After an outage what is due is looked at before anybody has read what came meanwhile.
        self.story.unread += [
            Span(each.ends, each.ends + self._soon(2 * MINUTE, HOUR))
            for each in self.story.outages
            if self._is_so(0.7)
        ]
        self.story.no_server = list(self._spans(2, 2, 60))
        self._same = 0
        self._begin(leads)

    def live(self) -> Story:
        """From the first day to the last."""
        while self.now < self.story.ends:
            event_at = self._events[0][0] if self._events else self.story.ends
            until = min(event_at, self.story.ends)
            due_at, kind = self.house.next_due(until) or (None, "")
            due_at = self._when_awake(due_at)
            if due_at is not None and due_at <= until:
                self._tick(due_at, kind)
            elif until >= self.story.ends:
                break
            else:
                self._happen()
        self.now = self.story.ends
        return self.story

    # Time

    def _tick(self, at: datetime, kind: str) -> None:
        """Something is due: the clock does it, and the postman has been there a moment ago."""
        self._same = self._same + 1 if at == self.now else 0
        assert self._same < 200, f"the clock does not get on: {kind} at {at}"
        self.now = max(at, self.now)
        # Where nothing hangs on it, his round is not worth the test's time.
        if kind in CHASERS and not self._is_unread(self.now):
            self.house.read_mail(self.now - self.chance.randint(0, 40) * SECOND)
        self.house.do_what_is_due(self.now)
        self._look_around()

    def _happen(self) -> None:
        at, _, act = heapq.heappop(self._events)
        self.now = max(at, self.now)
        act()
        self._look_around()

    def _look_around(self) -> None:
        for letter in self.house.left_since(self.now):
            self.story.left.append(letter)
            self._react(letter)
        for at, lead_id in self.house.warned_since():
            n = self.house.case_of(lead_id)
            if n is not None:
                self.story.warned.append(Warned(at, n))

    def _when_awake(self, at: datetime | None) -> datetime | None:
        if at is None:
            return None
        at = max(at, self.now)
        return next((each.ends for each in self.story.outages if each.has(at)), at)

    def _is_unread(self, at: datetime) -> bool:
        return any(each.has(at) for each in self.story.unread)

    def _later(self, after: timedelta, act: Callable[[], None]) -> None:
        self._at(self.now + after, act)

    def _at(self, at: datetime, act: Callable[[], None]) -> None:
        heapq.heappush(self._events, (max(at, self.now), next(self._numbers), act))

    def _at_desk(self, after: timedelta, act: Callable[[], None]) -> None:
        """Somebody of us does it, as soon as the house is there and they are."""
        self._at_desk_at(self.now + after, act)

    def _at_desk_at(self, at: datetime, act: Callable[[], None]) -> None:
        def when_there() -> None:
            down = next((each for each in self.story.outages if each.has(self.now)), None)
            if down is not None:
                self._at_desk_at(down.ends + self.chance.randint(1, 240) * MINUTE, act)
            else:
                act()

        self._at(at, when_there)

    def _soon(self, shortest: timedelta, longest: timedelta) -> timedelta:
        """Somewhere between: as often within a minute of the short end as within days of the long one."""
        ratio = longest / shortest
        return shortest * (ratio ** self.chance.random())

    def _is_so(self, share: float) -> bool:
        return self.chance.random() < share

    def _spans(self, many: int, shortest: float, longest: float) -> Iterator[Span]:
        """So many times of so many hours in which nothing works."""
        for n in range(many):
            begins = self.story.begins + (n + self.chance.uniform(0.2, 0.7)) * (YEAR / many)
            yield Span(begins, begins + self._soon(shortest * HOUR, longest * HOUR))

    # Who comes

    def _begin(self, leads: int) -> None:
        old: list[Case] = []
        for n in range(leads):
            case = self._case(n)
            self.story.cases[n] = case
            if case.came is Came.first_reading:
                old.append(case)
                continue
            at = self.story.begins + self.chance.uniform(0.01, 330) * DAY
            act = self._imported if case.came is Came.imported else self._writes
            self._at(at, partial(act, case))
        for heap in (old[::2], old[1::2]):
            at = self.story.begins + self.chance.uniform(1, 200) * DAY
            self._at_desk_at(at, partial(self._first_reading, heap))
        for span in self.story.no_server:
            self._at(span.begins, partial(self.house.takes_letters, False))
            self._at(span.ends, partial(self.house.takes_letters, True))
        for _ in range(2):
            at = self.story.begins + self.chance.uniform(20, 300) * DAY
            self._at_desk_at(at, partial(self._we_hold, at + self._soon(HOUR, 5 * DAY)))
        for n in range(1, int(YEAR / ROUND)):
            self._at_desk_at(self.story.begins + n * ROUND, self._look_at_what_asks)

    def _case(self, n: int) -> Case:
        came = self.chance.choices(list(Came), weights=(72, 8, 6, 10, 4))[0]
        person = somebody(n, self.chance, self.story.begins)
        if came is Came.fresh and n > 20 and self._is_so(0.06):
            # Somebody who has a lead with us already wants something else.
            person = self.story.cases[self.chance.randrange(n)].person
        case = Case(n, person, came)
        self._names(case, f"<first-{n}@firm.example>")
        if came in (Came.of_partner, Came.of_stranger):
            case.by = somebody(10_000 + n, self.chance, self.story.begins)
            if came is Came.of_partner:
                case.rule = self.chance.choice(list(Rule))
                self.house.know_partner(case)
        return case

    def _writes(self, case: Case) -> None:
        """They write to us, at whatever hour."""
        self.house.inbox.waiting.append((self.now, mail.inquiry(case, self.now)))
        self._wrote.append(case)
        self._fact(case, Did.wrote, lag=self._lag())

    def _imported(self, case: Case) -> None:
        """An old letter of theirs is taken in from a file."""
        wrote_at = self.now - self.chance.uniform(0.1, 200) * DAY
        self._at_desk(timedelta(), partial(self._take_in, case, wrote_at))

    def _take_in(self, case: Case, wrote_at: datetime) -> None:
        self.house.take_file_in(mail.inquiry(case, wrote_at), self.now)
        self._wrote.append(case)
        self._fact(case, Did.wrote)
        self._known(case)

    def _first_reading(self, heap: list[Case]) -> None:
        """A mailbox is read that was never read before, with letters of weeks and of a moment ago."""
        letters = []
        for case in heap:
            ago = self.chance.choice((MINUTE, HOUR, 3 * DAY, 60 * DAY))
            letters.append(mail.inquiry(case, self.now - ago))
        self.house.read_for_the_first_time(
            letters, self.now, f"box{len(heap)}-{next(self._numbers)}"
        )
        self.house.do_what_is_due(self.now)
        for case in heap:
            self._wrote.append(case)
            self._fact(case, Did.wrote)
            self._known(case)

    def _lag(self) -> timedelta:
        """When the postman is there: at once, mostly. It tells us of the mail, and he brings it."""
        lag = self.chance.choice((1, 1, 2, 5, 20, 60, 300)) * SECOND
        at = self._when_awake(self.now + lag)
        assert at is not None
        span = next((each for each in self.story.unread if each.has(at)), None)
        at = max(at, span.ends) if span is not None else at
        self._at(at, self._read)
        return at - self.now

    def _read(self) -> None:
        self.house.read_mail(self.now)
        self.house.do_what_is_due(self.now)
        for case in list(self._wrote):
            self._known(case)

    def _known(self, case: Case) -> None:
        """It stands in our inbox, so somebody has it in hand: now, later, or never."""
        if self.house.lead_id(case) is None:
            return
        self._wrote.remove(case)
        self.house.place(case)
        if self._is_so(0.06):
            return  # nobody ever looks at it
        after = self._soon(3 * MINUTE, 3 * DAY) if self._is_so(0.85) else self._soon(DAY, 20 * DAY)
        act = self._we_write if self._is_so(0.35) else self._we_answer
        self._at_desk(after, partial(act, case))
        if self._is_so(0.6):
            self._at_desk(after + self._soon(HOUR, 12 * DAY), partial(self._we_offer, case))

    # What we do

    def _we_answer(self, case: Case, follow_up: bool = False) -> None:
        if not self.house.is_open(case):
            return
        self.house.answer(case, self.now, follow_up=follow_up)
        self._fact(case, Did.answered)
        if follow_up:
            self._fact(case, Did.went_on)

    def _we_write(self, case: Case) -> None:
        """One of us answers from their own mail program; it lies in Sent."""
        id = f"<own-{next(self._numbers)}@kvarta.example>"
        date = HOUSE.wall(self.now).strftime("%a, %d %b %Y %H:%M:%S +0400")
        raw = mail.our_own(case, case.ids[-1], id=id, date=date)
        self._names(case, id)
        self.house.sent.waiting.append((self.now, raw))
        self._fact(case, Did.answered, lag=self._lag())

    def _we_offer(self, case: Case) -> None:
        if not self.house.is_open(case) or case.person.address in self._dead:
            return
        self.house.offer(case, self.now)
        self._fact(case, Did.offered)
        share = self.chance.random()
        if share < 0.06:
            self._at_desk(self._soon(2 * HOUR, 60 * DAY), partial(self._we_offer, case))
        elif share < 0.10:
            self._at_desk(self._soon(HOUR, 90 * DAY), partial(self._we_lose, case))
        elif share < 0.13:
            self._at_desk(self._soon(HOUR, 60 * DAY), partial(self._we_stop, case))
        elif share < 0.22:
            self._at_desk(self._soon(MINUTE, 40 * DAY), partial(self._we_decide, case))
        elif share < 0.30:
            self._at_desk(self._soon(HOUR, 60 * DAY), partial(self._we_pause, case))

    def _we_lose(self, case: Case) -> None:
        if self.house.is_open(case):
            self.house.lose(case, self.now)
            self._fact(case, Did.ended, "lost")

    def _we_stop(self, case: Case) -> None:
        self.house.stop(case, self.now)
        self._fact(case, Did.ended, "by hand")

    def _we_pause(self, case: Case) -> None:
        until = self.now + self._soon(HOUR, 40 * DAY)
        if self.house.pause(case, until, self.now):
            self._fact(case, Did.paused, until=until)

    def _we_hold(self, until: datetime) -> None:
        """Somebody holds everything, and lets it go days later."""
        self.house.hold_all(self.now)

        def lift() -> None:
            self.house.let_go(self.now)
            self.story.held.append(Span(began, self.now))

        began = self.now
        self._at_desk_at(until, lift)

    def _we_decide(self, case: Case) -> None:
        """Somebody looks at the plan and sends the next letter right now, or leaves it out."""
        found = self.house.open_touch(case)
        if found is not None:
            self._decide(case, *found)

    def _decide(self, case: Case, step: int, touch: int) -> None:
        if self._is_so(0.5):
            self.house.send_now(touch, self.now)
            self._fact(case, Did.sent_now, step=step)
        else:
            self.house.skip(touch, self.now)
            self._fact(case, Did.skipped, step=step)

    def _look_at_what_asks(self) -> None:
        for lead_id, step, touch in self.house.asks():
            n = self.house.case_of(lead_id)
            if n is None:
                continue
            case = self.story.cases[n]
            self._fact(case, Did.asked, step=step)
            if self._is_so(0.5) and case.readers:
                self._decide(case, step, touch)

    # What they do

    def _react(self, letter: Left) -> None:
        """A letter of ours arrives: an automat may answer it, a server may give it back, somebody may."""
        for address in sorted(letter.to):
            case = self._case_at(address, letter)
            if case is None:
                continue
            self._names(case, letter.id)
            person = case.by if case.by and case.by.address == address else case.person
            self._one_reacts(case, person, letter)

    def _one_reacts(self, case: Case, person: Person, letter: Left) -> None:
        if person.address in self._dead or self._is_so(0.006):
            self._dead.add(person.address)
            self._later(
                self._soon(5 * SECOND, HOUR), partial(self._comes_back, case, person, letter, True)
            )
        elif self._is_so(0.01):
            self._later(
                self._soon(5 * SECOND, DAY), partial(self._comes_back, case, person, letter, False)
            )
        elif person.is_away(self.now) is not None:
            self._automat_answers(case, person, letter)
        elif self._is_so(0.13):
            longest = 30 * DAY if self._is_so(0.5) else 2 * DAY
            self._later(self._soon(MINUTE, longest), partial(self._they_say, case, person, letter))
        if self._is_so(0.12):
            self._answers_in_the_last_minute(case, person, letter)

    def _answers_in_the_last_minute(self, case: Case, person: Person, letter: Left) -> None:
        """They write just before the next letter would go."""
        due_at = self.house.next_touch_at(case)
        if due_at is not None:
            at = due_at - self._soon(SECOND, 15 * MINUTE)
            self._at(at, partial(self._they_say, case, person, letter))

    def _they_say(self, case: Case, person: Person, letter: Left) -> None:
        """Somehow: by mail, on this thread or an old one, from this address or another, by phone, or by accepting."""
        if case.by is person and case.rule is Rule.client:
            return  # a partner who does not speak for the client says nothing that ends anything
        share = self.chance.random()
        if share < 0.10:
            self._at_desk(timedelta(), partial(self._they_ring, case))
        elif share < 0.20:
            self._at_desk(timedelta(), partial(self._they_accept, case))
        elif share < 0.34:
            self._at_desk(timedelta(), partial(self._they_press, case, person, letter))
        else:
            self._they_write(case, person, letter)

    def _they_write(self, case: Case, person: Person, letter: Left) -> None:
        id = f"<said-{next(self._numbers)}@firm.example>"
        how = self.chance.choice(("thread", "thread", "first letter", "other address", "subject"))
        if how == "subject" and not self.house.is_open(case):
            how = "thread"  # without its ids, a word on what is over begins anew
        to = {"first letter": case.ids[0], "subject": ""}.get(how, letter.id)
        subject = f"Re: {letter.head('Subject')}"
        sender = person.other_address if how == "other address" else person.address
        raw = mail.answer(person, to, subject, id=id, at=self.now, sender=sender)
        self.house.inbox.waiting.append((self.now, raw))
        self._names(case, id)
        self._fact(case, Did.heard, how, lag=self._lag())
        if self._is_so(0.7):
            self._at_desk(
                self._soon(MINUTE, 4 * DAY), partial(self._we_answer, case, self._is_so(0.7))
            )

    def _they_ring(self, case: Case) -> None:
        self.house.rung(case, self.now)
        self._fact(case, Did.heard, "phone")
        self._fact(case, Did.answered, "phone")

    def _they_accept(self, case: Case) -> None:
        if self.house.accept(case, self.now):
            self._fact(case, Did.ended, "accepted")

    def _they_press(self, case: Case, person: Person, letter: Left) -> None:
        """Something on a page of ours: no more letters, a question, a no."""
        door = WAY_OUT.search(letter.head("List-Unsubscribe"))
        if door is not None and self._is_so(0.5):
            if self.house.opens(door[1], self.now, **{"List-Unsubscribe": "One-Click"}) < ERRORS:
                self._fact(case, Did.unsubscribed, address=person.address)
            return
        no = self._is_so(0.5)
        if self.house.says_on_the_page(case, self.now, no=no):
            self._fact(case, Did.heard, "no" if no else "question")

    def _automat_answers(self, case: Case, person: Person, letter: Left) -> None:
        back, spoke = person.is_away(self.now), self._automat_spoke.get(person.address)
        if back is None or (spoke is not None and self.now - spoke < AUTOMAT_RESTS):
            return
        self._automat_spoke[person.address] = self.now
        id = f"<away-{next(self._numbers)}@firm.example>"
        raw = mail.out_of_office(person, letter.id, back, id=id, at=self.now)
        self.house.inbox.waiting.append((self.now, raw))
        self.story.facts.append(
            Fact(
                self.now,
                case.n,
                Did.away,
                self.now + self._lag(),
                address=person.address,
                back=back,
            )
        )

    def _comes_back(self, case: Case, person: Person, letter: Left, hard: bool) -> None:
        id = f"<back-{next(self._numbers)}@mx.example>"
        raw = mail.came_back(person, letter.id, id=id, at=self.now, hard=hard)
        self.house.inbox.waiting.append((self.now, raw))
        lag = self._lag()
        if hard or len(letter.to) > 1:
            did = Did.refused if hard else Did.given_up
            fact = Fact(self.now, case.n, did, self.now + lag, address=person.address)
            self.story.facts.append(fact)

    # Notes

    def _case_at(self, address: str, letter: Left) -> Case | None:
        found = self._by_id.get(letter.parent)
        return found if found is not None and address in found.addresses else None

    def _names(self, case: Case, id: str) -> None:
        """A message of this case has this id."""
        case.ids.append(id)
        self._by_id[id] = case

    def _fact(
        self,
        case: Case,
        did: Did,
        detail: str = "",
        *,
        lag: timedelta = timedelta(),
        **more: Any,
    ) -> None:
        self.story.facts.append(Fact(self.now, case.n, did, self.now + lag, detail, **more))
