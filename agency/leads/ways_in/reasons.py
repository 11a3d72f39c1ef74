"""Why a delivery did not become a word on a lead at once, in words."""

import enum
from typing import Any

from flask_babel import lazy_gettext as _l


class Why(enum.Enum):
    """The reason for a delivery's state."""

    signature = "signature"
    unsigned = "unsigned"
    stale = "stale"
    too_large = "too_large"
    not_valid = "not_valid"
    not_read = "not_read"
    no_mapping = "no_mapping"
    no_reach = "no_reach"
    phone_text = "phone_text"
    moment = "moment"
    trap = "trap"
    haste = "haste"
    unsealed = "unsealed"
    forged = "forged"
    unproven = "unproven"
    said_nothing = "said_nothing"
    broken = "broken"
    repeated = "repeated"
    group = "group"
    no_word = "no_word"
    switched_off = "switched_off"


WORDS: dict[Why, Any] = {
    Why.signature: _l("Its signature does not fit the secret of this hook"),
    Why.unsigned: _l("It came without a signature"),
    Why.stale: _l("Its time stamp is more than five minutes off"),
    Why.too_large: _l("It was larger than one megabyte"),
    Why.not_valid: _l("A field did not fit, and the sender was told which"),
    Why.not_read: _l("It is neither JSON nor a form, so no field can be found in it"),
    Why.no_mapping: _l("Nobody has said yet which of its fields are which"),
    Why.no_reach: _l("It names neither a mail address nor a phone nor a chat"),
    Why.phone_text: _l("Where the phone should be stands something else"),
    Why.moment: _l("Its time cannot be read"),
    Why.trap: _l("A field that only robots see was filled in"),
    Why.haste: _l("It was sent faster than anybody reads the page"),
    Why.unsealed: _l("The page that it came from was not ours, or was open for very long"),
    Why.forged: _l("The small work that each browser does with the page was made up"),
    Why.unproven: _l("It came within three seconds, and without the small work of a browser"),
    Why.said_nothing: _l(
        "One of us said before that there is nothing in a brief from this address"
    ),
    Why.broken: _l("Something in it stops the machine; a person can read it"),
    Why.repeated: _l("It came before, and is taken once"),
    Why.group: _l("It was said in a group, and the bot listens to single people only"),
    Why.no_word: _l("There is no word of a person in it"),
    Why.switched_off: _l("This way in was switched off"),
}
