"""``manage.py pulse``: the scheduler process."""

from __future__ import annotations

import signal
from threading import Event, Thread
from typing import Any

from django.core.management.base import BaseCommand

from tenants import pulse


class Command(BaseCommand):
    """Nudges the workers about due rows; two may run at once."""

    help = "Claims due wakeups and nudges the workers, until it is stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        stop = Event()
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda *_: stop.set())
        chores = Thread(target=pulse.attend, kwargs={"stop": stop}, name="chores")
        chores.start()
        try:
            pulse.run(stop=stop)
        finally:
            stop.set()
            chores.join()
