"""What servers answer to FETCH differs in its order and in its marks; the bytes of a message stay as they are."""

from datetime import UTC, datetime

from agency.kernel.mail.fetched import Fetched, parse_fetched, parse_sizes

RAW = b'Subject: UID 99\r\n\r\n1 (FLAGS ()) INTERNALDATE "never"\r\n'
AT = datetime(2026, 11, 2, 1, 53, 18, tzinfo=UTC)


def fetched(*data: object) -> list[Fetched]:
    return list(parse_fetched(data))


def test_the_words_may_stand_before_the_bytes_or_behind_them() -> None:
    before = b'1 (UID 17 INTERNALDATE " 2-Nov-2026 03:53:18 +0200" BODY[] {52}'
    assert fetched((before, RAW), b")") == [Fetched(17, AT, RAW)]
    behind = b' UID 17 INTERNALDATE "02-Nov-2026 03:53:18 +0200")'
    assert fetched((b"1 (BODY[] {52}", RAW), behind) == [Fetched(17, AT, RAW)]


def test_what_is_told_of_other_messages_between_is_left_out() -> None:
    flags = (b"8 (UID 40 FLAGS (\\Seen))", b"9 (FLAGS ())")
    first = (b"1 (UID 17 BODY[] {2}", b"\r\n")
    second = (b"2 (UID 18 BODY[] {0}", b"")
    assert [
        (each.uid, each.raw) for each in fetched(flags[0], first, b")", *flags, second, b")")
    ] == [
        (17, b"\r\n"),
        (18, b""),
    ]
    assert fetched(None) == fetched(*flags) == fetched(b"1 (UID 17 BODY[] NIL)") == []


def test_a_body_may_come_in_quotes() -> None:
    [only] = fetched(rb'1 (BODY[] "a \"b\" \\ UID 5" UID 17)')
    assert (only.uid, only.raw, only.arrived_at) == (17, rb'a "b" \ UID 5', None)


def test_a_date_that_is_none_is_no_reason_to_lose_a_message() -> None:
    for date in (
        b"",
        b"NIL",
        b"2-Nov",
        b"99-Foo-2026 03:53:18 +0200",
        b"02-Nov-2026 77:53:18 +0200",
    ):
        [only] = fetched((b'1 (UID 17 INTERNALDATE "%s" BODY[] {52}' % date, RAW), b")")
        assert (only.raw, only.arrived_at) == (RAW, None)
    [west] = fetched((b'1 (UID 17 INTERNALDATE "02-Nov-2026 01:53:18 -0000" BODY[] {52}', RAW))
    assert west.arrived_at == AT


def test_sizes_are_read_where_they_are_told() -> None:
    told = [b"1 (UID 17 RFC822.SIZE 52)", b"2 (RFC822.SIZE 9 UID 18)", b"3 (UID 19)", None]
    assert parse_sizes(told) == {17: 52, 18: 9}
