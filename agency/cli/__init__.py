"""The `agency` command: everything that is started, from here. Each module brings its commands."""

from agency.cli import data, doctor, followups, mail, members, processes, search
from agency.cli.group import main

__all__ = ["data", "doctor", "followups", "mail", "main", "members", "processes", "search"]
