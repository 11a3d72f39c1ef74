"""The wiring: settings, kernel, then one line per capability."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask
from jinja2 import FileSystemBytecodeCache
from werkzeug.middleware.proxy_fix import ProxyFix

from agency.api import jobs as api_jobs
from agency.api import views as api
from agency.briefs import jobs as brief_jobs
from agency.briefs import search as brief_search
from agency.briefs import views as briefs
from agency.clients import search as client_search
from agency.clients import views as partners
from agency.config import Settings, load_settings
from agency.demo import views as demo
from agency.demo.logins import init_demo
from agency.desk import jobs as desk_jobs
from agency.desk import shell
from agency.desk import views as desk
from agency.followups import jobs as followup_jobs
from agency.followups import views as followups
from agency.kernel.auth import init_auth
from agency.kernel.db import init_db
from agency.kernel.house.redis_server import connect
from agency.kernel.i18n import init_i18n
from agency.kernel.mail import jobs as mail_jobs
from agency.kernel.search.keeping import init_search
from agency.kernel.web import init_web
from agency.leads import jobs as lead_jobs
from agency.leads import search as lead_search
from agency.leads import views as leads
from agency.people import queries as people
from agency.portal import views as portal
from agency.proposals import boards, sheet_views
from agency.proposals import jobs as proposal_jobs
from agency.proposals import search as proposal_search
from agency.proposals import views as proposals
from agency.tasks import for_estimates
from agency.tasks import jobs as task_jobs
from agency.tasks import views as tasks

ROOT = Path(__file__).resolve().parent.parent
CAPABILITIES = (leads, briefs, proposals, tasks, followups, portal, api)
JOBS = (
    *(mail_jobs, desk_jobs, lead_jobs, brief_jobs, proposal_jobs, task_jobs),
    *(followup_jobs, api_jobs),
)
SEARCHED = (client_search, lead_search, brief_search, proposal_search)


def create_app(
    settings: Settings | None = None, overrides: Mapping[str, Any] | None = None
) -> Flask:
    """The application, bound to its settings (by default those of the environment)."""
    app = Flask(
        "agency", static_folder=str(ROOT / "static"), template_folder=str(ROOT / "templates")
    )
    found = settings or load_settings()
    app.config.update(
        SETTINGS=found,
        SECRET_KEY=found.secret_key,
        MIGRATIONS=ROOT / "migrations",
        TRANSLATIONS=ROOT / "agency" / "translations",
    )
    app.config.update(overrides or {})
    _believe_proxies(app, found)
    _connect_house(app, found)
    _keep_templates(app, found)
    init_i18n(app)
    init_db(app)
    init_search(*(source for each in SEARCHED for source in each.SOURCES))
    init_auth(app)
    init_web(app)
    shell.init_shell(app)
    init_demo(app)
    for page in (*desk.PAGES, *(each.views for each in CAPABILITIES)):
        app.register_blueprint(page)
    app.register_blueprint(portal.brand)
    app.register_blueprint(sheet_views.views)
    app.register_blueprint(partners.views)
    app.register_blueprint(demo.views)
    return app


def _believe_proxies(app: Flask, settings: Settings) -> None:
    """Who calls is told by the proxies before the house, where there are any; by nobody else's word."""
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=0, x_host=0)  # type: ignore[method-assign]


def _connect_house(app: Flask, settings: Settings) -> None:
    app.extensions["redis"] = partial(connect, settings)
    app.extensions["house_address"] = people.house_address
    app.extensions[boards.NAME] = for_estimates


def _keep_templates(app: Flask, settings: Settings) -> None:
    """What was compiled once is there for every process, and after a new start: the first page is as fast as the next.

    By the text it was compiled from, so that a template that has changed is compiled anew.
    """
    folder = settings.data / "templates"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(folder))
