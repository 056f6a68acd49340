"""Calls to a number whose address is asked what to do: TwiML, as far as it is spoken to us."""

import asyncio
import secrets
from collections.abc import Mapping
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import httpx

from askproai.standins.delivery import Parcel
from askproai.standins.failures import Mode
from askproai.standins.player import CallOrder, CallPlayer
from askproai.standins.signing import twilio_signature
from askproai.standins.twilio_numbers import Bought, NumberShop
from askproai.standins.world import World

_SIP_HOST = "@sip.retellai.com"
_PLAYABLE = ("audio/wav", "audio/x-wav", "audio/mpeg")
# After this Twilio gives a call up that nobody ends.
_LONGEST_SECONDS = 600.0
# Ordered as a failure: the caller puts the phone down while the greeting plays.
_LEAVES = frozenset({Mode.NO_ANSWER})


class VoiceCalls:
    """Plays calls that come in by TwiML. What happened stands in the ledger, under the call's SID."""

    def __init__(self, *, world: World, shop: NumberShop, player: CallPlayer) -> None:
        self.shop = shop
        self._world = world
        self._player = player

    def start(self, order: CallOrder, number: Bought) -> str:
        """Let it ring at the number and return the call's SID."""
        sid = "CA" + secrets.token_hex(16)
        self._world.courier.start(self._ring(sid, order, number))
        return sid

    async def _ring(self, sid: str, order: CallOrder, number: Bought) -> None:
        form = {
            "CallSid": sid,
            "AccountSid": number.account_sid,
            "From": order.from_number,
            "To": order.to_number,
            "CallStatus": "ringing",
            "Direction": "inbound",
            "ApiVersion": "2010-04-01",
        }
        await self._follow(sid, order, form, await self._ask(number.voice_url, form))
        if number.status_callback:
            await self._ask(number.status_callback, {**form, "CallStatus": "completed"})
        self._record(sid, "voice.over")

    async def _follow(
        self, sid: str, order: CallOrder, form: Mapping[str, str], answer: httpx.Response | None
    ) -> None:
        """Do one verb after the other; a Dial with an action asks there how to go on."""
        if answer is None or answer.status_code != 200:
            self._record(sid, "voice.failed", status=None if answer is None else answer.status_code)
            return
        # Our own application's answer, on this machine.
        for verb in ET.fromstring(answer.text):  # noqa: S314
            if verb.tag == "Play":
                await self._play(sid, verb.text or "")
                if self._world.failures.take(provider="twilio", modes=_LEAVES, text=order.from_number):
                    self._record(sid, "voice.left")
                    return
            elif verb.tag == "Dial":
                status = await self._dial(sid, order, verb)
                if action := verb.get("action"):
                    after = {**form, "DialCallStatus": status}
                    await self._follow(sid, order, form, await self._ask(action, after))
                return
            else:
                self._record(sid, f"voice.{verb.tag.lower()}", text=verb.text)

    async def _play(self, sid: str, url: str) -> None:
        """Fetch the sound as Twilio does; what it cannot play it leaves out, and the caller hears nothing."""
        sound = await self._world.courier.fetch(self._world.absolute(url), timeout_seconds=15.0)
        kind = "" if sound is None else sound.headers.get("content-type", "")
        is_played = sound is not None and sound.status_code == 200 and kind in _PLAYABLE
        size = 0 if sound is None else len(sound.content)
        event = "voice.played" if is_played else "voice.unplayable"
        self._record(sid, event, content_type=kind, size=size)

    async def _dial(self, sid: str, order: CallOrder, dial: ET.Element) -> str:
        sip = dial.find("Sip")
        if sip is None or not (sip.text or "").endswith(_SIP_HOST):
            self._record(sid, "voice.forwarded", number=dial.text)
            return "completed"
        call_id = str(sip.text).removeprefix("sip:").removesuffix(_SIP_HOST)
        self._record(sid, "voice.connected", call_id=call_id)
        try:
            call = self._player.start(
                order.model_copy(update={"call_id": call_id, "company_hooks_url": None})
            )
        except LookupError:
            return "failed"
        async with asyncio.timeout(_LONGEST_SECONDS):
            while not call.is_over:
                await self._world.ledger.wait_after(self._world.ledger.last, seconds=1.0)
        return "completed"

    async def _ask(self, url: str, form: Mapping[str, str]) -> httpx.Response | None:
        url = self._world.absolute(url)
        fields = list(form.items())
        token = self._world.accounts.twilio[form["AccountSid"]]
        headers = {
            "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
            "X-Twilio-Signature": twilio_signature(auth_token=token, url=url, params=fields),
        }
        return await self._world.courier.deliver(
            Parcel(
                provider="twilio",
                kind="voice",
                url=url,
                body=urlencode(fields).encode(),
                headers=lambda: headers,
                retries=0,
                timeout_seconds=15.0,
            )
        )

    def _record(self, sid: str, kind: str, **fields: object) -> None:
        self._world.ledger.record(provider="twilio", kind=kind, sid=sid, **fields)
