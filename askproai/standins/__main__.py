"""Starts the stand-ins: ``python -m askproai.standins --port 8002 --app-url http://127.0.0.1:8000``."""

import argparse
import contextlib
import sys

from askproai.standins.app import Standins
from askproai.standins.server import StandinServer


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m askproai.standins", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8002, help="port to listen on")
    parser.add_argument("--app-url", default="http://127.0.0.1:8000", help="where the application is")
    parser.add_argument(
        "--step", type=float, default=0.4, help="seconds between the states of an SMS or mail"
    )
    parser.add_argument("--picks-up", action="store_true", help="somebody answers when Retell dials")
    arguments = parser.parse_args()
    standins = Standins(app_url=arguments.app_url, step_seconds=arguments.step, picks_up=arguments.picks_up)
    sys.stderr.write(f"Stand-ins: http://{arguments.host}:{arguments.port}/\n")
    with contextlib.suppress(KeyboardInterrupt):
        StandinServer(standins, host=arguments.host, port=arguments.port).run()


if __name__ == "__main__":
    main()
