"""What a message is, when its own words meet what we know: our threads, our clients, ourselves."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from structlog.testing import capture_logs

from agency.clients.models import Client
from agency.demo.studio import Studio
from agency.flows.letter_received import letter_received
from agency.kernel import due, timeline
from agency.kernel.db import db
from agency.kernel.i18n import speaking
from agency.kernel.timeline import ActorKind
from agency.leads import arrivals, care, intake, mails, telling
from agency.leads.arrivals import Arrival
from agency.leads.models import HOLDING, Inquiry, Lead, Message, Turn
from agency.leads.outcomes import Outcome, Reason
from agency.leads.reasons import WORDS, words_of
from tests.leads.raw import raw
from tests.support import NOW, Statements, everything

ANA = "Ana Prado <ana@casaverde.example>"
PASSED = (
    "Yours?\n\n---------- Forwarded message ---------\nFrom: Ana Prado <ana@casaverde.example>\n"
    "Date: Tue, 17 Mar 2026 at 10:02\nSubject: A catalogue\nTo: <walter@partner.example>\n\n"
    "We want a catalogue.\n"
)


@pytest.fixture
def database() -> str:
    """What is judged here does not depend on the database; that copies meet does, and is tested on both."""
    return "sqlite"


@pytest.fixture
def ours(studio: Studio) -> Message:
    """A letter of ours to Harbour Line, answered by Vera."""
    lead = studio.leads["harbour"]
    return mails.answer(lead, words="Yes.", subject="Re: site", by=studio.vera, at=NOW)


def take(data: bytes) -> Arrival:
    """What the edge does with it, three minutes later."""
    arrival = arrivals.take_in(data, seen_at=NOW + timedelta(minutes=3), arrived_at=NOW)
    arrivals.sort_now(arrival, letter_received)
    db.session.flush()
    return arrival


def facts(lead: Lead) -> list[str]:
    return [entry.kind for entry in timeline.entries(lead.stream)]


def found(arrival: Arrival) -> tuple[Outcome | None, Reason | None]:
    return arrival.outcome, arrival.reason


class TestDuplicates:
    FIRST = raw(
        sender=ANA, Message_ID="<1@casaverde.example>", Date="Tue, 17 Mar 2026 10:02:00 +0000"
    )

    def test_a_copy_belongs_to_the_lead_of_the_first(self, studio: Studio) -> None:
        first = take(self.FIRST)
        again = take(b"Received: by another; Tue, 17 Mar 2026 10:09:00 +0000\r\n" + self.FIRST)
        assert found(again) == (Outcome.duplicate, Reason.same_letter)
        assert again.lead is first.lead is not None
        assert found(take(self.FIRST)) == (Outcome.duplicate, Reason.same_letter)

    def test_a_server_on_the_way_may_code_the_body_anew(self, studio: Studio) -> None:
        first = take(self.FIRST.replace(b"We would", "Мы would".encode()))
        coded = (
            self.FIRST.split(b"\r\n\r\n")[0].replace(b"\r\n", b"\n")
            + b"\nContent-Transfer-Encoding: base64\n\n0JzRiyB3b3VsZCBsaWtlIGEgc2l0ZS4gIAo=\n"
        )
        assert take(coded).lead is first.lead

    def test_the_same_id_from_somebody_else_or_of_another_day_is_another_message(
        self, studio: Studio
    ) -> None:
        take(self.FIRST)
        for other in (
            self.FIRST.replace(b"ana@", b"rui@"),
            self.FIRST.replace(b"17 Mar", b"18 Mar"),
            self.FIRST.replace(b"a site", b"two sites"),
        ):
            assert take(other).outcome is Outcome.lead

    def test_a_letter_of_our_own_that_comes_back_is_a_copy(self, ours: Message) -> None:
        assert ours.letter is not None
        arrival = take(b"Received: by a group\r\n" + ours.letter.mime)
        assert found(arrival) == (Outcome.duplicate, Reason.own_letter)
        assert arrival.lead is ours.lead
        assert len(ours.lead.messages) == 2

    def test_an_answer_that_bears_the_id_of_our_letter_is_none(self, ours: Message) -> None:
        stolen = raw(sender="peter@harbourline.example", Message_ID=str(ours.message_id))
        assert take(stolen).outcome is Outcome.lead


class TestReturned:
    def test_it_is_told_on_the_lead_with_its_letter_and_starts_nothing(self, ours: Message) -> None:
        heard_at, turn = ours.lead.heard_at, ours.lead.turn
        arrival = take(
            raw(
                f"No such user.\n\n> Message-ID: {ours.message_id}\n",
                sender="MAILER-DAEMON@mx.example",
                subject="failure notice",
                Return_Path="<>",
            )
        )
        assert found(arrival) == (Outcome.bounce, Reason.returned)
        told = {each.kind: each for each in timeline.entries(ours.lead.stream)}
        entry = told["leads.bounced"]
        assert entry.actor_kind is ActorKind.machine
        assert ours.letter is not None
        assert entry.data == {"arrival": arrival.id, "letter": ours.letter.id}
        assert (ours.lead.heard_at, ours.lead.turn) == (heard_at, turn)

    def test_one_that_nobody_knows_is_kept_without_a_lead(self, studio: Studio) -> None:
        arrival = take(raw(sender="MAILER-DAEMON@mx.example", subject="failure notice"))
        assert (arrival.outcome, arrival.lead) == (Outcome.bounce, None)


class TestAutomaticAnswers:
    def test_it_is_told_on_the_lead_and_nothing_changes(self, ours: Message) -> None:
        lead, before = ours.lead, len(ours.lead.messages)
        arrival = take(
            raw(
                "Back on Monday.",
                sender="peter@harbourline.example",
                subject="Automatic reply: site",
                In_Reply_To=str(ours.message_id),
            )
        )
        assert found(arrival) == (Outcome.auto_reply, Reason.auto_subject)
        assert arrival.lead is lead
        assert (lead.turn, len(lead.messages)) == (Turn.theirs, before)
        assert timeline.entries(lead.stream)[0].data == {"arrival": arrival.id}

    def test_one_out_of_nowhere_is_no_lead(self, studio: Studio) -> None:
        before = len(everything(Lead))
        assert take(raw(Auto_Submitted="auto-generated")).lead is None
        assert len(everything(Lead)) == before


class TestReplies:
    def test_a_guess_is_marked_as_one(self, studio: Studio) -> None:
        lead = studio.leads["harbour"]
        arrival = take(
            raw(sender="Peter@HarbourLine.example", subject=f"RE[2]: Aw: {lead.title.upper()}")
        )
        assert found(arrival) == (Outcome.reply, Reason.same_subject)
        assert arrival.lead is lead
        assert arrival.detail == lead.title.upper()

    @pytest.mark.parametrize(
        ("sender", "subject"),
        [
            ("peter@harbourline.example", "{}"),
            ("peter@harbourline.example", "Re: {}, the second"),
            ("peter@harbourline.example", "Re: "),
            ("jonas@feldhaus.example", "Re: {}"),
            ("nobody@new.example", "Re: {}"),
        ],
    )
    def test_no_guess_is_made_for_less(self, studio: Studio, sender: str, subject: str) -> None:
        arrival = take(raw(sender=sender, subject=subject.format(studio.leads["harbour"].title)))
        assert found(arrival) == (Outcome.lead, Reason.new_letter)

    def test_a_lead_that_was_lost_is_not_guessed(self, studio: Studio) -> None:
        lead = studio.leads["harbour"]
        lead.lose(reason="dear", by=timeline.Actor.member(studio.vera.id), at=NOW)
        arrival = take(raw(sender="peter@harbourline.example", subject=f"Re: {lead.title}"))
        assert arrival.outcome is Outcome.lead

    def test_list_headers_on_our_thread_make_no_list(self, ours: Message) -> None:
        arrival = take(
            raw(
                sender="peter@harbourline.example",
                List_Id="<all.harbourline.example>",
                References=str(ours.message_id),
            )
        )
        assert found(arrival) == (Outcome.reply, Reason.names_letter)


class TestOurselves:
    def reply(self, studio: Studio, sender: str, **more: str) -> tuple[Arrival, Lead]:
        lead = studio.leads["harbour"]
        first = Message.from_inquiry(db.session.scalars(sa.select(Inquiry)).first(), lead)  # type: ignore[arg-type]
        first.message_id = "<1@harbourline.example>"
        db.session.add(first)
        db.session.flush()
        more = {"To": "Peter <peter@harbourline.example>", "Cc": "hello@kvarta.example"} | more
        return take(
            raw("It will.", sender=sender, In_Reply_To="<1@harbourline.example>", **more)
        ), lead

    def test_an_answer_from_a_members_own_program_is_our_answer(self, studio: Studio) -> None:
        assert studio.vera.user is not None
        arrival, lead = self.reply(studio, f"Vera <{studio.vera.user.email.upper()}>")
        assert found(arrival) == (Outcome.reply, Reason.names_letter)
        [message] = [each for each in lead.messages if each.body == "It will."]
        assert (message.author_kind, message.member) == (ActorKind.member, studio.vera)
        assert message.contact is lead.contact
        assert (lead.turn, lead.first_response_at) == (Turn.theirs, NOW)
        assert {"leads.answered", "leads.first_response"} <= set(facts(lead))

    def test_an_answer_from_the_houses_address_is_of_whoever_signed_or_has_the_lead(
        self, studio: Studio
    ) -> None:
        _, lead = self.reply(studio, "Nora Petrosyan <hello@kvarta.example>")
        assert lead.messages[0].member is studio.nora
        _, lead = self.reply(studio, "Kvarta <hello@kvarta.example>")
        assert {each.member for each in lead.messages} == {None, studio.nora, lead.owner}

    def test_a_remark_among_ourselves_answers_nobody(self, studio: Studio) -> None:
        _, lead = self.reply(studio, "nora@kvarta.example", To="vera@kvarta.example")
        assert lead.messages[0].body == "It will."
        assert (lead.turn, lead.first_response_at) == (Turn.ours, None)

    def test_a_stranger_whose_letter_a_group_sends_on_under_our_address_is_no_one_of_us(
        self, studio: Studio
    ) -> None:
        group = {
            "sender": "'Peter' via Hello <hello@kvarta.example>",
            "Reply_To": "Peter Aldous <peter@harbourline.example>",
            "List_Id": "<hello.kvarta.example>",
        }
        arrival, lead = self.reply(studio, group.pop("sender"), **group)
        assert arrival.outcome is Outcome.reply
        assert (lead.messages[0].contact, lead.messages[0].is_theirs) == (lead.contact, True)
        assert (lead.turn, lead.first_response_at) == (Turn.ours, None)
        fresh = take(
            raw(
                sender="Hello <hello@kvarta.example>",
                Reply_To=ANA,
                List_Id="<hello.kvarta.example>",
            )
        )
        assert found(fresh) == (Outcome.lead, Reason.new_letter)
        assert fresh.lead is not None
        assert fresh.lead.contact.email == "ana@casaverde.example"

    def test_a_letter_of_ours_on_no_thread_is_put_aside(self, studio: Studio) -> None:
        for sender in ("vera@kvarta.example", "hello@kvarta.example", "scanner@kvarta.example"):
            assert found(take(raw(sender=sender))) == (Outcome.quarantine, Reason.from_us)

    def test_a_clients_word_that_went_to_a_colleague_is_theirs(
        self, studio: Studio, ours: Message
    ) -> None:
        words = PASSED.replace("Ana Prado <ana@casaverde", "Peter Aldous <peter@harbourline")
        data = raw(
            words,
            sender="vera@kvarta.example",
            subject="Fwd: site",
            References=str(ours.message_id),
        )
        lead = ours.lead
        first = take(data.replace(b"References: ", b"References: <his@harbourline.example> "))
        assert found(first) == (Outcome.forward, Reason.passed_on)
        # What Vera shows her colleagues of what stands there already is no news.
        assert [each.body for each in lead.messages].count("We want a catalogue.") == 0
        assert lead.turn is Turn.theirs
        second = take(
            data.replace(b"References: ", b"In-Reply-To: <his@harbourline.example>\r\nReferences: ")
        )
        assert second.lead is lead
        db.session.expire_all()
        assert lead.messages[0].body == "We want a catalogue."
        assert (lead.messages[0].contact, lead.turn) == (lead.contact, Turn.ours)
        assert facts(lead)[0] == "leads.forwarded"


class TestForwards:
    def test_the_client_is_who_wrote_it_and_the_note_is_kept(self, studio: Studio) -> None:
        arrival = take(raw(PASSED, subject="Fwd: A catalogue"))
        assert found(arrival) == (Outcome.forward, Reason.passed_on)
        assert (arrival.sender_address, arrival.note) == ("walter@partner.example", "Yours?")
        lead = arrival.lead
        assert lead is not None
        assert (lead.title, lead.contact.email) == ("A catalogue", "ana@casaverde.example")
        assert [message.body for message in lead.messages] == ["We want a catalogue."]
        assert facts(lead)[0] == "leads.forwarded"
        inquiry = everything(Inquiry)[-1]
        assert inquiry.lead is lead
        assert due.planned_for(HOLDING, lead.id) is None  # nobody knows the forwarder

    def test_where_nobody_from_outside_is_found_it_is_the_forwarders(self, studio: Studio) -> None:
        arrival = take(raw("Typed anew.", subject="Fwd: A catalogue"))
        assert found(arrival) == (Outcome.lead, Reason.nobody_outside)
        assert arrival.lead is not None
        assert arrival.lead.contact.email == "walter@partner.example"

    def test_a_newsletter_that_shows_a_letter_is_a_newsletter(self, studio: Studio) -> None:
        arrival = take(raw(PASSED, subject="Fwd: A catalogue", List_Id="<news.x.example>"))
        assert arrival.outcome is Outcome.bulk


class TestTheRest:
    def test_a_newsletter_is_bulk_and_one_of_a_client_we_know_is_not(self, studio: Studio) -> None:
        news = {"List_Unsubscribe": "<https://x.example/out>"}
        assert found(take(raw(**news))) == (Outcome.bulk, Reason.list_header)
        assert take(raw(sender="peter@harbourline.example", **news)).outcome is Outcome.lead

    def test_a_form_is_a_lead_of_whoever_filled_it(self, studio: Studio) -> None:
        arrival = take(raw(sender="noreply@forms.example", Reply_To=ANA, subject="New entry"))
        assert found(arrival) == (Outcome.lead, Reason.contact_form)
        assert arrival.lead is not None
        assert (arrival.lead.contact.name, arrival.lead.contact.email) == (
            "Ana Prado",
            "ana@casaverde.example",
        )

    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            (raw(sender="Nobody"), Reason.no_sender),
            (raw("", subject=""), Reason.nothing_in_it),
            (b"", Reason.no_sender),
            (raw(X_Spam_Flag="YES"), Reason.marked_spam),
            (raw(X_Spam_Status="Yes, score=9.1 required=5.0"), Reason.marked_spam),
        ],
    )
    def test_what_looks_wrong_is_put_aside(
        self, studio: Studio, data: bytes, reason: Reason
    ) -> None:
        assert found(take(data)) == (Outcome.quarantine, reason)

    def test_what_a_filter_let_pass_is_a_lead(self, studio: Studio) -> None:
        data = raw(X_Spam_Flag="NO", X_Spam_Status="No, score=-1")
        assert take(data).outcome is Outcome.lead
        assert take(raw("", subject="A site, please")).outcome is Outcome.lead

    def test_on_a_day_when_nobody_works_here_yet_a_lead_waits_unowned(self, app: Flask) -> None:
        arrival = take(raw())
        assert arrival.lead is not None
        assert arrival.lead.owner is None
        assert len(everything(Client)) == 1


class TestMayHold:
    def may_hold(self, **more: str) -> bool:
        take(raw(**more))
        return bool(everything(Inquiry)[-1].may_hold)

    def test_somebody_who_wrote_just_now_may_hear_when_we_answer(self, studio: Studio) -> None:
        assert self.may_hold()
        assert self.may_hold(subject="1", To="hello@kvarta.example, rui@casaverde.example")
        assert self.may_hold(subject="2", References="<x@elsewhere.example>")

    def test_nobody_does_where_one_of_us_is_in_the_thread(self, studio: Studio) -> None:
        assert not self.may_hold(Cc="Vera <VERA@kvarta.example>")
        assert not self.may_hold(subject="2", References="<lost@kvarta.example>")

    def test_nobody_does_long_after(self, studio: Studio) -> None:
        data = raw()
        for place in ({"is_import": True}, {"arrived_at": NOW - timedelta(hours=1)}):
            data += b"."
            arrival = arrivals.take_in(data, **({"seen_at": NOW, "arrived_at": NOW} | place))  # type: ignore[arg-type]
            arrivals.sort_now(arrival, letter_received)
            assert arrival.lead is not None
            assert not everything(Inquiry)[-1].may_hold


class TestTrouble:
    def test_what_cannot_be_read_is_put_aside_whole(
        self, studio: Studio, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = [len(everything(kind)) for kind in (Lead, Inquiry, Message, Client)]

        def fall(opened: intake.Opened) -> None:
            raise ValueError(f"cannot tell of {opened.incoming.words}")

        monkeypatch.setattr(telling, "tell", fall)
        with capture_logs() as logs:
            arrival = take(raw("a secret"))
            assert found(take(raw("a secret"))) == (Outcome.duplicate, Reason.same_letter)
        assert found(arrival) == (Outcome.quarantine, Reason.not_read)
        assert (arrival.sender_name, arrival.subject) == ("Walter Brandt", "A site")
        assert [len(everything(kind)) for kind in (Lead, Inquiry, Message, Client)] == before
        [line] = [line for line in logs if line["event"] == "arrival.not_read"][:1]
        assert (line["arrival"], line["error"]) == (arrival.id, "ValueError")
        assert "secret" not in str(logs)

    def test_it_does_not_stand_in_the_way_of_the_next(
        self, studio: Studio, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fall(*given: object) -> None:
            raise RecursionError

        with monkeypatch.context() as patched:
            patched.setattr(intake, "parse", fall)
            patched.setattr(care, "parse", fall)
            first = take(raw())
        assert found(first) == (Outcome.quarantine, Reason.not_read)
        assert take(raw("Another")).outcome is Outcome.lead

    def test_a_database_that_is_away_is_tried_again(
        self, studio: Studio, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def away(*given: object, **more: object) -> None:
            raise sa.exc.OperationalError("SELECT 1", {}, Exception("away"))

        monkeypatch.setattr(intake, "judge", away)
        arrival = arrivals.take_in(raw(), seen_at=NOW)
        with pytest.raises(sa.exc.OperationalError):
            letter_received(arrival)
        assert arrival.outcome is None


def test_an_ordinary_letter_is_judged_in_few_statements(
    studio: Studio, count_statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    db.session.flush()
    arrival = arrivals.take_in(raw("First " * 50), seen_at=NOW, arrived_at=NOW)
    with count_statements() as seen:
        assert arrival.raw.read()
        before = seen.count
        intake.open_letter(arrival)
    few = seen.count - before
    assert few <= 5, "\n".join(seen.texts)
    arrival = arrivals.take_in(raw("Second", References="<a@b.example> <c@d.example>"), seen_at=NOW)
    with count_statements() as seen:
        assert arrival.raw.read()
        before = seen.count
        intake.open_letter(arrival)
    assert seen.count - before <= few + 1


def test_every_reason_has_words(app: Flask) -> None:
    assert set(WORDS) == set(Reason)
    with app.test_request_context(), speaking("en"):
        assert (
            words_of(Reason.list_header, "List-Id")
            == "The header List-Id says that it went to a list"
        )
        assert all(words_of(reason, "x") for reason in Reason)
        assert len({words_of(reason, "x") for reason in Reason}) == len(Reason)
