"""``manage.py train_sentiment``: weighs our own utterances anew and writes ``weights.json``."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from telephony.dialogue.sentiment.weighing import WEIGHTS
from telephony.evaluation.sentiment_training import crossed, for_training, to_json, train


class Command(BaseCommand):
    """The same utterances give the same weights; those that judge are not among them."""

    help = "Train what the receptionist hears in the words of callers"

    def add_arguments(self, parser: CommandParser) -> None:
        """``--cross`` measures scenario by scenario first, each with weights made without it."""
        parser.add_argument("--cross", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        examples = for_training()
        if options["cross"]:
            right = [heard == one.label for one, heard in crossed(examples)]
            self.stdout.write(f"{100 * sum(right) / len(right):.1f} % right in scenarios left out")
        written = json.dumps(to_json(train(examples)), ensure_ascii=False, separators=(",", ":"))
        WEIGHTS.write_text(written + "\n", encoding="utf-8")
        self.stdout.write(f"{len(examples)} utterances, {len(written.encode()) // 1024} KB")
