from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from telephony.models import Receptionist, ReceptionistVersion
from telephony.sound import MOST_BYTES
from tenants.enums import Role
from tenants.models import Company, VoiceRecording
from tests.portal.conftest import browser, member, signed_in
from tests.telephony.sounds import mp3, tone

PAGE = "/empfang/aufnahme/"


def upload(owner: Client, content: bytes, *, name: str = "gruss.wav", **more: str) -> tuple[int, str]:
    answer = owner.post(PAGE, {"recording": SimpleUploadedFile(name, content), **more}, follow=True)
    return answer.status_code, answer.content.decode()


def test_recording_is_kept_heard_and_waits_to_be_published(owner: Client) -> None:
    owner.post("/empfang/auftritt/", {})  # nothing yet
    status, page = upload(owner, tone())

    key = Receptionist.objects.get().recording
    assert status == 200
    assert "Zu hören ist es nach dem Veröffentlichen" in page
    assert f"/empfang/aufnahme/{key}/" in page
    assert "KI-Assistentin" in page
    sound = owner.get(f"/empfang/aufnahme/{key}/", headers={"Range": "bytes=0-3"})
    assert (sound.status_code, sound.content, sound["Content-Type"]) == (206, b"RIFF", "audio/wav")
    assert "Eigene Aufnahme" in owner.get("/empfang/").content.decode()
    assert ReceptionistVersion.objects.get().settings["recording"] == ""


def test_from_the_wizard_it_holds_at_once_and_leads_back(owner: Client) -> None:
    _, page = upload(owner, mp3(), name="gruss.exe", von="einrichten")

    assert Receptionist.objects.get().recording
    assert not ReceptionistVersion.objects.exists()
    assert 'href="/einrichten/telefon/"' in page


def test_deleting_can_be_taken_back(owner: Client) -> None:
    upload(owner, tone())
    key = Receptionist.objects.get().recording

    page = owner.post(f"{PAGE}waehlen/", {}, follow=True).content.decode()
    assert Receptionist.objects.get().recording == ""
    assert "Sie können sie zurückholen" in page
    assert f'value="{key}"' in page
    owner.post(f"{PAGE}waehlen/", {"key": key})

    assert Receptionist.objects.get().recording == key
    assert owner.post(f"{PAGE}waehlen/", {"key": "0" * 32}).status_code == 404
    assert owner.post(f"{PAGE}waehlen/", {"key": "\x00"}).status_code in (400, 404)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"<script>alert(1)</script>" * 100, "Das ist keine Tonaufnahme, die wir lesen können."),
        (b"\x00" * 20_000, "Das ist keine Tonaufnahme, die wir lesen können."),
        (b"OggS" + bytes(5000), "konnte Ihr Browser nicht umwandeln"),
        (tone(0.3), "kürzer als eine Sekunde"),
        (tone(31, rate=8000), "länger als 30 Sekunden"),
        (tone(2, loudness=0.0005), "nichts zu hören"),
        (bytes(MOST_BYTES + 1), "Die Datei ist zu groß."),
        (b"", "ist leer."),
    ],
)
def test_whatever_is_no_recording_is_refused_in_words(owner: Client, content: bytes, why: str) -> None:
    status, page = upload(owner, content)

    assert status == 422
    assert why in page
    assert not VoiceRecording.objects.exists()


def test_recordings_are_for_those_who_lead(owner: Client, company: Company) -> None:
    upload(owner, tone())
    key = Receptionist.objects.get().recording
    anna = signed_in(member(company, Role.STAFF, email="anna@haarmonie.example"), company)

    assert anna.get(f"{PAGE}{key}/").status_code == 403
    assert browser().get(f"{PAGE}{key}/").status_code == 302
    assert anna.post(f"{PAGE}waehlen/", {}).status_code == 403


def test_microphone_is_asked_for_where_somebody_speaks(owner: Client) -> None:
    def policy(path: str) -> str:
        return str(owner.get(path)["Permissions-Policy"])

    assert "microphone=(self)" in policy(PAGE)
    assert "microphone=(self)" in policy("/testanruf/")
    assert "microphone=()" in policy("/empfang/")
    assert "microphone=()" in policy("/nirgendwo/")
    assert "media-src 'self' blob:" in owner.get(PAGE)["Content-Security-Policy"]
    assert "blob:" not in owner.get("/empfang/")["Content-Security-Policy"]
