"""Sending mail through SendGrid's v3 API."""

from __future__ import annotations

import base64
from typing import Any

from askproai.core.errors import ProviderRejected
from askproai.core.http import ProviderHttp
from notifications.enums import Reason
from notifications.errors import MessageRefused
from notifications.ports import Mail
from notifications.providers.sendgrid.account import SendGridAccount


class SendGridMail:
    """Fulfils :class:`~notifications.ports.MailGateway`."""

    def __init__(self, http: ProviderHttp, *, account: SendGridAccount) -> None:
        self._http = http
        self._account = account

    def send(self, mail: Mail) -> str:
        try:
            response = self._http.call(
                "POST",
                "/v3/mail/send",
                json=self._request(mail),
                headers={"Authorization": f"Bearer {self._account.api_key}"},
            )
        except ProviderRejected as error:
            status = str(error.context.get("status", ""))
            # 404 and 3xx are about the address we called, everything else about what we sent.
            reason = (
                Reason.CONFIGURATION if status.startswith("3") or status == "404" else Reason.CONTENT_REFUSED
            )
            raise MessageRefused(provider="sendgrid", reason=reason, error_code=status) from error
        return str(response.headers.get("x-message-id", ""))[:120]

    def _request(self, mail: Mail) -> dict[str, Any]:
        request: dict[str, Any] = {
            "personalizations": [
                {
                    "to": [_person(mail.to, mail.to_name)],
                    # They appear in SendGrid's own logs: ids only.
                    "custom_args": {"tenant_id": str(mail.company_id), "msg_id": mail.reference},
                }
            ],
            "from": _person(self._account.sender, mail.sender_name),
            "subject": mail.subject,
            "content": [
                {"type": "text/plain", "value": mail.text},
                {"type": "text/html", "value": mail.html},
            ],
            # The same on every attempt: a mailbox that gets a mail twice after all shows it once.
            "headers": {"Message-ID": f"<{mail.reference}@{self._account.sender.rpartition('@')[2]}>"},
            "categories": [mail.category],
            "tracking_settings": {"click_tracking": {"enable": False}, "open_tracking": {"enable": False}},
        }
        if self._account.reply_to:
            request["reply_to"] = {"email": self._account.reply_to}
        if mail.attachments:
            request["attachments"] = [
                {
                    "content": base64.b64encode(attachment.content).decode(),
                    "type": attachment.media_type,
                    "filename": attachment.filename,
                    "disposition": "attachment",
                }
                for attachment in mail.attachments
            ]
        return request


def _person(email: str, name: str) -> dict[str, str]:
    return {"email": email, "name": name} if name else {"email": email}
