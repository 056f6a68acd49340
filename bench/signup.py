"""How long it takes from nothing to the first appointment by phone, at the speed of a human.

Everything is real: the demo's processes, a browser, a new company out of a spare schema. The owner types 52
words a minute and looks for more than a second before each click. The last line is one JSON object.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.screens import chromium
from bench.signup_walk import BEFORE_A_CLICK_MS, LETTER_MS, Walk
from bench.stack import Stack, running_stack

LIMIT_S = 180


def main() -> None:
    """Measure and print."""
    with running_stack("signup") as stack:
        walk = walk_as_a_person(stack)
    total = round(sum(walk.seconds.values()), 1)
    answered = round(total - walk.seconds["erster Termin gebucht"], 1)
    for step, seconds in walk.seconds.items():
        print(f"  {step:<26} {seconds:6.1f} s")
    print(f"  {'zusammen':<26} {total:6.1f} s   ({walk.fields} Felder, {walk.clicks} Klicks)")
    print(
        json.dumps(
            {
                "bench": "signup",
                "seconds": total,
                "to_answered_call_s": answered,
                "limit_s": LIMIT_S,
                "steps": walk.seconds,
                "fields": walk.fields,
                "clicks": walk.clicks,
                "letters": walk.letters,
            },
            ensure_ascii=False,
        )
    )


def walk_as_a_person(stack: Stack) -> Walk:
    """Once through, in a browser."""
    with chromium() as browser:
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="de-DE")
        walk = Walk(page=context.new_page(), letter_ms=LETTER_MS, pause_ms=BEFORE_A_CLICK_MS)
        walk.sign_up(
            f"http://localhost:{stack.run['ports']['web']}",
            company="Salon Anna",
            email="anna@example.org",
            password="Dauerwelle-1984",  # noqa: S106
        )
        walk.set_up(trade="Friseur", staff="Anna", postal_code="80469", city="München")
        walk.call()
        context.close()
    return walk


if __name__ == "__main__":
    main()
