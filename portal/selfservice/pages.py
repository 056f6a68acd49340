"""What a customer does with one appointment, without a login: see it, cancel it, choose the messages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from askproai.core.errors import Busy
from booking.enums import AppointmentStatus
from booking.errors import AppointmentNotChangeable, FeeNotAccepted, TooLateToChange
from booking.models import Appointment
from booking.queries.terms import ChangeTerms, change_terms_of_visit
from booking.services.changes import cancel_appointment
from booking.services.preferences import choose_messages
from portal.publicbooking.words import appointment_facts, long_time_words, money_words, refusal_words
from portal.selfservice.calendar_links import calendar_response, calendar_urls
from portal.selfservice.forms import REASONS, CancelForm, MessagesForm
from portal.selfservice.gate import Guest, link_frame, link_page


@link_page
@require_safe
def appointment(request: HttpRequest, guest: Guest) -> HttpResponse:
    """The appointment as it stands, and what can be done with it."""
    visit = guest.appointment
    terms = change_terms_of_visit(guest.parts, now=timezone.now())
    is_ahead = visit.starts_at > timezone.now() and visit.status in (
        AppointmentStatus.PENDING,
        AppointmentStatus.CONFIRMED,
    )
    context = link_frame(
        request,
        guest,
        facts=appointment_facts(guest.parts),
        is_off=visit.status == AppointmentStatus.CANCELLED,
        is_request=visit.status == AppointmentStatus.PENDING,
        is_ahead=is_ahead,
        terms=terms,
        terms_words=terms_words(terms, visit) if is_ahead else [],
        move_url=guest.url("appointment-link-move"),
        cancel_url=guest.url("appointment-link-cancel"),
        messages_url=guest.url("appointment-link-messages"),
        calendar_url=guest.url("appointment-link-file"),
        calendars=calendar_urls(guest.parts),
        again_url=guest.visit.url("booking-branch", visit.branch.slug),
        said=_said(request.GET.get("ok", "")),
        notice=refusal_words(request.GET["hinweis"]) if request.GET.get("hinweis") else "",
    )
    return render(request, "portal/selfservice/appointment.html", context)


@link_page
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Ask once, say what it costs, and give the time back."""
    terms = change_terms_of_visit(guest.parts, now=timezone.now())
    form = CancelForm(
        request.POST if request.method == "POST" else None, initial={"fee": terms.cancel_fee_cents}
    )
    if request.method != "POST" or not form.is_valid():
        return _show_cancel(request, guest, form, terms)
    reason = str(dict(REASONS).get(form.cleaned_data["reason"], "")) if form.cleaned_data["reason"] else ""
    try:
        cancel_appointment(
            appointment_id=guest.appointment.pk,
            reason=reason,
            by="web",
            accepted_fee_cents=form.cleaned_data["fee"] or 0,
            whole_visit=True,
            now=timezone.now(),
        )
    except FeeNotAccepted:
        # It became later while they read: the new price is shown before anything happens.
        form = CancelForm(initial={"fee": terms.cancel_fee_cents})
        return _show_cancel(request, guest, form, terms, status=409)
    except (AppointmentNotChangeable, TooLateToChange, Busy) as error:
        return redirect(guest.url("appointment-link", hinweis=error.code))
    return redirect(guest.url("appointment-link", ok="abgesagt"))


@link_page
@require_http_methods(["GET", "HEAD", "POST"])
def messages(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Which way, which language, reminders or none."""
    customer = guest.appointment.customer
    form = MessagesForm(request.POST if request.method == "POST" else None, customer=customer)
    if request.method == "POST" and form.is_valid():
        choose_messages(
            customer_id=customer.pk,
            language=form.cleaned_data["language"],
            wants_reminders=form.cleaned_data["reminders"] == "an",
            channel=form.cleaned_data.get("channel"),
        )
        return redirect(guest.url("appointment-link", ok="nachrichten"))
    context = link_frame(request, guest, form=form, back_url=guest.url("appointment-link"))
    return render(request, "portal/selfservice/messages.html", context, status=422 if form.is_bound else 200)


@link_page
@require_safe
def file(request: HttpRequest, guest: Guest) -> HttpResponse:
    """The appointment as a calendar file; a later one moves it."""
    return calendar_response(guest.parts, now=timezone.now())


def terms_words(terms: ChangeTerms, visit: Appointment) -> list[str]:
    """What moving and cancelling cost now and until when they are possible."""
    zone = visit.branch.zone
    if not terms.is_changeable:
        return [_("Online kann dieser Termin nicht mehr geändert werden. Bitte rufen Sie uns an.")]
    words = []
    if terms.cancel_fee_cents:
        amount = {"amount": money_words(terms.cancel_fee_cents, terms.currency)}
        words.append(_("Absagen kostet jetzt %(amount)s.") % amount)
    elif terms.free_until is not None:
        until = long_time_words(terms.free_until.astimezone(zone))
        amount = {"until": until, "amount": money_words(terms.late_fee_cents, terms.currency)}
        words.append(_("Kostenlos absagen bis %(until)s, danach kostet es %(amount)s.") % amount)
    if terms.move_fee_cents:
        words.append(
            _("Verlegen kostet jetzt %(amount)s.")
            % {"amount": money_words(terms.move_fee_cents, terms.currency)}
        )
    if terms.changeable_until < visit.starts_at:
        words.append(
            _("Online ändern bis %(until)s.")
            % {"until": long_time_words(terms.changeable_until.astimezone(zone))}
        )
    return words


def _show_cancel(
    request: HttpRequest, guest: Guest, form: CancelForm, terms: ChangeTerms, *, status: int = 0
) -> HttpResponse:
    if not terms.is_changeable:
        return redirect(guest.url("appointment-link"))
    context = link_frame(
        request,
        guest,
        form=form,
        when=long_time_words(guest.parts[0].local_start),
        fee_words=money_words(terms.cancel_fee_cents, terms.currency) if terms.cancel_fee_cents else "",
        back_url=guest.url("appointment-link"),
        move_url=guest.url("appointment-link-move"),
    )
    return render(
        request, "portal/selfservice/cancel.html", context, status=status or (422 if form.is_bound else 200)
    )


def _said(done: str) -> str:
    return {
        "abgesagt": _("Ihr Termin ist abgesagt."),
        "verlegt": _("Ihr Termin hat eine neue Zeit."),
        "nachrichten": _("Gespeichert. Das gilt ab der nächsten Nachricht."),
    }.get(done, "")
