"""The greeting in one's own voice: recorded in the browser or brought as a file, heard, taken back."""

from __future__ import annotations

import re
from typing import Any, Final

from csp.decorators import csp_update
from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from askproai.core.byte_ranges import ranged
from portal.access import role_required
from portal.owner.receptionist import greeting_of
from portal.permissions_policy import listens
from telephony.dialogue import greetings
from telephony.errors import RecordingUnknown
from telephony.models import Receptionist
from telephony.services.number_paths import ways_of_numbers
from telephony.services.recordings import (
    choose_recording,
    earlier_recordings,
    recording_of,
    save_recording,
    sound_of,
)
from telephony.services.versions import receptionist_shown
from telephony.sound import MOST_BYTES, Sound, SoundUnusable, read_sound

_PAGE: Final = "portal/owner/recording.html"
# Whoever comes from the wizard goes back there, and callers hear it without publishing.
_FROM_WIZARD: Final = "einrichten"
_KEY: Final = re.compile(r"[0-9a-f]{32}")
_WHY_NOT: Final = {
    "too_large": gettext_lazy("Die Datei ist zu groß. Bis 8 MB geht es, das sind mehrere Minuten MP3."),
    "too_short": gettext_lazy("Die Aufnahme ist kürzer als eine Sekunde."),
    "too_long": gettext_lazy("Die Aufnahme ist länger als 30 Sekunden. So lange wartet kein Anrufer."),
    "silent": gettext_lazy("Auf der Aufnahme ist nichts zu hören. Ist das Mikrofon eingeschaltet?"),
    "to_be_converted": gettext_lazy(
        "Diese Art von Aufnahme konnte Ihr Browser nicht umwandeln. WAV und MP3 gehen immer."
    ),
    "no_sound": gettext_lazy("Das ist keine Tonaufnahme, die wir lesen können. WAV und MP3 gehen immer."),
}


class RecordingForm(forms.Form):
    """A sound; what it is decides its content and not its name."""

    recording = forms.FileField(
        label=gettext_lazy("Aufnahme"),
        help_text=gettext_lazy("WAV, MP3, M4A, OGG oder WebM, höchstens 30 Sekunden und 8 MB."),
        widget=forms.FileInput(attrs={"class": "file-input", "accept": "audio/*,.wav,.mp3,.m4a,.ogg,.webm"}),
        error_messages={"required": gettext_lazy("Nehmen Sie etwas auf oder wählen Sie eine Datei.")},
    )

    def clean_recording(self) -> Sound:
        """The sound as it will be kept.

        :raises ValidationError: nothing that can be played to callers.
        """
        upload = self.cleaned_data["recording"]
        if upload.size > MOST_BYTES:
            raise forms.ValidationError(_WHY_NOT["too_large"])
        try:
            return read_sound(upload.read())
        except SoundUnusable as error:
            raise forms.ValidationError(_WHY_NOT[error.reason]) from error


@listens
@csp_update({"media-src": ["'self'", "blob:"]})
@role_required("owner", "manager")
def recording(request: HttpRequest) -> HttpResponse:
    """Speak it or bring it; what is stored is heard once it is published."""
    is_wizard = _is_from_wizard(request)
    form = RecordingForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_valid():
        save_recording(sound=form.cleaned_data["recording"], at_once=is_wizard, now=timezone.now())
        messages.success(request, _saved(is_wizard))
        return redirect(_here(is_wizard))
    edited = receptionist_shown()
    context = {
        "form": form,
        "current": recording_of(edited.recording),
        "earlier": earlier_recordings(but=edited.recording),
        "is_wizard": is_wizard,
        "ways": ways_of_numbers(),
        "afterwards": spoken_afterwards(edited),
    }
    return render(request, _PAGE, context, status=422 if form.is_bound else 200)


@role_required("owner", "manager")
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Speak with an earlier recording again, or (without a key) with none."""
    is_wizard, key = _is_from_wizard(request), request.POST.get("key", "")
    if key and not _KEY.fullmatch(key):
        raise Http404
    try:
        choose_recording(key=key, at_once=is_wizard, now=timezone.now())
    except RecordingUnknown as error:
        raise Http404 from error
    gone = _("Die Aufnahme ist weg. Sie können sie zurückholen.")
    messages.success(request, _saved(is_wizard) if key else gone)
    return redirect(_here(is_wizard))


@role_required("owner", "manager")
def sound(request: HttpRequest, key: str) -> HttpResponse:
    """The recording, to be listened to. Another one has another address."""
    try:
        found = sound_of(key)
    except RecordingUnknown as error:
        raise Http404 from error
    answer = ranged(request, found.content, content_type=found.content_type)
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer


def spoken_afterwards(edited: Receptionist) -> str:
    """What the receptionist says behind the recording."""
    told: dict[str, Any] = {**edited.versioned(), "greeting": ""}
    return greetings.after_recording(greeting_of(told))


def _saved(is_wizard: bool) -> str:  # noqa: FBT001
    return _("Gespeichert.") if is_wizard else _("Gespeichert. Zu hören ist es nach dem Veröffentlichen.")


def _is_from_wizard(request: HttpRequest) -> bool:
    return (request.POST.get("von") or request.GET.get("von")) == _FROM_WIZARD


def _here(is_wizard: bool) -> str:  # noqa: FBT001
    return reverse("receptionist-recording") + (f"?von={_FROM_WIZARD}" if is_wizard else "")
