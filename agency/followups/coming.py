"""Where the next thing on a lead may come from, of all packages."""

from agency.followups import queries
from agency.leads.next_things import LETTERS, REMINDERS
from agency.tasks import queries as tasks

NEXT = (queries.TOUCHES, queries.ASKS, queries.CALLS, tasks.TASKS, REMINDERS, LETTERS)
