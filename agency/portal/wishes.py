"""What a reader of a proposal asks of us with one press: a key that decides, or a longer hold."""

from agency.kernel.auth import Guest
from agency.kernel.forms import GuestForm
from agency.proposals.links import DECIDING, PRINTED_KIND
from agency.proposals.models import Proposal


class WishForm(GuestForm):
    """A press, and nothing to fill in."""


def form_for(found: Proposal, who: Guest, state: str) -> WishForm | None:
    """The press that this page has; None where there is nothing to ask for."""
    has_one = {"printed": who.kind == PRINTED_KIND, "expired": who.kind in DECIDING}
    return wish_of(found, who) if has_one.get(state) else None


def wish_of(found: Proposal, who: Guest, typed: object = None) -> WishForm:
    """The form of this link for this version."""
    return WishForm(typed, purpose=f"wish/{found.id}/{who.link_id}")
