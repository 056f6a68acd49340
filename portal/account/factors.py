"""Second factors of one's own account: app, recovery codes, passkeys; and proving oneself again."""

from __future__ import annotations

import base64
import json
from typing import Any, Final, cast

from django.contrib import messages
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from portal.access import SECOND_FACTOR, role_required
from portal.account.entering import safe_next
from portal.account.forms import AppCodeForm, ProofForm
from portal.account.proof import PASSKEY, PASSWORD, SSO, fresh_proof, prove_again
from portal.devices import device_of
from portal.qr_code import qr_code_svg
from tenants.access.errors import PasskeyRefused, TooManyTries, WrongCode
from tenants.access.factors import begin_app, confirm_app, has_second_factor, remove_app, renew_recovery_codes
from tenants.access.links import tell_of_change
from tenants.access.passkeys import (
    add_passkey,
    as_json,
    begin_passkey,
    begin_proof,
    passkeys_of,
    prove,
    remove_passkey,
)
from tenants.access.sso import sso_of
from tenants.enums import FactorKind
from tenants.models import User

_CHALLENGE: Final = "new_passkey_challenge"
_PROOF_CHALLENGE: Final = "proof_challenge"
_EVERYBODY: Final = ("owner", "manager", "staff")


@role_required(*_EVERYBODY)
@fresh_proof(own=True)
@never_cache
def app(request: HttpRequest) -> HttpResponse:
    """Set up an authenticator app: picture, then its first code."""
    user = _me(request)
    if user.factors.filter(kind=FactorKind.TOTP, confirmed_at__isnull=False).exists():
        return redirect("account")
    form = AppCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        codes = confirm_first_code(user, form)
        if codes is not None:
            request.session[SECOND_FACTOR] = True
            tell_of_change(user=user, now=timezone.now())
            return render(request, "portal/account/codes.html", {"codes": codes, "is_first": True})
    setup = begin_app(user=user, now=timezone.now())
    context = {
        "form": form,
        "picture": picture_of(setup.address),
        "spelled": setup.spelled,
        "is_required": request.company.requires_second_factor,  # type: ignore[attr-defined]
    }
    return render(request, "portal/account/app.html", context, status=422 if form.is_bound else 200)


@role_required(*_EVERYBODY)
@fresh_proof(own=True)
@require_POST
def drop_app(request: HttpRequest) -> HttpResponse:
    """The app is no longer asked for."""
    user = _me(request)
    remove_app(user=user)
    tell_of_change(user=user, now=timezone.now())
    _forget_if_none(request, user)
    messages.success(request, _("Die App wird nicht mehr gebraucht."))
    return redirect("account")


@role_required(*_EVERYBODY)
@fresh_proof(own=True)
@require_POST
@never_cache
def codes(request: HttpRequest) -> HttpResponse:
    """Ten new recovery codes; the old ones end."""
    user = _me(request)
    if not has_second_factor(user):
        return redirect("account")
    fresh = renew_recovery_codes(user=user, now=timezone.now())
    return render(request, "portal/account/codes.html", {"codes": fresh})


@role_required(*_EVERYBODY)
@fresh_proof(own=True)
@require_POST
def passkey_options(request: HttpRequest) -> JsonResponse:
    """What the browser needs to make a passkey."""
    try:
        ceremony = begin_passkey(user=_me(request), host=_host(request))
    except PasskeyRefused:
        return JsonResponse({"problem": _("Mehr Passkeys gehen nicht.")}, status=422)
    request.session[_CHALLENGE] = ceremony.state
    return JsonResponse({"publicKey": as_json(ceremony.options)})


@role_required(*_EVERYBODY)
@fresh_proof(own=True)
@require_POST
def passkey_add(request: HttpRequest) -> JsonResponse:
    """Keep the passkey that the browser made."""
    user, state = _me(request), request.session.pop(_CHALLENGE, None)
    try:
        add_passkey(
            user=user,
            host=_host(request),
            state=state or {},
            response=json_answer(request),
            name=device_of(request.headers.get("User-Agent", "")),
            now=timezone.now(),
        )
    except PasskeyRefused:
        return JsonResponse({"problem": _("Der Passkey ließ sich nicht anlegen.")}, status=422)
    request.session[SECOND_FACTOR] = True
    tell_of_change(user=user, now=timezone.now())
    messages.success(request, _("Der Passkey ist angelegt. Ab jetzt genügt ein Fingertipp."))
    return JsonResponse({"next": redirect("account").headers["Location"]})


@role_required(*_EVERYBODY)
@fresh_proof(own=True)
@require_POST
def passkey_remove(request: HttpRequest, passkey_id: int) -> HttpResponse:
    """Forget one passkey."""
    user = _me(request)
    if remove_passkey(user=user, passkey_id=passkey_id):
        tell_of_change(user=user, now=timezone.now())
        _forget_if_none(request, user)
        messages.success(request, _("Der Passkey ist entfernt."))
    return redirect("account")


@role_required(*_EVERYBODY)
@never_cache
def prove_page(request: HttpRequest) -> HttpResponse:
    """Prove again who one is: by password or passkey, for the company's matters by its provider too."""
    user, wanted = _me(request), request.GET.get("next", "")
    form = ProofForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if authenticate(request, username=user.email, password=form.cleaned_data["password"]) == user:
            prove_again(request, by=PASSWORD)
            return redirect(safe_next(request, wanted))
        form.add_error("password", _("Das Passwort stimmt nicht."))
    context = {
        "form": form,
        "has_password": user.has_usable_password(),
        "has_passkey": passkeys_of(user).filter(host=_host(request)).exists(),
        "sso": None if request.GET.get("eigen") else sso_of(request.company),  # type: ignore[attr-defined]
        "next": safe_next(request, wanted),
    }
    return render(request, "portal/account/prove.html", context, status=422 if form.is_bound else 200)


@role_required(*_EVERYBODY)
@require_POST
def prove_options(request: HttpRequest) -> JsonResponse:
    """What the browser needs to ask for one of this person's passkeys."""
    ceremony = begin_proof(host=_host(request), user=_me(request))
    request.session[_PROOF_CHALLENGE] = ceremony.state
    return JsonResponse({"publicKey": as_json(ceremony.options)})


@role_required(*_EVERYBODY)
@require_POST
def prove_passkey(request: HttpRequest) -> JsonResponse:
    """Prove with a passkey; only this person's own counts."""
    state = request.session.pop(_PROOF_CHALLENGE, None)
    try:
        prove(
            host=_host(request),
            state=state or {},
            response=json_answer(request),
            user=_me(request),
            now=timezone.now(),
        )
    except PasskeyRefused:
        return JsonResponse({"problem": _("Dieser Passkey passt hier nicht.")}, status=422)
    prove_again(request, by=PASSKEY)
    request.session[SECOND_FACTOR] = True
    return JsonResponse({"next": safe_next(request, request.GET.get("next", ""))})


def json_answer(request: HttpRequest) -> dict[str, Any]:
    """What the browser's passkey dialog gave.

    :raises PasskeyRefused: no JSON object.
    """
    try:
        answer = json.loads(request.body)
    except ValueError as error:
        raise PasskeyRefused(why="unreadable") from error
    if not isinstance(answer, dict):
        raise PasskeyRefused(why="unreadable")
    return answer


def confirm_first_code(user: User, form: AppCodeForm) -> list[str] | None:
    """Recovery codes, once the app shows the right code; ``None``, and an error in the form, before that."""
    try:
        return confirm_app(user=user, code=form.cleaned_data["code"], now=timezone.now())
    except TooManyTries:
        form.add_error("code", _("Zu viele Versuche. Bitte warten Sie 15 Minuten."))
    except WrongCode:
        form.add_error("code", _("Der Code stimmt nicht. Geht die Uhr Ihres Telefons richtig?"))
    return None


def _forget_if_none(request: HttpRequest, user: User) -> None:
    """Without any second factor left, this session no longer stands for one either; SSO stands for itself."""
    if not has_second_factor(user) and request.session.get("proved_by") != SSO:
        request.session.pop(SECOND_FACTOR, None)


def picture_of(address: str) -> str:
    """The QR code as an address of an image."""
    return f"data:image/svg+xml;base64,{base64.b64encode(qr_code_svg(address)).decode()}"


def _host(request: HttpRequest) -> str:
    return request.get_host().rsplit(":", 1)[0]


def _me(request: HttpRequest) -> User:
    return cast("User", request.user)
