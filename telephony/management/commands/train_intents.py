"""``manage.py train_intents``: weighs our own phrases anew and writes the dialogue's ``weights.json``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from telephony.dialogue.intents import weighing
from telephony.dialogue.intents.kinds import DETAIL, MATTERS, MOVES
from telephony.evaluation.intent_examples import examples
from telephony.evaluation.training import to_json, train


class Command(BaseCommand):
    """The same phrases give the same weights."""

    help = "Train what the receptionist hears as intents"

    def handle(self, *_args: Any, **_options: Any) -> None:
        weights = train(
            examples(),
            labels=(*MATTERS, *MOVES, DETAIL),
            progress=lambda done, total: self.stdout.write(f"round {done} of {total}"),
        )
        path = Path(weighing.__file__).parent / "weights.json"
        written = json.dumps(to_json(weights), ensure_ascii=False, separators=(",", ":"))
        path.write_text(written + "\n", encoding="utf-8")
        self.stdout.write(f"{len(weights.rows)} features, {len(written) // 1024} KB")
