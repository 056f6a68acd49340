"""Routes under ``/hooks/`` that must answer at once; events go through the inbox."""

from django.urls import path

from telephony.hooks import views, voice

urlpatterns = [
    path("retell/<str:path_secret>/inbound/", views.inbound, name="retell-inbound"),
    path("retell/<str:path_secret>/functions/", views.functions, name="retell-functions"),
    path("twilio/<str:path_secret>/voice/", voice.voice, name="twilio-voice"),
    path("twilio/<str:path_secret>/voice/danach/", voice.voice_after, name="twilio-voice-after"),
    path("twilio/<str:path_secret>/voice/ende/", voice.voice_over, name="twilio-voice-over"),
    path("ansage/<str:token>/", voice.recording, name="voice-recording"),
]
