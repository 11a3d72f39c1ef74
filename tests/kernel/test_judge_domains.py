"""What a domain's texts say: SPF, DKIM and DMARC, held against many texts, good and bad ones."""

from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from agency.kernel.mail.domain_texts import (
    DnsAway,
    judge_alignment,
    judge_dkim,
    judge_domain,
    judge_spf,
)
from agency.kernel.mail.findings import Grade

HOUSE = "kvarta.example"
GOOD, DOUBTFUL, BAD = Grade.good, Grade.doubtful, Grade.bad


class Dns:
    """Texts by name, as somebody typed them."""

    def __init__(self, **texts: list[str]) -> None:
        self.texts = {name.replace("__", "."): found for name, found in texts.items()}
        self.asked: list[str] = []

    def __call__(self, name: str) -> list[str]:
        self.asked.append(name)
        return self.texts.get(name, [])


def public(bits: int) -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits).public_key()
    return b64encode(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


LONG, SHORT = public(2048), public(1024)


@pytest.mark.parametrize(
    ("texts", "grade", "words"),
    [
        ([], BAD, "does not say which servers"),
        (["google-site-verification=x"], BAD, "does not say which servers"),
        (["v=spf10 -all"], BAD, "does not say which servers"),
        (["v=spf1 -all", "v=spf1 ~all"], BAD, "2 records"),
        (["v=spf1 +all"], BAD, "whole world"),
        (["v=spf1 mx all"], BAD, "whole world"),
        (["v=spf1 ip4:192.0.2.1 ?all"], DOUBTFUL, "does not say what to think"),
        (["v=spf1 mx"], DOUBTFUL, "does not say what to think"),
        (["v=spf1 ptr -all"], DOUBTFUL, "ptr"),
        (["v=spf1 includes:one.example -all"], BAD, "includes:one.example"),
        (["v=spf1 include:nowhere.example -all"], BAD, "nowhere.example"),
        (["v=spf1 include:many.example -all"], BAD, "more than 10"),
        (["v=spf1 include:loop.example -all"], BAD, "more than 10"),
        (["V=SPF1 a mx include:one.example ip6:2001:db8::/32 -all"], GOOD, "which servers"),
        (["v=spf1 redirect=one.example"], GOOD, "which servers"),
        (["v=spf1 a:mail.kvarta.example/24 exists:%{i}.x.example ~all unknown=x"], GOOD, "which"),
    ],
)
def test_spf(texts: list[str], grade: Grade, words: str) -> None:
    dns = Dns(
        kvarta__example=texts,
        one__example=["v=spf1 ip4:192.0.2.0/24 -all"],
        many__example=["v=spf1 " + " ".join(f"a:{each}.example" for each in range(10)) + " -all"],
        loop__example=["v=spf1 include:loop.example -all"],
    )
    found = judge_spf(HOUSE, dns)
    assert found.grade is grade, found
    assert words in found.words
    assert bool(found.do) == (grade is not GOOD), "what is not well comes with what to do"
    assert len(dns.asked) < 30


@pytest.mark.parametrize(
    ("texts", "grade", "words"),
    [
        ([], BAD, "no key"),
        (["v=DKIM1; k=rsa"], BAD, "no key"),
        (["v=DKIM1; p=", "v=DKIM1; p=x"], BAD, "2 keys"),
        (["v=DKIM1; k=rsa; p="], BAD, "revoked"),
        (["v=DKIM2; p=x"], BAD, "v=DKIM2"),
        (["v=DKIM1; p=nonsense!"], BAD, "cannot be read"),
        ([f"v=DKIM1; p={SHORT}"], DOUBTFUL, "1024 bits"),
        ([f"v=DKIM1; t=y:s; p={LONG}"], DOUBTFUL, "test"),
        ([f"v=DKIM1; k=ed25519; p={LONG}"], DOUBTFUL, "Ed25519"),
        ([f"k=rsa; p={LONG[:60]} {LONG[60:]}"], GOOD, "stands at s1._domainkey.kvarta.example"),
    ],
)
def test_dkim(texts: list[str], grade: Grade, words: str) -> None:
    found = judge_dkim(HOUSE, "s1", texts)
    assert found.grade is grade, found
    assert words in found.words


def test_a_key_that_is_not_the_other_half_of_ours_is_told() -> None:
    found = judge_dkim(HOUSE, "s1", [f"v=DKIM1; p={LONG}"], ours=b"another")
    assert (found.grade, "not the other half" in found.words) == (BAD, True)


@pytest.mark.parametrize(
    ("domain", "texts", "grade", "words"),
    [
        (HOUSE, {}, DOUBTFUL, "no policy"),
        (HOUSE, {"_dmarc__kvarta__example": ["hello"]}, DOUBTFUL, "no policy"),
        (HOUSE, {"_dmarc__kvarta__example": ["v=DMARC1; p=none"] * 2}, BAD, "2 policies"),
        (HOUSE, {"_dmarc__kvarta__example": ["v=DMARC1; rua=mailto:a@b"]}, BAD, "p=nothing"),
        (HOUSE, {"_dmarc__kvarta__example": ["v=DMARC1; p=all"]}, BAD, "p=all"),
        (HOUSE, {"_dmarc__kvarta__example": ["v=DMARC1; p=none"]}, DOUBTFUL, "only watches"),
        (HOUSE, {"_dmarc__kvarta__example": ["v=DMARC1; p=reject; pct=5"]}, DOUBTFUL, "5 %"),
        (HOUSE, {"_dmarc__kvarta__example": ["v=DMARC1;p=quarantine"]}, GOOD, "p=quarantine"),
        (f"mail.{HOUSE}", {"_dmarc__kvarta__example": ["v=DMARC1; p=reject"]}, GOOD, "p=reject"),
        (
            f"mail.{HOUSE}",
            {"_dmarc__kvarta__example": ["v=DMARC1; p=reject; sp=none"]},
            DOUBTFUL,
            "only watches",
        ),
    ],
)
def test_dmarc(domain: str, texts: dict[str, list[str]], grade: Grade, words: str) -> None:
    found = judge_domain(domain, None, Dns(**texts))[-1]
    assert found.grade is grade, found
    assert words in found.words


@pytest.mark.parametrize(
    ("sender", "signed", "policy", "grade"),
    [
        ("vera@kvarta.example", "kvarta.example", "v=DMARC1; p=none; adkim=s", GOOD),
        ("vera@kvarta.example", "mail.kvarta.example", "v=DMARC1; p=none", GOOD),
        ("vera@kvarta.example", "mail.kvarta.example", "v=DMARC1; p=none; adkim=s", BAD),
        ("vera@kvarta.example", "provider.example", "", BAD),
        ("vera@kvarta.example", "notkvarta.example", "", BAD),
    ],
)
def test_a_signature_of_another_domain_does_not_count(
    sender: str, signed: str, policy: str, grade: Grade
) -> None:
    assert judge_alignment(sender, signed, policy).grade is grade


def test_a_dns_that_cannot_be_asked_is_no_verdict() -> None:
    def away(name: str) -> list[str]:
        raise DnsAway(name)

    [found] = judge_domain(HOUSE, "s1", away)
    assert found.grade is DOUBTFUL
