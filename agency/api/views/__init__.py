"""What other programs ask of us. One file a door."""

from agency.api.views import hooks, inquiries, problems, tasks, telegram
from agency.api.views.blueprint import views

__all__ = ["hooks", "inquiries", "problems", "tasks", "telegram", "views"]
