"""``web``: all HTTP."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "askproai.settings.dev")

application = get_wsgi_application()

# Routes bring all views with them: the first caller does not wait for their import.
for urlconf in ("askproai.urls_company", "askproai.urls_public"):
    get_resolver(urlconf).url_patterns  # noqa: B018  read for what it does
# All that is here now stays: the collector need not look at it again while somebody is on the phone.
gc.collect()
gc.freeze()
