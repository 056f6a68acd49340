"""``manage.py train_sentiment``: weighs our own utterances anew and writes ``weights.json``."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand

from telephony.dialogue.sentiment.weighing import WEIGHTS
from telephony.evaluation.sentiment_training import to_json, train, utterances


class Command(BaseCommand):
    """The same utterances give the same weights; those that judge are not among them."""

    help = "Train what the receptionist hears in words without a cue"

    def handle(self, *_args: Any, **_options: Any) -> None:
        examples = [one for one in utterances() if not one.is_judging and one.language == "de"]
        written = json.dumps(to_json(train(examples)), ensure_ascii=False, separators=(",", ":"))
        WEIGHTS.write_text(written + "\n", encoding="utf-8")
        self.stdout.write(f"{len(examples)} utterances, {len(written) // 1024} KB")
