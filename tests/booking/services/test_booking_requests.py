"""The same form from two windows at the same moment, with real commits."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from booking.models import Appointment, BookingRequest
from booking.services.booking_codes import code_of, prove_number
from booking.services.booking_requests import WebDetails, begin_request, book_request
from booking.services.web_holds import hold_time
from booking.values import SlotSearch
from tenants.context import company_scope
from tenants.models import Company
from tests.factories.booking import BranchFactory, ServiceFactory, StaffMemberFactory


def test_two_submits_at_once_book_once(committed_company: Company) -> None:
    branch, service = BranchFactory(), ServiceFactory()
    StaffMemberFactory(branches=[branch], services=[service])
    day = timezone.now().astimezone(branch.zone) + timedelta(days=7)
    monday = (day + timedelta(days=-day.weekday() % 7)).replace(hour=10, minute=0, second=0, microsecond=0)
    now = timezone.now()
    wish = SlotSearch(service_ids=(service.pk,), branch_ids=frozenset({branch.pk}))
    held = hold_time(search=wish, starts_at=monday, holder="web:e", now=now)
    details = WebDetails(name="Elif Yılmaz", phone="+491729925904")
    started = begin_request(slot_id=held.slot_id, details=details, holder="web:e", address="::1", now=now)
    code = code_of(started.request)

    def submit(_: int) -> int:
        try:
            with company_scope(committed_company):
                request = BookingRequest.objects.select_related("offer").get()
                prove_number(request=request, code=code, now=timezone.now())
                return book_request(request=request, now=timezone.now()).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as windows:
        booked = set(windows.map(submit, range(4)))

    assert booked == {Appointment.objects.get().pk}
