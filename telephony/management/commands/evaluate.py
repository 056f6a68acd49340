"""``manage.py evaluate <name>``: how well the receptionist understands, as a table and one JSON object."""

from __future__ import annotations

import json
import pkgutil
import sys
from argparse import ArgumentParser
from importlib import import_module
from typing import Any

from django.core.management.base import BaseCommand

from telephony import evaluation
from telephony.evaluation import Report


def _names() -> list[str]:
    """The modules that evaluate something: those with an ``evaluate`` of their own."""
    modules = sorted(module.name for module in pkgutil.iter_modules(evaluation.__path__))
    return [name for name in modules if hasattr(_module(name), "evaluate")]


def _module(name: str) -> Any:
    return import_module(f"{evaluation.__name__}.{name}")


class Command(BaseCommand):
    """Progress and tables first; the last line is one JSON object with the figures."""

    help = "Measure how well the receptionist understands: times, intents, …"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", choices=_names())
        parser.add_argument("--mistakes", action="store_true", help="show each wrong answer")
        for name in _names():
            if add_arguments := getattr(_module(name), "add_arguments", None):
                add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        report = Report(out=sys.stdout, shows_mistakes=options["mistakes"])
        module = _module(options["name"])
        own = {name: options[name] for name in getattr(module, "OPTIONS", ())}
        figures = module.evaluate(report, **own)
        self.stdout.write(json.dumps(figures, ensure_ascii=False))
