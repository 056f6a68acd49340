"""Asks django-appointment for its free times, and books one of them many times at once.

Runs in an environment of its own (``bin/setup evaluate``), so it imports nothing of ours. Reads one JSON
object from standard input: ``database`` (Django's settings of an empty database), ``staff`` (how many),
``opens`` and ``closes``, ``services`` (name → minutes), ``days``, ``booked`` (``[person, start, end]``),
``at_once`` (how many book the same time). The last line it prints is one JSON object.
"""

from __future__ import annotations

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from importlib.metadata import version
from typing import Any

import django
from django.conf import settings

GRID_MINUTES = 15


def set_up(database: dict[str, Any]) -> None:
    """Django with nothing but the peer and what it needs."""
    settings.configure(
        DATABASES={"default": database},
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "appointment",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        ROOT_URLCONF=__name__,
        SECRET_KEY="only for this run",  # noqa: S106
        ALLOWED_HOSTS=["*"],
        EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
        STATIC_URL="/static/",
        USE_TZ=True,
        TIME_ZONE="Europe/Berlin",
        LOGGING_CONFIG=None,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )
    django.setup()
    from django.core.management import call_command
    from django.urls import include, path

    globals()["urlpatterns"] = [path("", include("appointment.urls"))]
    # The package brings no migrations; its tables refer to those of the users.
    call_command("migrate", verbosity=0)
    call_command("migrate", run_syncdb=True, verbosity=0)


def fill(case: dict[str, Any]) -> tuple[list[Any], list[Any]]:
    """The same people, services and appointments as in our calendar."""
    from appointment.models import Appointment, AppointmentRequest, Config, Service, StaffMember, WorkingHours
    from django.contrib.auth import get_user_model

    Config.objects.create(
        slot_duration=GRID_MINUTES,
        lead_time=case["opens"],
        finish_time=case["closes"],
        appointment_buffer_time=0,
        website_name="Peer",
        app_offered_by_label="Peer",
        default_to_service_duration=True,
    )
    users = get_user_model().objects
    services = [
        Service.objects.create(name=name, duration=timedelta(minutes=minutes), price=minutes)
        for name, minutes in case["services"].items()
    ]
    staff = []
    for number in range(case["staff"]):
        user = users.create_user(
            f"person{number}", f"person{number}@example.com", "x", first_name=f"P{number}"
        )
        person = StaffMember.objects.create(
            user=user, slot_duration=GRID_MINUTES, appointment_buffer_time=0, work_on_saturday=True
        )
        person.services_offered.set(services)
        for weekday in range(1, 7):
            WorkingHours.objects.create(
                staff_member=person, day_of_week=weekday, start_time=case["opens"], end_time=case["closes"]
            )
        staff.append(person)
    client = users.create_user("customer", "customer@example.com", "x", first_name="Clara")
    longest = max(services, key=lambda service: service.duration)
    requests = AppointmentRequest.objects.bulk_create(
        AppointmentRequest(
            date=datetime.fromisoformat(start).date(),
            start_time=datetime.fromisoformat(start).time(),
            end_time=datetime.fromisoformat(end).time(),
            service=longest,
            staff_member=staff[person],
            id_request=f"filled-{number}",
        )
        for number, (person, start, end) in enumerate(case["booked"])
    )
    Appointment.objects.bulk_create(
        Appointment(client=client, appointment_request=each, id_request=each.id_request) for each in requests
    )
    return staff, services


def free_times(case: dict[str, Any], staff: list[Any], services: list[Any]) -> tuple[dict[str, Any], float]:
    """Free starts by person, service and day, and the seconds that it took."""
    from appointment.services import get_available_slots_for_staff
    from appointment.utils.db_helpers import get_weekday_num_from_date

    found, started = {}, time.perf_counter()
    for number, person in enumerate(staff):
        for service in services:
            for text in case["days"]:
                day = date.fromisoformat(text)
                slots = get_available_slots_for_staff(day, person, get_weekday_num_from_date(day), service)
                found[f"{number}|{service.name}|{text}"] = [slot.strftime("%H:%M") for slot in slots]
    return found, time.perf_counter() - started


def rush(case: dict[str, Any], staff: list[Any], services: list[Any], start: datetime) -> int:
    """How many get the same free time when so many who have seen it book it at once in its own views."""
    from appointment.models import Appointment
    from django.contrib.auth import get_user_model
    from django.db import connections
    from django.test import Client

    person, service = staff[0], services[0]
    users = [
        get_user_model().objects.create_user(f"rush{number}", f"rush{number}@example.com", "x")
        for number in range(case["at_once"])
    ]
    request = {
        "date": start.date().isoformat(),
        "start_time": start.strftime("%H:%M"),
        "end_time": (start + service.duration).strftime("%H:%M"),
        "service": service.pk,
        "staff_member": person.pk,
    }
    details = {"name": "Clara Weber", "email": "c@example.com", "phone_0": "DE", "phone_1": "15112345678"}

    def book(user: Any) -> None:
        client = Client(raise_request_exception=True)
        client.force_login(user)
        asked = client.post("/request-submit/", request)
        client.post(asked["Location"], {**details, "payment_type": "full", "address": "Weg 1"})
        connections.close_all()

    with ThreadPoolExecutor(case["at_once"]) as pool:
        list(pool.map(book, users))
    return Appointment.objects.filter(
        appointment_request__staff_member=person,
        appointment_request__date=start.date(),
        appointment_request__start_time=start.time(),
    ).count()


def main() -> None:
    """One case in, one answer out."""
    case = json.load(sys.stdin)
    set_up(case["database"])
    staff, services = fill(case)
    found, seconds = free_times(case, staff, services)
    first = next(
        datetime.fromisoformat(f"{day}T{slots[0]}")
        for day in case["days"]
        if (slots := found[f"0|{services[0].name}|{day}"])
    )
    json.dump(
        {
            "peer": f"django-appointment {version('django-appointment')}",
            "free": found,
            "seconds": seconds,
            "same_time_booked": rush(case, staff, services, first),
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
