"""``make bench-sync``: 1,000 changes here and 1,000 there, with a fifth of all requests failing.

Four people, each with a calendar at another provider: Cal.com, Google, Outlook (Graph), CalDAV, all of them
the stand-ins over HTTP. Requests fail with 500 and 429, time out, get half an answer, or are done and the
answer is lost; webhooks come twice, late, or never. Afterwards both sides must say the same: no appointment
twice, no change lost, what contradicts itself listed. The functions of the workers run in threads of this
process, woken by the rows alone: every nudge to Celery is lost.
"""

from __future__ import annotations

import argparse
import json
import sys
import time

from django.db import connection
from salon import salon, say, staff, table

from askproai.standins.testing import running_standins
from bench.soak import door, soak, use_standins


def main() -> None:
    """Run it and print the figures; ends with an error when the sides differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--changes", type=int, default=1000, help="on each side")
    options = parser.parse_args()
    began = time.monotonic()
    with salon(people=4), running_standins() as standins, door() as url:
        standins.app_url = url
        with use_standins(standins, public_url=url):
            verdict, figures = soak(standins, staff(), changes=options.changes, say=say)
        connection.close()
    say("")
    table(figures)
    for line in (verdict.differences + verdict.doubles + verdict.lost + verdict.crashes)[:40]:
        say(f"  ! {line}")
    seconds = round(time.monotonic() - began, 1)
    say(json.dumps({"bench": "sync", "changes_per_side": options.changes, **figures, "seconds": seconds}))
    if any((verdict.differences, verdict.doubles, verdict.lost, verdict.crashes)) or not figures["settled"]:
        sys.exit(1)


if __name__ == "__main__":
    main()
