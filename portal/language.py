"""In which language a page speaks, and by which country's habits it writes dates and numbers.

Templates use ``{% translate %}``, Python ``gettext``; what a script shows comes from the page as a data
attribute (see ``templates/portal/components/toasts.html``), so that there is one catalogue for all three.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from portal.permissions import SELF_CHECKED_PREFIXES
from tenants.models import Company, Membership

# Countries that write German in their own way: Jänner in Austria, 1’234.50 in Switzerland.
_GERMAN_OF: Final = {"AT": "de-at", "CH": "de-ch"}


def regional(language: str, company: Company | None) -> str:
    """The language with the habits of the company's country: ``de`` in Austria is ``de-at``."""
    if language != "de" or company is None:
        return language
    return _GERMAN_OF.get(company.country, language)


class LanguageMiddleware:
    """Members read what they chose; everybody else, and who chose nothing, what their browser asks for.

    Stands behind ``AccessMiddleware``, which knows the member before the view runs.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.lstrip("/").startswith(SELF_CHECKED_PREFIXES):
            return self._get_response(request)
        # Also reads the cookie that the switch leaves, so that signing in speaks as the portal did.
        wanted = translation.get_language_from_request(request)
        with translation.override(regional(wanted, getattr(request, "company", None))):
            response = self._get_response(request)
        patch_vary_headers(response, ("Accept-Language",))
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        membership: Membership | None = getattr(request, "membership", None)
        if membership is not None and request.user.language:  # type: ignore[union-attr]
            translation.activate(regional(request.user.language, request.company))  # type: ignore[union-attr,attr-defined]
