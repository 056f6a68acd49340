"""Socket routes of the room, served by ``live``."""

from django.urls import path

from telephony.hooks.socket import RetellSocket

websocket_urlpatterns = [path("ws/retell/<str:path_secret>/<str:call_id>", RetellSocket.as_asgi())]
