"""``manage.py train_intents``: weighs our own utterances anew and writes the dialogue's ``weights.xz``."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from telephony.dialogue.intents.kinds import DETAIL, MATTERS, MOVES
from telephony.dialogue.intents.weighing import WEIGHTS
from telephony.evaluation.intent_examples import examples
from telephony.evaluation.training import train


class Command(BaseCommand):
    """The same utterances give the same weights."""

    help = "Train what the receptionist hears as intents; needs what bin/setup evaluate installs"

    def handle(self, *_args: Any, **_options: Any) -> None:
        weights = train(examples(), labels=(*MATTERS, *MOVES, DETAIL))
        WEIGHTS.write_bytes(weights.packed())
        self.stdout.write(f"{len(weights.rows)} features, {WEIGHTS.stat().st_size // 1024} KB")
