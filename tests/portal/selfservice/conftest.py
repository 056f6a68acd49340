"""Clara's link to her haircut."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from booking.models import Appointment
from notifications.services.addresses import appointment_url
from tests.portal.conftest import Browser


class Guest:
    """A browser with a link, and with Django's CSRF check switched on."""

    def __init__(self, appointment: Appointment) -> None:
        self.client: Client = Browser(headers={"host": "salon.localhost"}, enforce_csrf_checks=True)
        url = appointment_url(appointment, now=timezone.now())
        self.path = "/t/" + url.rpartition("/")[2]
        self.response: Any = None

    @property
    def words(self) -> str:
        return unescape(self.response.content.decode())

    def open(self, below: str = "") -> Guest:
        self.response = self.client.get(self.path + below, follow=True)
        return self

    def send(self, below: str, **form: object) -> Guest:
        token = self.client.cookies["csrftoken"].value
        self.response = self.client.post(
            self.path + below,
            {**form, "csrfmiddlewaretoken": token},
            follow=True,
            headers={"origin": "http://salon.localhost"},
        )
        return self


@pytest.fixture
def guest(visit: Appointment) -> Guest:
    return Guest(visit)
