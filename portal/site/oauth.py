"""The one address to which providers send people back: on to the company that they came from."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from askproai.core.errors import NotFound
from portal.access import public_view
from portal.permissions import CONNECT_FINISH_PATH
from tenants.connections.oauth import company_of_state
from tenants.connections.services import company_url
from tenants.context import in_company
from tenants.errors import CompanyUnavailable


@public_view
def callback(request: HttpRequest) -> HttpResponse:
    """Send the browser on, with what the provider said, to the host where its session is.

    Nothing is redeemed here, and only a state that we signed leads anywhere.
    """
    try:
        company_id = company_of_state(request.GET.get("state", ""), now=timezone.now())
        with in_company(company_id):
            target = company_url()
    except (NotFound, CompanyUnavailable) as error:
        raise Http404 from error
    kept = request.GET.copy()
    for name in set(kept) - {"state", "code", "error"}:
        del kept[name]
    answer = HttpResponseRedirect(f"{target}{CONNECT_FINISH_PATH}?{kept.urlencode()}")
    answer.headers["Cache-Control"] = "no-store"
    return answer
