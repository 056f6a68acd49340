"""How well the receptionist understands: one module per question, for ``manage.py evaluate <name>``."""

from telephony.evaluation.report import Report, corpora, json_lines

__all__ = ["Report", "corpora", "json_lines"]
