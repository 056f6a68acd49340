"""The icon that browsers ask for by themselves, also for pages of the admin that name none."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.views.decorators.cache import cache_control

from portal.access import public_view


@public_view
@cache_control(public=True, max_age=24 * 3600)
def favicon(request: HttpRequest) -> HttpResponse:
    """On to the file itself, wherever static files are served from."""
    return redirect(static("img/favicon.ico"))
