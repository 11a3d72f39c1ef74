"""Where the next thing on a lead may come from, of all packages."""

from agency.followups import queries as followups
from agency.leads.next_things import LETTERS, REMINDERS
from agency.tasks import queries as tasks

NEXT = (followups.TOUCHES, followups.ASKS, followups.CALLS, tasks.TASKS, REMINDERS, LETTERS)
