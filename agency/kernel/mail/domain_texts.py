"""What a domain's texts in the DNS say of its letters: SPF (RFC 7208), DKIM (RFC 6376), DMARC (RFC 7489).

The judges read texts that somebody looked up for them, so each can be held against any text.
"""

import re
from base64 import b64decode, b64encode
from typing import Protocol

import dns.exception
import dns.resolver
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from agency.kernel.mail.findings import Finding, bad, doubtful, good

# A receiver looks no further: RFC 7208, 4.6.4.
MOST_LOOKUPS = 10
_ASKS = frozenset({"include", "a", "mx", "ptr", "exists", "redirect"})
_KNOWN = _ASKS | {"all", "ip4", "ip6", "exp"}
_TERM = re.compile(r"([+\-?~]?)([a-z0-9]+)(?:[:=/](.*))?", re.IGNORECASE)


class DnsAway(Exception):
    """Nobody could be asked."""


class Resolver(Protocol):
    """Whoever can be asked for the texts at a name. Raises DnsAway."""

    def __call__(self, name: str) -> list[str]: ...


def texts_at(name: str) -> list[str]:
    """The texts that the DNS has at this name. Raises DnsAway."""
    try:
        found = dns.resolver.resolve(name, "TXT", lifetime=8)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except (dns.exception.DNSException, OSError) as error:
        raise DnsAway(f"{name}: {type(error).__name__}") from error
    return [b"".join(each.strings).decode("utf-8", "replace") for each in found]


def judge_domain(
    domain: str, selector: str | None, ask: Resolver, ours: bytes | None = None
) -> list[Finding]:
    """All three of a domain that letters come from; `selector` and the public key where the house signs by itself."""
    try:
        found = [judge_spf(domain, ask)]
        if selector is not None:
            found.append(judge_dkim(domain, selector, ask(f"{selector}._domainkey.{domain}"), ours))
        return [*found, judge_dmarc(domain, *_policy(domain, ask))]
    except DnsAway as away:
        return [doubtful(f"The DNS could not be asked ({away}).", "Try again when it answers.")]


def judge_spf(domain: str, ask: Resolver) -> Finding:
    """Which servers may send for the domain."""
    records = _spf_of(domain, ask)
    if not records:
        do = f"Add a TXT at {domain}, such as “v=spf1 include:your-provider.example -all”."
        return bad(f"SPF: {domain} does not say which servers send for it.", do)
    if len(records) > 1:
        do = "Put them together into one: with several, receivers believe none."
        return bad(f"SPF: {domain} has {len(records)} records.", do)
    terms = records[0].split()[1:]
    wrong = next((each for each in terms if not _is_term(each)), None)
    if wrong is not None:
        return bad(
            f"SPF: “{wrong}” is nothing that receivers know.", "Mend that word of the record."
        )
    asked, broken = _lookups(domain, ask, MOST_LOOKUPS + 1)
    if broken:
        do = "Take it out, or mend it: receivers fail on the whole record."
        return bad(f"SPF: what it includes, {broken}, has no record of its own.", do)
    if asked > MOST_LOOKUPS:
        do = "Take out what sends nothing for you any more, or name its addresses by ip4."
        return bad(f"SPF: it asks more than {MOST_LOOKUPS} questions, so receivers give up.", do)
    return _judge_end(domain, terms)


def judge_dkim(domain: str, selector: str, texts: list[str], ours: bytes | None = None) -> Finding:
    """Whether the public half of the key stands where receivers look for it; `ours` is what should stand there."""
    name = f"{selector}._domainkey.{domain}"
    records = [each for each in texts if "p=" in each.replace(" ", "")]
    if not records:
        shown = b64encode(ours).decode() if ours is not None else "…"
        return bad(f"DKIM: there is no key at {name}.", f"Add there: v=DKIM1; k=rsa; p={shown}")
    if len(records) > 1:
        return bad(
            f"DKIM: there are {len(records)} keys at {name}.", "Leave the one that is in use."
        )
    tags = _tags(records[0])
    if tags.get("v", "DKIM1") != "DKIM1":
        return bad(f"DKIM: the key at {name} says v={tags['v']}.", "It has to begin with v=DKIM1.")
    if not tags.get("p"):
        return bad(
            f"DKIM: the key at {name} was revoked (p= is empty).", "Put the public key there."
        )
    return _judge_key(name, tags, ours)


def judge_dmarc(domain: str, place: str, texts: list[str]) -> Finding:
    """What receivers are to do with letters that only pretend to come from the domain."""
    records = [each for each in texts if _tags(each).get("v") == "DMARC1"]
    if not records:
        do = f"Add a TXT at _dmarc.{domain}, to begin with “v=DMARC1; p=none; rua=mailto:you@{domain}”."
        return doubtful(f"DMARC: {domain} has no policy, and large receivers want one.", do)
    if len(records) > 1:
        do = "Leave one: with several, receivers take none."
        return bad(f"DMARC: {place} has {len(records)} policies.", do)
    tags = _tags(records[0])
    inherits = place != f"_dmarc.{domain}"
    policy = (tags.get("sp") if inherits else None) or tags.get("p", "")
    if policy.lower() not in ("none", "quarantine", "reject"):
        return bad(
            f"DMARC: {place} says p={policy or 'nothing'}.", "p is none, quarantine or reject."
        )
    if policy.lower() == "none":
        do = "When the reports show that your own letters pass, go on to p=quarantine."
        return doubtful("DMARC: p=none only watches; anybody may still write in your name.", do)
    if tags.get("pct", "100") != "100":
        do = "Leave pct out when you are sure."
        return doubtful(f"DMARC: p={policy} holds for {tags['pct']} % of letters only.", do)
    return good(f"DMARC: p={policy} at {place}.")


def judge_alignment(sender: str, signed_by: str, policy: str) -> Finding:
    """Whether the signature speaks for the domain that readers see (RFC 7489, 3.1)."""
    ours, theirs = sender.rpartition("@")[2].lower(), signed_by.lower()
    strict = _tags(policy).get("adkim", "r") == "s"
    if ours == theirs or (not strict and _related(ours, theirs)):
        return good(f"DKIM: letters of {ours} are signed by {theirs}.")
    do = f"Let your provider sign as {ours}, or give the house a key of its own (DKIM_KEY)."
    return bad(
        f"DKIM: letters of {ours} are signed by {theirs}, which does not count for DMARC.", do
    )


def policy_of(domain: str, ask: Resolver) -> str:
    """The DMARC policy that holds for a domain; "" where there is none."""
    texts = _policy(domain, ask)[1]
    return next((each for each in texts if _tags(each).get("v") == "DMARC1"), "")


def _judge_end(domain: str, terms: list[str]) -> Finding:
    names = [(found[1] or "+", found[2].lower()) for each in terms if (found := _TERM.match(each))]
    end = next((sign for sign, name in names if name == "all"), None)
    if end == "+":
        return bad(
            "SPF: it ends with +all, so the whole world may send for you.", "End it with -all."
        )
    if any(name == "ptr" for _, name in names):
        do = "Name the servers by include or ip4 instead: receivers skip ptr."
        return doubtful("SPF: it asks by ptr, which is slow and given up (RFC 7208, 5.5).", do)
    if end == "?" or (end is None and not any(name == "redirect" for _, name in names)):
        return doubtful(
            "SPF: it does not say what to think of other servers.", "End it with -all or ~all."
        )
    return good(f"SPF: {domain} says which servers send for it.")


def _judge_key(name: str, tags: dict[str, str], ours: bytes | None) -> Finding:
    if tags.get("k", "rsa") == "ed25519":
        return doubtful(f"DKIM: the key at {name} is Ed25519.", "Many receivers read RSA only.")
    try:
        der = b64decode(re.sub(r"\s", "", tags["p"]), validate=True)
        key = load_der_public_key(der)
    except (ValueError, UnsupportedAlgorithm):
        return bad(f"DKIM: the key at {name} cannot be read.", "Copy it anew, without breaks.")
    if ours is not None and der != ours:
        return bad(f"DKIM: the key at {name} is not the other half of DKIM_KEY.", "Put ours there.")
    size = key.key_size if isinstance(key, RSAPublicKey) else 0
    if size < 1024:
        return bad(f"DKIM: the key at {name} is too short ({size} bits).", "Make one of 2048 bits.")
    if "y" in tags.get("t", "").split(":"):
        return doubtful(f"DKIM: the key at {name} says that it is a test (t=y).", "Take t=y out.")
    if size < 2048:
        return doubtful(f"DKIM: the key at {name} has {size} bits.", "2048 are usual now.")
    return good(f"DKIM: the key stands at {name}.")


def _policy(domain: str, ask: Resolver) -> tuple[str, list[str]]:
    """Where the policy stands: at the domain itself, else at one that it belongs to."""
    labels = domain.split(".")
    places = [f"_dmarc.{'.'.join(labels[cut:])}" for cut in range(max(1, len(labels) - 1))]
    for place in places:
        texts = [each for each in ask(place) if _tags(each).get("v") == "DMARC1"]
        if texts:
            return place, texts
    return places[0], []


def _spf_of(domain: str, ask: Resolver) -> list[str]:
    return [each for each in ask(domain) if re.match(r"v=spf1(\s|$)", each, re.IGNORECASE)]


def _lookups(domain: str, ask: Resolver, left: int) -> tuple[int, str]:
    """How many questions a receiver has to ask, as far as it counts them; and what is included in vain."""
    asked, records = 0, _spf_of(domain, ask)
    for sign_name_value in map(_TERM.match, records[0].split()[1:] if records else []):
        if sign_name_value is None or sign_name_value[2].lower() not in _ASKS:
            continue
        asked += 1
        name, value = sign_name_value[2].lower(), sign_name_value[3] or ""
        if name not in ("include", "redirect") or "%" in value or asked >= left:
            continue
        if not _spf_of(value, ask):
            return asked, value
        more, broken = _lookups(value, ask, left - asked)
        asked += more
        if broken:
            return asked, broken
        if asked >= left:
            break
    return asked, ""


def _is_term(term: str) -> bool:
    found = _TERM.fullmatch(term)
    # Modifiers that nobody knows are skipped; mechanisms are not.
    return found is not None and (found[2].lower() in _KNOWN or "=" in term)


def _tags(text: str) -> dict[str, str]:
    pairs = (each.partition("=") for each in text.split(";"))
    return {name.strip().lower(): value.strip() for name, mark, value in pairs if mark}


def _related(one: str, other: str) -> bool:
    return one.endswith(f".{other}") or other.endswith(f".{one}")
