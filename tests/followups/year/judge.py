"""The judge: reads the letters that left and what people did, and says which letter broke which rule.

It knows nothing of the product. What it holds for the rules is in `almanac`, written from their text alone.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise

from tests.followups.year.almanac import DAY, MINUTE, OPENS
from tests.followups.year.people import HOUSE, Came, Case
from tests.followups.year.story import Did, Fact, Left, Span, Story

DELAYS = ("240m", "3d", "1w", "2w", "1M", "3M")
STEP = re.compile(r"(Site \d{3}), step (\d)$")
# What a machine sends right after somebody has done something of their own: it holds, or confirms.
RECEIPT = re.compile(r"^(Agreed|Договорились|Согласовано): ")
QUARTER, FRESH, HOUR = timedelta(minutes=15), timedelta(minutes=30), timedelta(hours=1)
# The mailbox was read so lately that an answer in it is known.
FENCE = timedelta(minutes=10)
# The ten seconds in which a letter of ours can be taken back, and those of the clock.
GRACE = timedelta(seconds=30)


@dataclass(frozen=True)
class Fault:
    """A rule that was broken: its letter, the case, when, and how."""

    rule: str
    case: int
    at: datetime
    words: str

    def __str__(self) -> str:
        return f"({self.rule}) case {self.case} at {self.at:%Y-%m-%d %H:%M:%S}: {self.words}"


def judge(story: Story) -> list[Fault]:
    """Everything that was done against the rules."""
    return list(_Judge(story).faults())


@dataclass
class _Chase:
    """Letters follow something up, from an instant on, beginning with a step."""

    since: datetime
    n: int
    counted_from: datetime
    over_at: datetime | None = None
    # When we knew that it was over.
    known_at: datetime | None = None

    def is_known_by(self, at: datetime) -> bool:
        """Whether somebody who lets letters go on finds them stopped: those that run just run on."""
        return self.known_at is not None and self.known_at <= at


@dataclass
class _Judge:
    story: Story
    holding: dict[int, list[Left]] = field(default_factory=lambda: defaultdict(list))
    steps: dict[int, list[tuple[int, Left]]] = field(default_factory=lambda: defaultdict(list))
    by_address: dict[str, list[Left]] = field(default_factory=lambda: defaultdict(list))
    by_id: dict[str, int] = field(default_factory=dict)

    def faults(self) -> Iterator[Fault]:
        self.by_id = {id: n for n, case in self.story.cases.items() for id in case.ids}
        titles = {case.title: n for n, case in self.story.cases.items()}
        for left in self.story.left:
            if not left.is_automatic:
                continue
            subject = left.head("Subject")
            named = STEP.search(subject)
            if named:
                self.steps[titles[named[1]]].append((int(named[2]), left))
                for address in left.to:
                    self.by_address[address].append(left)
            elif left.is_holding:
                if left.parent in self.by_id:
                    self.holding[self.by_id[left.parent]].append(left)
                else:
                    yield Fault("i", -1, left.at, f"{subject!r} answers nothing")
            elif not RECEIPT.match(subject):
                yield Fault("a", -1, left.at, f"nobody knows what {subject!r} is")
        yield from self._one_a_day()
        for case in self.story.cases.values():
            yield from self._holding_letters(case)
            yield from self._followed(case)
            for _, left in self.steps[case.n]:
                yield from self._readers(case, left)
            for left in self.holding[case.n]:
                yield from self._readers(case, left)

    def _ends(self, case: Case) -> list[Fact]:
        """What ended the letters of a case: its own facts, and words of the same person on another thread."""
        return [
            each
            for each in self.story.facts
            if (each.did in ENDS and each.case == case.n)
            or (each.case != case.n and self._is_their_word(each, case))
        ]

    def _is_their_word(self, fact: Fact, case: Case) -> bool:
        is_word = fact.did in (Did.heard, Did.wrote) or fact.detail == "accepted"
        return is_word and self.story.cases[fact.case].person is case.person

    # (c)

    def _one_a_day(self) -> Iterator[Fault]:
        for address, letters in self.by_address.items():
            case = self._whose(address)
            if case is None:
                continue  # a stranger: that it went there at all is the fault
            almanac = case.person.almanac
            for one, two in pairwise(sorted(letters, key=lambda each: each.at)):
                days = [almanac.wall(each.at).date() for each in (one, two)]
                if days[0] == days[1] and not self._by_hand(two):
                    yield Fault("c", case.n, two.at, f"the second one to {address} that day")

    def _whose(self, address: str) -> Case | None:
        return next((each for each in self.story.cases.values() if address in each.addresses), None)

    def _by_hand(self, left: Left) -> bool:
        return any(each.did is Did.sent_now and each.at == left.at for each in self.story.facts)

    # (d) and (e)

    def _holding_letters(self, case: Case) -> Iterator[Fault]:
        facts = self.story.of_case(case.n)
        wrote = next((each for each in facts if each.did is Did.wrote), None)
        letters = self.holding[case.n]
        if wrote is None:
            return
        if case.came in (Came.first_reading, Came.imported, Came.of_stranger):
            for left in letters:
                yield Fault(
                    "e", case.n, left.at, f"a holding letter for what {case.came.value} brought"
                )
            return
        for left in letters[1:]:
            yield Fault("d", case.n, left.at, "a second holding letter")
        yield from self._must_hold(case, wrote, facts, letters[:1])
        for left in letters[:1]:
            yield from self._promise(case, wrote, facts, left)

    def _must_hold(
        self, case: Case, wrote: Fact, facts: list[Fact], letters: list[Left]
    ) -> Iterator[Fault]:
        due_at = max(wrote.at + QUARTER, wrote.known_at)
        answers = [each.known_at for each in facts if each.did in (Did.answered, Did.offered)]
        is_answered = any(each <= due_at + GRACE for each in answers)
        is_fresh = wrote.known_at - wrote.at <= FRESH
        troubles = [*self.story.outages, *self.story.no_server]
        is_calm = not any(each.begins <= due_at <= each.ends + HOUR for each in troubles)
        for left in letters:
            if not is_fresh:
                yield Fault("d", case.n, left.at, "a holding letter to whom nobody waits for")
            if left.at < wrote.at + QUARTER:
                yield Fault("d", case.n, left.at, "a holding letter too early")
            if any(each <= left.at - GRACE for each in answers):
                yield Fault("d", case.n, left.at, "a holding letter after our answer")
            if is_calm and left.at > due_at + MINUTE:
                yield Fault("d", case.n, left.at, f"a holding letter too late for {due_at}")
        if not letters and is_fresh and is_calm and not is_answered and due_at < self.story.ends:
            yield Fault("d", case.n, due_at, "no holding letter")

    def _promise(self, case: Case, wrote: Fact, facts: list[Fact], left: Left) -> Iterator[Fault]:
        promised = case.person.almanac.promise(wrote.at, HOUSE)
        words = left.words
        if f"{case.person.almanac.wall(promised):%H:%M}" not in words:
            yield Fault("d", case.n, left.at, f"it does not promise {promised}: {words!r}")
        answered = (Did.answered, Did.offered, Did.ended)
        kept = any(each.did in answered and each.at <= promised + GRACE for each in facts)
        told_by = self._awake(promised) + MINUTE
        warned = any(
            each.case == case.n and promised <= each.at <= told_by for each in self.story.warned
        )
        if not kept and not warned and told_by < self.story.ends:
            yield Fault("d", case.n, promised, "a promise neither kept nor escalated")

    def _awake(self, at: datetime) -> datetime:
        return next((each.ends for each in self.story.outages if each.has(at)), at)

    # (i)

    def _readers(self, case: Case, left: Left) -> Iterator[Fault]:
        if not left.to <= case.readers and not self._by_hand(left):
            yield Fault("i", case.n, left.at, f"it went to {sorted(left.to)}")
        if left.parent not in case.ids:
            yield Fault("i", case.n, left.at, f"it answers {left.parent or 'nothing'}")
        if left.parent not in left.head("References"):
            yield Fault("i", case.n, left.at, "its thread lacks what it answers")

    # (a), (b), (e), (f), (g), (h)

    def _followed(self, case: Case) -> Iterator[Fault]:
        chase: _Chase | None = None
        behind = 0
        moments: list[tuple[datetime, int, Fact | tuple[int, list[Left]]]] = []
        facts = [each for each in self.story.of_case(case.n) if each.did not in ENDS]
        for fact in (*self._ends(case), *facts):
            moments.append((fact.at, 0, fact))
        moments += [(at, 1, each) for at, each in self._together(case)]
        for at, _, what in sorted(moments, key=lambda each: each[:2]):
            if isinstance(what, Fact):
                is_end = what.did in ENDS or what.case != case.n
                if chase is not None and is_end and chase.over_at is None:
                    chase.over_at, chase.known_at = what.at, what.known_at
                    yield from self._not_lost(case, chase, what.at)
                if what.did is Did.offered and what.case == case.n:
                    chase = _Chase(at, 1, self._really_left(at, case.title))
                elif what.did is Did.went_on and chase is not None and chase.is_known_by(at):
                    chase = _Chase(at, max(behind + 1, 2), self._really_left(at, case.title))
                elif what.did is Did.skipped and chase is not None:
                    behind = what.step
                    chase.n, chase.counted_from = what.step + 1, at
                continue
            n, letters = what
            yield from self._step(case, chase, n, letters[0])
            behind = max(behind, n)
            if chase is not None:
                chase.n, chase.counted_from = n + 1, at
        if chase is not None and chase.over_at is None:
            yield from self._not_lost(case, chase, self.story.ends)

    def _really_left(self, at: datetime, title: str) -> datetime:
        """When a letter of ours that was written then left: later, where no server took any."""
        span = next((each for each in self.story.no_server if each.has(at)), None)
        if span is None:
            return at
        left = (
            each.at
            for each in self.story.left
            if each.at >= span.ends and title in each.head("Subject") and not each.is_automatic
        )
        return min(left, default=at)

    def _together(self, case: Case) -> Iterator[tuple[datetime, tuple[int, list[Left]]]]:
        """The letters of one step, one for each who gets it."""
        found: dict[tuple[datetime, int], list[Left]] = defaultdict(list)
        for n, left in self.steps[case.n]:
            found[left.at, n].append(left)
        for (at, n), letters in found.items():
            yield at, (n, letters)

    def _step(self, case: Case, chase: _Chase | None, n: int, left: Left) -> Iterator[Fault]:
        almanac, at = case.person.almanac, left.at
        if chase is None:
            yield Fault("e", case.n, at, f"step {n}, and nothing was ever offered")
            return
        yield from self._after_an_answer(case, chase, n, at)
        yield from self._to_the_gone(case, n, left)
        if n != chase.n:
            yield Fault("f", case.n, at, f"step {n} where step {chase.n} was next")
            return
        if self._by_hand(left):
            return
        if not almanac.may_get_letters(at):
            yield Fault("a", case.n, at, f"step {n} at {almanac.wall(at)} of {almanac.zone}")
        due_at = almanac.after(chase.counted_from, DELAYS[n - 1])
        if at < due_at:
            yield Fault("f", case.n, at, f"step {n} before {due_at}")
        rests = [
            each
            for each in self.story.of_case(case.n)
            if each.did is Did.paused and each.until and chase.since < each.at <= at < each.until
        ]
        if rests or any(each.has(at) for each in self.story.held):
            yield Fault("k", case.n, at, f"step {n}, and it was to rest")
        back = self._away_until(case, at)
        if back is not None and almanac.wall(at).date() < back:
            yield Fault("k", case.n, at, f"step {n}, and they are back on {back}")
        if at > self._latest(case, due_at, at):
            yield Fault("h", case.n, at, f"step {n}, due {due_at}, and nobody was asked")

    def _after_an_answer(self, case: Case, chase: _Chase, n: int, at: datetime) -> Iterator[Fault]:
        if chase.over_at is None:
            return
        known = [
            each
            for each in self._ends(case)
            if chase.since < each.at and (each.known_at <= at or each.at + FENCE < at)
        ]
        if known:
            yield Fault("b", case.n, at, f"step {n}, after {known[0]}")

    def _to_the_gone(self, case: Case, n: int, left: Left) -> Iterator[Fault]:
        for fact in self.story.facts:
            gone = fact.did in (Did.refused, Did.unsubscribed) and fact.address in left.to
            if gone and (fact.known_at <= left.at or fact.at + FENCE < left.at):
                yield Fault("g", case.n, left.at, f"step {n} to {fact.address}, {fact.did.value}")

    def _away_until(self, case: Case, at: datetime) -> date | None:
        """The day on which its readers are back, as their automats told us by then."""
        told = [
            each
            for each in self.story.facts
            if each.did is Did.away and each.address in case.readers and each.known_at <= at
        ]
        heard = max((f.at for f in self._ends(case) if f.did is Did.heard), default=None)
        last = max(told, key=lambda each: each.at, default=None)
        if last is None or (heard is not None and heard > last.at):
            return None
        return last.back

    def _latest(self, case: Case, due_at: datetime, until: datetime) -> datetime:
        """Two working days after it was due, once their absence and other letters to them are over."""
        almanac = case.person.almanac
        at = due_at
        for fact in self.story.facts:
            if fact.did is Did.away and fact.address in case.readers and fact.back:
                morning = almanac.instant(almanac.place(datetime.combine(fact.back, OPENS)))
                if fact.known_at <= until and almanac.wall(at).date() < fact.back:
                    at = max(at, morning)
        rests = [
            Span(each.at, each.until)
            for each in self.story.of_case(case.n)
            if each.did is Did.paused and each.until is not None
        ]
        for span in sorted(
            rests + self.story.held + self.story.no_server, key=lambda each: each.begins
        ):
            if span.begins <= until and at < span.ends:
                at = almanac.instant(almanac.place(almanac.wall(span.ends)))
        days = {
            almanac.wall(each.at).date()
            for address in case.readers
            for each in self.by_address[address]
            if each.at < until
        }
        while almanac.wall(at).date() in days:
            at = almanac.next_working_day(at)
        for _ in range(2):
            at = almanac.next_working_day(at)
        return at

    def _not_lost(self, case: Case, chase: _Chase, over_at: datetime) -> Iterator[Fault]:
        """What was due for days while nothing spoke against it has to be gone, or somebody was asked."""
        if chase.n > len(DELAYS) or not case.readers:
            return
        if any(
            (each.did in (Did.refused, Did.unsubscribed) and each.address in case.readers)
            # Also where an answer by hand, to several or to another address, came back: one of us was asked.
            or (each.did in (Did.refused, Did.given_up) and each.case == case.n)
            for each in self.story.facts
        ):
            return
        late = [each for each in self._ends(case) if each.at <= chase.since < each.known_at]
        if late:
            return  # a word of theirs that was on its way when somebody let the letters go on
        due_at = case.person.almanac.after(chase.counted_from, DELAYS[chase.n - 1])
        latest = self._awake(self._latest(case, due_at, over_at)) + 4 * DAY
        asked = any(
            each.did is Did.asked and each.step == chase.n for each in self.story.of_case(case.n)
        )
        if latest < over_at and not asked:
            yield Fault("lost", case.n, due_at, f"step {chase.n} never went, and nobody was asked")


ENDS = (Did.heard, Did.ended, Did.offered)
