"""The login's own letters (a new password) go through the same outbox."""

from typing import Any

from flask import Response, after_this_request, current_app
from flask_security import MailUtil

from agency.kernel import clock
from agency.kernel.db import db
from agency.kernel.i18n import language
from agency.kernel.mail import outbox
from agency.kernel.mail.compose import Correspondent, Draft


class OutboxMail(MailUtil):
    """Flask-Security's letters as letters of ours."""

    def send_mail(
        self,
        template: str,
        subject: str,
        recipient: str | tuple[str, str],
        sender: str | tuple[str, str],
        body: str | None,
        html: str | None,
        **kwargs: Any,
    ) -> None:
        address = recipient if isinstance(recipient, str) else recipient[1]
        house: Correspondent = current_app.extensions["house_address"]()
        outbox.post(
            Draft(
                sender=house,
                to=[Correspondent("", address)],
                subject=str(subject),
                text=body or "",
                lang=language(),
                house=house.name,
                automatic=True,
            ),
            now=clock.now(),
        )
        after_this_request(_commit)


def _commit(response: Response) -> Response:
    # The library's view is the edge here, and commits nothing by itself when it only sends a letter.
    db.session.commit()
    return response
