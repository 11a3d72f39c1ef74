"""The `agency` command: everything that is started, from here. Each module brings its commands."""

import gc

# Hundreds of modules, and nothing of them is garbage: whoever looks for it meanwhile takes a fifth of the time.
gc.disable()

from agency.cli import data, doctor, followups, mail, members, processes, search  # noqa: E402
from agency.cli.group import main  # noqa: E402

gc.freeze()
gc.enable()

__all__ = ["data", "doctor", "followups", "mail", "main", "members", "processes", "search"]
