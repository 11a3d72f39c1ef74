"""What the login says: the words of Flask-Security in our own, which say what to do."""

from typing import Any

from flask_babel import lazy_gettext as _l

WORDS: dict[str, Any] = {
    "GENERIC_AUTHN_FAILED": _l(
        "The address or the password is not right. Try again, or choose “Forgotten?”."
    ),
    "PASSWORD_RESET_REQUEST": _l(
        "If there is a login with this address, a letter with a link is on its way to it."
    ),
    "PASSWORD_RESET_EXPIRED": _l("That link was older than two hours. Ask for a new one here."),
    "INVALID_RESET_PASSWORD_TOKEN": _l("That link does not work any more. Ask for a new one here."),
    "RETYPE_PASSWORD_MISMATCH": _l("The two passwords differ. Type the same one twice."),
    "PASSWORD_NOT_PROVIDED": _l("Enter the password"),
    "PASSWORD_INVALID_LENGTH": _l("Choose a password of at least 10 characters"),
    "EMAIL_NOT_PROVIDED": _l("Enter your mail address"),
    "INVALID_EMAIL_ADDRESS": _l("Enter an address, like name@example.com"),
    "PASSWORD_RESET": _l("Your new password holds. You are logged in."),
    "PASSWORD_RESET_NO_LOGIN": _l("Your new password holds. Log in with it."),
    "UNAUTHENTICATED": _l("Log in to open this page."),
}
SUBJECTS = {
    "PASSWORD_RESET": _l("Choose a new password"),
    "PASSWORD_NOTICE": _l("Your password was changed"),
}


def configuration() -> dict[str, Any]:
    """The settings by which Flask-Security speaks these words."""
    said = {f"SECURITY_MSG_{name}": (words, "error") for name, words in WORDS.items()}
    for name in ("PASSWORD_RESET_REQUEST", "PASSWORD_RESET", "PASSWORD_RESET_NO_LOGIN"):
        said[f"SECURITY_MSG_{name}"] = (WORDS[name], "info")
    letters = {f"SECURITY_EMAIL_SUBJECT_{name}": words for name, words in SUBJECTS.items()}
    return {**said, **letters, "SECURITY_EMAIL_HTML": False}
