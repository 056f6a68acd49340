"""``live``: WebSockets only. HTTP is answered by ``web``."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "askproai.settings.dev")
django.setup()

from channels.auth import AuthMiddlewareStack  # noqa: E402  models exist only after setup
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402

from askproai.core.lifespan import Lifespan  # noqa: E402
from portal.live.routing import websocket_urlpatterns as portal_sockets  # noqa: E402
from telephony.routing import websocket_urlpatterns as telephony_sockets  # noqa: E402
from tenants.sockets import CompanySocketMiddleware  # noqa: E402

application = ProtocolTypeRouter(
    {
        "lifespan": Lifespan("live"),
        "websocket": CompanySocketMiddleware(
            AuthMiddlewareStack(URLRouter([*telephony_sockets, *portal_sockets]))
        ),
    }
)
