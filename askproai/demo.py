"""``make demo``: the whole product on one machine, and one call through it."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import dataclasses
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import httpx

from askproai import embedded
from askproai.core.phones import format_phone
from askproai.processes import Supervisor, answers, output_of, reserve_port, say
from askproai.standins import signing
from askproai.standins.world import OPENAI_KEY, Accounts

ROOT = Path(__file__).resolve().parents[1]
CALLER = "+491713920071"
_SPEAKERS = {"user": ("Anruferin", "36"), "agent": ("AskProAI", "32")}
# What was confirmed after this time counts as not confirmed.
_CALL_WITHIN_S = 90.0


class DemoFailed(Exception):
    """The demo cannot go on; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the processes of this run listen."""

    web: int
    live: int
    standins: int


def main() -> int:
    """Start everything, place a call; with ``--once`` stop after it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--once", action="store_true", help="end after the first booked call")
    parser.add_argument("--months", type=int, help="a shorter made-up past, for a quicker first start")
    wanted = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "askproai.settings.dev")
    try:
        return asyncio.run(_demo(once=wanted.once, months=wanted.months))
    except DemoFailed as failure:
        say(f"\nDie Demo konnte nicht starten: {failure}", colour="31")
        return 1
    except (KeyboardInterrupt, asyncio.CancelledError):
        return 0


async def _demo(*, once: bool, months: int | None) -> int:
    _cancel_on_signals()
    _start_servers()
    reserved = [reserve_port(port) for port in (8000, 8001, 8002)]
    ports = Ports(*(taken.getsockname()[1] for taken in reserved))
    environment = _environment(ports)
    prepared = await _prepare(environment, months=months)
    supervisor = Supervisor(environment, quiet=once)
    try:
        for taken in reserved:
            taken.close()
        await _start_processes(supervisor, ports)
        _print_addresses(prepared, ports)
        _note_run(prepared, ports)
        if once:
            say(json.dumps(await _place_call(prepared, ports), ensure_ascii=False), colour="0")
            return 0
        try:
            _print_result(await _place_call(prepared, ports))
        except DemoFailed as failure:
            # People can still try everything themselves.
            say(f"\n{failure}", colour="33")
        await asyncio.Event().wait()
        return 0
    finally:
        say("\nWird beendet …", colour="2")
        await supervisor.stop()


def _cancel_on_signals() -> None:
    # Called from the demo's own coroutine: there is a task.
    task, loop = cast("asyncio.Task[int]", asyncio.current_task()), asyncio.get_running_loop()

    def end() -> None:
        task.cancel()
        for sign in (signal.SIGINT, signal.SIGTERM):
            # Whoever is impatient gets the same orderly end, not one that leaves processes behind.
            loop.add_signal_handler(sign, lambda: None)

    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, end)


def _start_servers() -> None:
    if "DATABASE_URL" not in os.environ:
        say("PostgreSQL startet …", colour="2")
    if "REDIS_URL" not in os.environ:
        say("Valkey startet …", colour="2")
    try:
        embedded.provide_urls()
    except (OSError, RuntimeError, subprocess.SubprocessError) as error:
        raise DemoFailed(
            f"{error}. Die Protokolle liegen in {embedded.data_dir()}; "
            "«make clean» beginnt von vorn, DATABASE_URL und REDIS_URL nehmen eigene Server."
        ) from error


def _environment(ports: Ports) -> dict[str, str]:
    standins = f"http://127.0.0.1:{ports.standins}"
    return {
        **os.environ,
        "PYTHONUNBUFFERED": "1",
        "ASKPROAI_PUBLIC_URL": f"http://localhost:{ports.web}",
        "ASKPROAI_LIVE_PORT": str(ports.live),
        "RETELL_BASE_URL": f"{standins}/retell",
        "TWILIO_BASE_URL": f"{standins}/twilio",
        "TWILIO_BUNDLES": "DE=BU00000000000000000000000000000001,AT=BU00000000000000000000000000000002,"
        "CH=BU00000000000000000000000000000003",
        "RETELL_TEST_CALL_FROM": "+493023125800",
        "RETELL_TERMINATION_URI": "askproai.pstn.twilio.example",
        "SENDGRID_BASE_URL": f"{standins}/sendgrid",
        "CALCOM_BASE_URL": f"{standins}/calcom",
        "CALCOM_APP_URL": f"{standins}/calcom",
        "CALCOM_CLIENT_ID": "development-client",
        "CALCOM_CLIENT_SECRET": "development-secret",
        "WEBPUSH_INTERNAL_URL": f"{standins}/webpush",
        "SENDGRID_WEBHOOK_PUBLIC_KEY": signing.sendgrid_public_key(),
        **_calendars(standins, f"http://localhost:{ports.standins}"),
        **_language_model(standins),
    }


def _calendars(standins: str, seen_by_browser: str) -> dict[str, str]:
    """Calendars behind the stand-ins, with the client that is no secret."""
    google, microsoft = Accounts().google, Accounts().microsoft
    return {
        "GOOGLE_CALENDAR_BASE_URL": f"{standins}/google_calendar",
        "GOOGLE_AUTHORIZE_URL": f"{seen_by_browser}/google_calendar/o/oauth2/v2/auth",
        "GOOGLE_TOKEN_URL": f"{standins}/google_calendar/token",
        "GOOGLE_CLIENT_ID": google[0],
        "GOOGLE_CLIENT_SECRET": google[1],
        "OUTLOOK_BASE_URL": f"{standins}/outlook/v1.0",
        # The page to agree on is opened by the browser, the tokens are fetched by us: this name serves both.
        "MICROSOFT_LOGIN_URL": f"{seen_by_browser}/outlook/common/oauth2/v2.0",
        "MICROSOFT_CLIENT_ID": microsoft[0],
        "MICROSOFT_CLIENT_SECRET": microsoft[1],
        "CALDAV_INTERNAL_URL": f"{standins}/caldav",
    }


def _language_model(standins: str) -> dict[str, str]:
    """With the key that is no secret, the model behind the stand-in; else whatever the environment says."""
    if os.environ.get("OPENAI_API_KEY") != OPENAI_KEY:
        return {}
    model = os.environ.get("OPENAI_MODEL", "receptionist-honest")
    return {"OPENAI_BASE_URL": f"{standins}/openai/v1", "OPENAI_MODEL": model}


async def _prepare(environment: Mapping[str, str], *, months: int | None) -> dict[str, Any]:
    """Migrations, platform and demo companies; returns what the call and the people at the terminal need."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "manage.py",
        "prepare_demo",
        *([] if months is None else ["--months", str(months)]),
        cwd=ROOT,
        env=dict(environment),
        stdout=asyncio.subprocess.PIPE,
    )
    last = ""
    async for line in output_of(process):
        last = line.rstrip()
        if not last.startswith("{"):
            say(last, colour="2")
    if await process.wait():
        raise DemoFailed(
            "Datenbank oder Betriebe konnten nicht vorbereitet werden; die Zeilen darüber sagen, warum."
        )
    prepared: dict[str, Any] = json.loads(last)
    return prepared


async def _start_processes(supervisor: Supervisor, ports: Ports) -> None:
    python, web = sys.executable, str(Path(sys.executable).with_name("granian"))
    commands = {
        "standins": [
            python, "-m", "askproai.standins", "--port", str(ports.standins),
            "--app-url", f"http://localhost:{ports.web}", "--picks-up",
        ],
        "web": [
            web, "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(ports.web), "--workers", "1",
            "--blocking-threads", "8", "--backpressure", "64", "--log-level", "warning",
            "askproai.wsgi:application",
        ],
        "live": [
            python, "-m", "uvicorn", "askproai.asgi:application", "--host", "127.0.0.1",
            "--port", str(ports.live), "--lifespan", "on", "--log-level", "warning",
            # Packing each frame anew for every page costs more than the bytes it saves.
            "--ws-per-message-deflate", "false",
        ],
        "worker": [
            python, "-m", "celery", "--quiet", "-A", "askproai.celery", "worker",
            "--queues", "calls,messages,sync,billing,analytics", "--concurrency", "2",
            "--loglevel", "warning", "--without-gossip", "--without-mingle",
        ],
        "pulse": [python, "manage.py", "pulse"],
    }  # fmt: skip
    for name, command in commands.items():
        supervisor.start(name, command)
    for name, port in {"standins": ports.standins, "web": ports.web, "live": ports.live}.items():
        if not await answers(port, within_s=60):
            raise DemoFailed(f"«{name}» antwortet nicht auf Port {port}; die Zeilen darüber sagen, warum.")


def _print_addresses(prepared: dict[str, Any], ports: Ports) -> None:
    say("\nAskProAI läuft.")
    for company in prepared["companies"]:
        say(_address(company["name"], company["url"], company), colour="0")
    say(_address("Plattform", f"http://localhost:{ports.web}/admin/", prepared["admin"]), colour="0")
    say(f"  {'Gesendete SMS, Mails, Anrufe':<32} http://localhost:{ports.standins}/", colour="0")


def _address(name: str, url: str, login: Mapping[str, str]) -> str:
    return f"  {name:<32} {url}   Anmeldung {login['email']} / {login['password']}"


def _note_run(prepared: dict[str, Any], ports: Ports) -> None:
    """Leave ports and addresses in the data folder, for whoever drives this run from outside."""
    run = {
        "ports": dataclasses.asdict(ports),
        "pid": os.getpid(),
        "database_url": os.environ["DATABASE_URL"],
        "redis_url": os.environ["REDIS_URL"],
        "call_order": _call_order(prepared["companies"][0], ports),
        **prepared,
    }
    (embedded.data_dir() / "demo.json").write_text(json.dumps(run, ensure_ascii=False, indent=1))


async def _place_call(prepared: dict[str, Any], ports: Ports) -> dict[str, Any]:
    """One caller rings the salon; the dialogue is shown as it happens."""
    salon = prepared["companies"][0]
    say(f"\n{format_phone(CALLER)} ruft {salon['name']} an …")
    rang_at = time.monotonic()
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{ports.standins}", timeout=30) as standins:
        mail_events = {"url": f"http://localhost:{ports.web}/hooks/sendgrid/events/"}
        await standins.post("/_control/sendgrid/webhooks", json=mail_events)
        answer = await standins.post("/_control/retell/call", json=_call_order(salon, ports))
        if answer.status_code >= 300:
            raise DemoFailed(f"Der Anruf kam nicht zustande: {answer.text[:300]}")
        call_id = answer.json()["call_id"]
        return await _follow_call(standins, call_id, rang_at)


def _call_order(salon: dict[str, Any], ports: Ports) -> dict[str, Any]:
    hooks: str = salon["retell_hooks_url"]
    socket = hooks.replace("http://", "ws://", 1).replace(f":{ports.web}/hooks/", f":{ports.live}/ws/")
    return {
        "from_number": CALLER,
        "to_number": salon["phone_number"],
        "company_hooks_url": hooks,
        "llm_socket_url": socket,
        "caller": {
            "name": "Sabine Krüger",
            "service": "Haarschnitt",
            "when": "nächste Woche vormittags",
            "records": True,
        },
        "pace": 0.15,
    }


async def _follow_call(standins: httpx.AsyncClient, call_id: str, rang_at: float) -> dict[str, Any]:
    seen: dict[str, Any] = {}
    after = 0
    until = time.monotonic() + _CALL_WITHIN_S
    while time.monotonic() < until:
        news = (await standins.get("/_control/events", params={"after": after, "wait": 1})).json()
        after = news["last"]
        for event in news["events"]:
            _note_event(event, call_id=call_id, seen=seen, elapsed_s=time.monotonic() - rang_at)
        if {"appointment", "sms", "over"} <= seen.keys():
            started = float(os.environ.get("STARTED_AT", time.time()))
            return {
                "ring_to_booked_s": seen["booked_after_s"],
                "clone_to_booked_s": round(time.time() - started, 1),
                "spoken_to_booked_s": seen["spoken_s"],
                "appointment": seen["appointment"],
                "sms": seen["sms"],
            }
        if seen.get("over") and "appointment" not in seen:
            raise DemoFailed("Der Anruf endete ohne Termin; die Zeilen darüber zeigen, woran es lag.")
    raise DemoFailed("Der Anruf endete ohne bestätigten Termin.")


def _note_event(event: dict[str, Any], *, call_id: str, seen: dict[str, Any], elapsed_s: float) -> None:
    """Show and remember what one entry of the providers' ledger says about our call."""
    if event["kind"] == "sms.accepted" and event["to"] == CALLER:
        seen["sms"] = event["body"]
    if event.get("call_id") != call_id:
        return
    if event["kind"] == "call.turn":
        speaker, colour = _SPEAKERS.get(event["role"], ("", "2"))
        say(f"  {speaker:<10} {event['text']}", colour=colour)
    elif event["kind"] == "call.function" and "appointment" not in seen:
        answer = json.loads(event["answer"])
        if answer.get("code") == "booked":
            seen["appointment"], seen["booked_after_s"] = answer["appointment"], round(elapsed_s, 2)
            seen["spoken_s"] = round(event["at_seconds"], 1)
    elif event["kind"] == "call.over":
        seen["over"] = True


def _print_result(booked: dict[str, Any]) -> None:
    appointment = booked["appointment"]
    say(f"\nGebucht: {appointment['service']}, {appointment['spoken']}, {appointment['staff']}", colour="32")
    say(f"SMS:     {booked['sms']}", colour="32")
    rang, started = booked["ring_to_booked_s"], booked["clone_to_booked_s"]
    say(f"Vom Klingeln bis zum Termin: {rang} s. Vom Start bis hierher: {started} s.")
    say("Alles läuft weiter; Strg-C beendet es.\n", colour="2")


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        sys.exit(main())
