"""How an alert reads: short, and without a word that a caller said."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils import formats, translation
from django.utils.translation import gettext as _

from notifications.alerts.kinds import AlertKind
from notifications.alerts.news import News

_PROVIDERS: Final = {
    "google": "Google",
    "google_calendar": "Google",
    "outlook": "Outlook",
    "calcom": "Cal.com",
    "caldav": "CalDAV",
    "twilio": "Twilio",
    "sendgrid": "SendGrid",
}


def payload_of(news: News, *, at: str, names: bool, language: str) -> dict[str, Any]:
    """What the device shows, and where it leads. A name only where somebody wants names shown."""
    with translation.override(language):
        parts = [news.name if names else "", _when(news), news.branch.name if news.branch else "", _by(news)]
        return _note(
            title=str(AlertKind(news.kind).label),
            body=" · ".join(filter(None, parts)),
            tag=news.tag,
            url=news.path,
            language=language,
            at=datetime.fromisoformat(at),
        )


def test_payload(*, language: str) -> dict[str, Any]:
    """Something to look at."""
    with translation.override(language):
        return _note(
            title=_("So sehen Ihre Hinweise aus"),
            body=_("Dieses Gerät ist eingerichtet."),
            tag="test",
            url=reverse("account-alerts"),
            language=language,
            at=None,
        )


def _note(*, title: str, body: str, tag: str, url: str, language: str, at: datetime | None) -> dict[str, Any]:
    icon = reverse("app-icon", kwargs={"kind": "any", "size": 192})
    stamp = {"at": int(at.timestamp() * 1000)} if at else {}
    return {"title": title, "body": body, "tag": tag, "url": url, "lang": language, "icon": icon, **stamp}


def _when(news: News) -> str:
    if news.at is None or news.branch is None:
        return ""
    local = news.at.astimezone(news.branch.zone).replace(tzinfo=None)
    return formats.date_format(local, _("D, j. F, H:i \\U\\h\\r"))


def _by(news: News) -> str:
    return _PROVIDERS.get(news.detail, news.detail)
