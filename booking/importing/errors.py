"""Why a file, or one cell of it, cannot be read."""

from __future__ import annotations

from askproai.core.errors import RuleViolated


class Unreadable(RuleViolated):
    """Nothing of the file can be taken over; ``why`` is a word that the portal has a sentence for."""

    code = "import_unreadable"

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why=why)


class BadCell(ValueError):
    """A cell says nothing that we understand; ``code`` is that of the problem."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)
