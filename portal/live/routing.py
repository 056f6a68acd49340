"""Sockets of the portal, for ``askproai.asgi``."""

from django.urls import path

from portal.live.consumers import LiveConsumer

websocket_urlpatterns = [path("ws/live/", LiveConsumer.as_asgi())]
