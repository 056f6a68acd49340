"""Somebody without a login on the salon's booking page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from booking.models import BookingRequest, Branch, Service, StaffMember
from booking.services.booking_codes import code_of
from tests.portal.conftest import HOST, browser

ORIGIN = f"http://{HOST}"
ELIF = {"name": "Elif Yılmaz", "phone": "0172 9925904"}
_INPUT = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
_TIME = re.compile(r'name="um" value="([^"]+)"')
_ACTION = re.compile(r'method="post" action="([^"]+vormerken[^"]*)"')


@dataclass
class Visitor:
    """A browser that goes from step to step as a person does: by the links and forms that it is shown."""

    client: Client = field(default_factory=browser)
    page: HttpResponse | None = None

    @property
    def words(self) -> str:
        assert self.page is not None
        return unescape(self.page.content.decode())

    @property
    def url(self) -> str:
        assert self.page is not None
        return str(self.page.request["PATH_INFO"] + "?" + self.page.request["QUERY_STRING"]).rstrip("?")  # type: ignore[attr-defined]

    def open(self, url: str) -> Visitor:
        self.page = self.client.get(url, follow=True)
        return self

    def send(self, url: str, form: dict[str, Any], **headers: str) -> Visitor:
        self.page = self.client.post(url, form, follow=True, headers={"origin": ORIGIN, **headers})
        return self

    @property
    def times(self) -> list[str]:
        return [unescape(value) for value in _TIME.findall(self.words)]

    def tap_time(self, value: str = "") -> Visitor:
        form = {name: unescape(text) for name, text in _INPUT.findall(self.words)}
        return self.send(unescape(_ACTION.findall(self.words)[0]), {**form, "um": value or self.times[0]})

    def tell(self, **details: str) -> Visitor:
        return self.send(self.url, {**ELIF, **details})

    def type_code(self, code: str = "") -> Visitor:
        return self.send(self.url, {"code": code or code_of(BookingRequest.objects.latest("pk"))})


@pytest.fixture
def visitor(anna: StaffMember) -> Visitor:
    return Visitor()


@pytest.fixture
def times_url(branch: Branch, haircut: Service, anna: StaffMember) -> str:
    return f"/termin/{branch.slug}/damenhaarschnitt-{haircut.pk}/"
