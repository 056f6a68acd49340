"""Drives the foreign readers that are installed beside ours, each in a process of its own."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from telephony.evaluation.times_cases import Answer, Case

PEERS = ("dateparser", "ctparse", "ovos-date-parser", "chrono-node", "parsedatetime")
_SCRIPTS = Path(__file__).parent / "peers"
_FOLDER = settings.BASE_DIR / ".data" / "peers"
_LONGEST_S = 900


class PeerMissing(Exception):
    """The reader is not installed or does not run."""


def answers_of(peer: str, cases: Iterable[Case]) -> list[Answer]:
    """Ask a peer all cases.

    :raises PeerMissing: it is not installed, or it ended before the last answer.
    """
    cases = list(cases)
    lines = "".join(json.dumps(_case(case)) + "\n" for case in cases)
    try:
        done = subprocess.run(  # noqa: S603  # our own scripts
            _command(peer),
            input=lines,
            capture_output=True,
            text=True,
            timeout=_LONGEST_S,
            check=True,
            cwd=_FOLDER,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise PeerMissing(peer) from error
    return [Answer.of(json.loads(line)) for line in done.stdout.splitlines()]


def _command(peer: str) -> list[str]:
    if peer != "chrono-node":
        return [str(_FOLDER / "venv" / "bin" / "python"), str(_SCRIPTS / "answer.py"), peer]
    node = shutil.which("node")
    if node is None or not (_FOLDER / "node_modules" / "chrono-node").is_dir():
        raise PeerMissing(peer)
    # Beside its packages, for that is where Node looks for them.
    script = shutil.copy(_SCRIPTS / "chrono.mjs", _FOLDER / "chrono.mjs")
    return [node, str(script)]


def _case(case: Case) -> dict[str, object]:
    return {
        "text": case.text,
        "now": case.now.isoformat(),
        "language": case.language,
        "nearest": case.is_nearest,
    }
