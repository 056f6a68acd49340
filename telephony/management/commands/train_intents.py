"""``manage.py train_intents``: weighs our own phrases anew and writes the dialogue's ``weights.json``."""

from __future__ import annotations

import json
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from telephony.dialogue.intents import weighing
from telephony.dialogue.intents.kinds import DETAIL, MATTERS, MOVES
from telephony.dialogue.intents.weighing import Weights
from telephony.evaluation.intent_examples import examples
from telephony.evaluation.training import averaged, to_json, train

# Two that saw other wordings judge better together than each alone.
SEEDS = (11, 12)


class Command(BaseCommand):
    """The same phrases give the same weights."""

    help = "Train what the receptionist hears as intents; takes some minutes"

    def handle(self, *_args: Any, **_options: Any) -> None:
        with ProcessPoolExecutor(len(SEEDS)) as pool:
            weights = averaged(list(pool.map(_trained, SEEDS)))
        path = Path(weighing.__file__).parent / "weights.json"
        written = json.dumps(to_json(weights), ensure_ascii=False, separators=(",", ":"))
        path.write_text(written + "\n", encoding="utf-8")
        self.stdout.write(f"{len(weights.rows)} features, {len(written) // 1024} KB")


def _trained(seed: int) -> Weights:
    return train(examples(seed), labels=(*MATTERS, *MOVES, DETAIL), seed=seed)
