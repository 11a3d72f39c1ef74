"""What a lead's page shows of tasks: those of the lead, and a form for one more."""

from datetime import datetime
from typing import Any

from agency.kernel import i18n
from agency.leads.models import Lead
from agency.people import queries as people
from agency.tasks import queries
from agency.tasks.forms import LeadTaskForm


def of_lead(lead: Lead, now: datetime) -> dict[str, Any]:
    """By the names in templates/tasks/_of_lead.html."""
    house, me = people.agency(), people.me()
    given = {"member": me.id} if me else {}
    return {
        "lead_tasks": queries.of_lead(lead),
        "task_form": LeadTaskForm.among(people.members(), formdata=None, **given),
        "today": i18n.in_zone(now, house.zone).date(),
    }
