"""Tasks on a lead, before anything is sold."""

from agency.kernel import clock
from agency.kernel.db import db
from agency.kernel.web import section, staff
from agency.leads.views.blueprint import Answer, views
from agency.leads.views.page import back_to, found, lead_page
from agency.people import queries as people
from agency.people.at_the_desk import actor_here
from agency.tasks import adding
from agency.tasks.forms import LeadTaskForm


@views.post("/leads/<int:id>/tasks")
@staff()
@section("leads.all_leads")
def tasks(id: int) -> Answer:
    """Something is to be done on this lead."""
    lead, form = found(id), LeadTaskForm.among(people.members())
    if not form.validate():
        return lead_page(lead, task_form=form), 422
    adding.add_to_lead(lead, by=actor_here(), at=clock.now(), **form.wish)
    db.session.commit()
    return back_to(lead)
