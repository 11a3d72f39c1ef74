"""My tasks: what I am to do, across projects."""

from flask import render_template

from agency.kernel.web import staff
from agency.people.at_the_desk import member_here
from agency.tasks import overview
from agency.tasks.views.blueprint import today, views


@views.get("/tasks")
@staff()
def mine() -> str:
    """What I am to do, across projects."""
    me = member_here()
    return render_template(
        "tasks/mine.html", tasks=overview.mine(me.id), me_id=me.id, today=today()
    )
