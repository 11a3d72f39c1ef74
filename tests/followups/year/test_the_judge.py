"""The judge finds each fault: a year that was lived by the rules, and the same with one letter out of its place."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from tests.followups.year.almanac import Almanac
from tests.followups.year.judge import judge
from tests.followups.year.mail import letter
from tests.followups.year.people import Came, Case, Person, Rule
from tests.followups.year.story import Did, Fact, Left, Span, Story, Warned
from tests.support import at

PORTO = Almanac("Europe/Lisbon", "PT")
ANA = Person("Ana", "ana@casa.example", "ana@post.example", PORTO, "en")
WALTER = Person("Walter", "walter@partner.example", "", PORTO, "en")
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)

# Thursday morning; the promise is for 17:00 of Yerevan, which is 13:00 in Porto.
WROTE, HELD, PROMISED = at("2026-03-19T09:00"), at("2026-03-19T09:15"), at("2026-03-19T13:00")
OFFERED = at("2026-03-19T10:00")
STEPS = {
    1: at("2026-03-19T14:00"),
    2: at("2026-03-23T14:00"),  # three days later is a Sunday
    3: at("2026-03-30T13:00"),  # their summer has begun
    4: at("2026-04-13T13:00"),
}
LATER = at("2026-04-14T00:00")


def out(
    moment: datetime, about: str, *, to: str = ANA.address, holds: bool = False, **heads: str
) -> Left:
    """A letter of the machine that left then."""
    heads = {"In_Reply_To": "<1@casa.example>", "References": "<1@casa.example>"} | heads
    heads["Auto_Submitted"] = "auto-replied" if holds else "auto-generated"
    words = f"You will have our answer by {PORTO.wall(PROMISED):%H:%M}."
    id = f"<{about}-{moment.timestamp()}@kvarta.example>".replace(" ", "")
    raw = letter("Vera <hello@kvarta.example>", about, words, id=id, date="", to=to, **heads)
    return Left(moment, raw)


def step(n: int, moment: datetime | None = None, **how: str) -> Left:
    return out(moment or STEPS[n], f"Site 001, step {n}", **how)


def did(what: Did, moment: datetime, **more: object) -> Fact:
    return Fact(moment, 1, what, moment, **more)  # type: ignore[arg-type]


HOLDING = out(HELD, "Re: A site", holds=True)


def a_story(*left: Left, facts: tuple[Fact, ...] = (), **more: object) -> Story:
    """What Ana lived through: she wrote, was offered a site, and said nothing."""
    case = more.pop("case", Case(1, ANA, Came.fresh, ids=["<1@casa.example>"]))
    begun = (did(Did.wrote, WROTE), did(Did.offered, OFFERED))
    story = Story(WROTE - HOUR, LATER, {1: case}, [*begun, *facts], list(left))  # type: ignore[dict-item]
    return replace(story, **more)  # type: ignore[arg-type]


def rules(story: Story) -> set[str]:
    return {fault.rule for fault in judge(story)}


ALL = (HOLDING, *(step(n) for n in STEPS))


def test_a_year_by_the_rules_is_without_fault() -> None:
    assert judge(a_story(*ALL)) == []


def moved(n: int, by: timedelta) -> Callable[[], Story]:
    """One step goes at another time, and no step after it."""
    earlier = [step(each) for each in STEPS if each < n]
    return lambda: a_story(HOLDING, *earlier, step(n, STEPS[n] + by), ends=STEPS[n] + 2 * DAY)


def heard(known_after: timedelta) -> Callable[[], Story]:
    """They answer twenty minutes before the second step, and we learn of it so much later."""
    said = STEPS[2] - 20 * MINUTE
    fact = replace(did(Did.heard, said), known_at=said + known_after)
    return lambda: a_story(HOLDING, step(1), step(2), facts=(fact,), ends=STEPS[2] + DAY)


def after_first(*facts: Fact, then: Left | None = None, **more: object) -> Callable[[], Story]:
    """After the first step this happens, and yet that letter goes."""
    then = then or step(2)
    ends = then.at + DAY
    return lambda: a_story(HOLDING, step(1), then, facts=facts, ends=ends, **more)


OLD = {"case": Case(1, ANA, Came.first_reading, ids=["<1@casa.example>"])}
PASSED = {"case": Case(1, ANA, Came.of_partner, Rule.partner, WALTER, ["<1@casa.example>"])}
OFFER = letter("Vera <hello@kvarta.example>", "Our proposal: Site 001", "", id="<o@k>", date="")
EVENING, NEXT = STEPS[1] + 5 * HOUR, STEPS[1] + HOUR
BROKEN: dict[str, tuple[str, Callable[[], Story]]] = {
    "after their window": ("a", moved(2, 4 * HOUR)),
    "on a Saturday": ("a", moved(2, 5 * DAY)),
    "on their holiday": ("a", moved(4, -10 * DAY)),
    "after an answer that we knew": ("b", heard(MINUTE)),
    "after an answer that lay unread": ("b", heard(3 * HOUR)),
    "after they accepted": ("b", after_first(did(Did.ended, EVENING, detail="accepted"))),
    "two on one day": ("c", lambda: a_story(*ALL, out(STEPS[2] + HOUR, "Site 001, step 3"))),
    "no holding letter": ("d", lambda: a_story(*ALL[1:], facts=())),
    "two holding letters": ("d", lambda: a_story(*ALL, out(HELD + HOUR, "Re: A", holds=True))),
    "a holding letter too early": ("d", lambda: a_story(out(WROTE + MINUTE, "Re", holds=True))),
    "a holding letter for old mail": ("e", lambda: a_story(*ALL, **OLD)),
    "a step without a proposal": (
        "e",
        lambda: replace(a_story(step(1)), facts=[did(Did.wrote, WROTE)], cases={1: OLD["case"]}),
    ),
    "a step twice": ("f", after_first(then=step(1, STEPS[1] + DAY))),
    "a step left out": ("f", after_first(then=step(3))),
    "a step too early": ("f", moved(2, -HOUR)),
    "to an address that takes none": (
        "g",
        after_first(did(Did.refused, EVENING, address=ANA.address)),
    ),
    "to whoever wants none": (
        "g",
        after_first(did(Did.unsubscribed, EVENING, address=ANA.address)),
    ),
    "late, and nobody was asked": ("h", moved(2, 3 * DAY)),
    "whether it came, before it left": (
        "f",
        lambda: a_story(
            HOLDING,
            step(1),
            Left(OFFERED + 9 * HOUR, OFFER),
            no_server=[Span(OFFERED - HOUR, OFFERED + 8 * HOUR)],
            ends=STEPS[1] + HOUR,
        ),
    ),
    "after an outage, before the mail was read": (
        "b",
        lambda: a_story(
            HOLDING,
            step(1),
            step(2, STEPS[2] + HOUR),
            facts=(replace(did(Did.heard, EVENING), known_at=STEPS[2] + 2 * HOUR),),
            outages=[Span(EVENING - HOUR, STEPS[2] + HOUR)],
            unread=[Span(STEPS[2] + HOUR, STEPS[2] + 2 * HOUR)],
            ends=STEPS[2] + DAY,
        ),
    ),
    "to somebody else": ("i", after_first(then=step(2, to="eve@casa.example"))),
    "past the partner": ("i", lambda: a_story(*ALL, **PASSED)),
    "out of its thread": ("i", after_first(then=step(2, In_Reply_To="<2@x>"))),
    "into an absence": (
        "k",
        after_first(did(Did.away, EVENING, address=ANA.address, back=date(2026, 3, 25))),
    ),
    "into a rest": ("k", after_first(did(Did.paused, NEXT, until=STEPS[2] + DAY))),
    "while all are held": ("k", after_first(held=[Span(STEPS[2] - HOUR, STEPS[2] + HOUR)])),
    "never at all": ("lost", lambda: a_story(HOLDING, step(1))),
}


@pytest.mark.parametrize(("rule", "broken"), BROKEN.values(), ids=BROKEN.keys())
def test_each_fault_is_found(rule: str, broken: Callable[[], Story]) -> None:
    assert rule in rules(broken())


def test_a_promise_is_kept_or_somebody_is_told() -> None:
    story = a_story(HOLDING)
    facts = [did(Did.wrote, WROTE)]
    silent = replace(story, facts=facts)
    assert rules(silent) == {"d"}
    assert not rules(replace(silent, warned=[Warned(PROMISED, 1)]))
    assert not rules(replace(silent, facts=[*facts, did(Did.answered, PROMISED - MINUTE)]))
    assert rules(replace(silent, facts=[*facts, did(Did.answered, PROMISED + HOUR)])) == {"d"}


def test_what_was_late_may_go_when_one_of_us_says_so() -> None:
    late = STEPS[2] + 9 * DAY + 9 * HOUR
    facts = (did(Did.asked, late - HOUR, step=2), did(Did.sent_now, late, step=2))
    assert not rules(a_story(HOLDING, step(1), step(2, late), facts=facts, ends=late + DAY))


def test_two_read_the_same_step_and_each_gets_it_once() -> None:
    case = Case(1, ANA, Came.of_partner, Rule.both, WALTER, ["<1@casa.example>"])
    copies = [step(n, to=WALTER.address) for n in STEPS]
    holding = out(HELD, "Re: A site", to=f"{ANA.address}, {WALTER.address}", holds=True)
    assert not rules(a_story(holding, *ALL[1:], *copies, case=case))
