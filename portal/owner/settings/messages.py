"""Messages to customers: the company's own words, previews, trials, and when to remind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages as notes
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from askproai.core.errors import ProviderError
from askproai.core.money import format_cents
from askproai.core.phones import InvalidPhone, parse_phone
from booking.errors import ChangedMeanwhile
from booking.house_values import fingerprint
from notifications.enums import SMS_CENTS, Channel, Purpose
from notifications.errors import MessageRefused, TextUnusable, TooManyTests
from notifications.services.examples import example_facts
from notifications.services.own_texts import (
    MessageValues,
    key_of,
    message_values,
    save_mail_text,
    save_messages,
    save_reminder_times,
    save_sms_text,
)
from notifications.services.trials import send_trial_mail, send_trial_sms
from notifications.wording.facts import AppointmentFacts
from notifications.wording.gsm import is_gsm, segment_count
from notifications.wording.mail import standard_mail
from notifications.wording.own import ALLOWED, OwnMail, fill, own_sms
from notifications.wording.sms import standard_sms
from portal.access import role_required
from portal.owner.settings.access import whole_company
from portal.owner.settings.fields import CHANGED_MEANWHILE
from portal.owner.settings.message_forms import MailForm, ReminderForm, SmsForm, flaw_words
from portal.owner.settings.undo import Undoable, offer_undo, register
from tenants.context import current_company

_LIST: Final = "portal/settings/messages.html"
_ONE: Final = "portal/settings/message.html"
_LANGUAGES: Final = {"de": "Deutsch", "en": "English"}
_MAIL_PARTS: Final = ("subject", "headline", "lead", "closing")

register(
    "messages",
    Undoable(
        values=MessageValues,
        save=lambda _subject, values, expected: save_messages(values=values, expected=expected),
        page="settings-messages",
    ),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """One text: of which occasion, by which way, in which language."""

    purpose: Purpose
    channel: Channel
    language: str

    @property
    def key(self) -> str:
        """Under which it is kept."""
        return key_of(self.purpose, self.language)

    @property
    def path(self) -> tuple[str, str, str]:
        """What its address ends in."""
        return self.purpose.value, self.channel.value, self.language


@role_required("owner", "manager")
@whole_company
def messages(request: HttpRequest) -> HttpResponse:
    """Every occasion with what is our text and what is the company's own; and when to remind."""
    stored = message_values()
    form = ReminderForm(request.POST if request.method == "POST" else None, stored=stored)
    if form.is_valid():
        try:
            after = save_reminder_times(
                before=form.span("before"), again=form.span("again"), expected=_stand(request)
            )
        except ChangedMeanwhile:
            form.add_error(None, CHANGED_MEANWHILE)
        else:
            text = _("Gespeichert. Das gilt für Termine, die ab jetzt gebucht oder verlegt werden.")
            offer_undo(request, text, kind="messages", subject=(), before=stored, after=after)
            return redirect("settings-messages")
    rows = [
        {
            "purpose": purpose,
            "ways": [
                {
                    "kind": kind,
                    "is_own": kind.key in (stored.sms if kind.channel is Channel.SMS else stored.mail),
                }
                for kind in (Kind(purpose=purpose, channel=channel, language="de") for channel in Channel)
            ],
        }
        for purpose in map(Purpose, ALLOWED)
    ]
    context = {"rows": rows, "form": form, "stand": fingerprint(stored)}
    return render(request, _LIST, context, status=422 if request.method == "POST" else 200)


@role_required("owner", "manager")
@whole_company
def message(request: HttpRequest, purpose: str, channel: str, language: str) -> HttpResponse:
    """One text: edit it, look at it with a real appointment, send it to oneself."""
    kind = _kind(purpose, channel, language)
    stored, facts = message_values(), _example(kind)
    form = _form(request, kind, stored, facts)
    if request.method == "POST" and form.is_valid():
        is_trial = "trial" in request.POST
        answer = _try(request, kind, form, facts) if is_trial else _save(request, kind, form, stored)
        if answer is not None:
            return answer
    return _show(request, kind, form, stored, facts)


@role_required("owner", "manager")
@whole_company
@require_POST
def preview(request: HttpRequest, purpose: str, channel: str, language: str) -> HttpResponse:
    """The text with the facts of an appointment, while somebody writes."""
    kind = _kind(purpose, channel, language)
    facts = _example(kind)
    form = _form(request, kind, MessageValues(), facts)
    form.is_valid()
    return render(request, f"{_ONE}#preview", _preview(kind, _drafted(kind, form), facts))


@role_required("owner", "manager")
@whole_company
@require_POST
def reset(request: HttpRequest, purpose: str, channel: str, language: str) -> HttpResponse:
    """Our text again."""
    kind = _kind(purpose, channel, language)
    before = message_values()
    if kind.channel is Channel.SMS:
        after = save_sms_text(purpose=kind.purpose, language=kind.language, text="")
    else:
        after = save_mail_text(purpose=kind.purpose, language=kind.language, text=None)
    text = _("Es gilt wieder der Standardtext.")
    offer_undo(request, text, kind="messages", subject=(), before=before, after=after)
    return redirect("settings-message", *kind.path)


def _kind(purpose: str, channel: str, language: str) -> Kind:
    if purpose not in ALLOWED or channel not in Channel.values or language not in _LANGUAGES:
        raise Http404
    return Kind(purpose=Purpose(purpose), channel=Channel(channel), language=language)


def _example(kind: Kind) -> AppointmentFacts:
    return example_facts(kind.purpose, language=kind.language, now=timezone.now())


def _form(
    request: HttpRequest, kind: Kind, stored: MessageValues, facts: AppointmentFacts
) -> SmsForm | MailForm:
    data = request.POST if request.method == "POST" else None
    if kind.channel is Channel.SMS:
        text = stored.sms.get(kind.key) or standard_sms(kind.purpose, facts)
        return SmsForm(data, initial={"text": text})
    mail = stored.mail.get(kind.key) or standard_mail(kind.purpose, facts)
    return MailForm(data, initial={name: getattr(mail, name) for name in _MAIL_PARTS})


def _show(
    request: HttpRequest,
    kind: Kind,
    form: SmsForm | MailForm,
    stored: MessageValues,
    facts: AppointmentFacts,
) -> HttpResponse:
    known = stored.sms if kind.channel is Channel.SMS else stored.mail
    context = {
        "kind": kind,
        "form": form,
        "is_own": kind.key in known,
        "is_sms": kind.channel is Channel.SMS,
        "placeholders": ALLOWED[kind.purpose],
        "stand": request.POST.get("stand") or fingerprint(stored),
        "ways": [Kind(purpose=kind.purpose, channel=each, language=kind.language) for each in Channel],
        "languages": [
            (label, Kind(purpose=kind.purpose, channel=kind.channel, language=code))
            for code, label in _LANGUAGES.items()
        ],
        "trial_to": request.POST.get("to") or _own_address(request, kind),
        **_preview(kind, _drafted(kind, form), facts),
    }
    return render(request, _ONE, context, status=422 if request.method == "POST" else 200)


def _drafted(kind: Kind, form: SmsForm | MailForm) -> dict[str, str]:
    """What stands in the fields, be it right or wrong."""
    names = ("text",) if kind.channel is Channel.SMS else _MAIL_PARTS
    return {name: str(form[name].value() or "")[:1500] for name in names}


def _preview(kind: Kind, drafted: dict[str, str], facts: AppointmentFacts) -> dict[str, Any]:
    if kind.channel is Channel.SMS:
        text = own_sms(drafted["text"], facts)
        segments = segment_count(text)
        currency = "CHF" if current_company().country == "CH" else "EUR"
        return {
            "is_sms": True,
            "shown": text,
            "length": len(text),
            "segments": segments,
            "cost": format_cents(segments * SMS_CENTS, currency),
            "is_gsm": is_gsm(text),
        }
    return {
        "is_sms": False,
        "shown": {name: fill(text, facts) for name, text in drafted.items()},
        "facts": facts,
    }


def _save(
    request: HttpRequest, kind: Kind, form: SmsForm | MailForm, before: MessageValues
) -> HttpResponse | None:
    """Where it goes on once it is saved; ``None``: the form says why not."""
    where = {"purpose": kind.purpose, "language": kind.language, "expected": _stand(request)}
    try:
        if isinstance(form, SmsForm):
            after = save_sms_text(text=form.cleaned_data["text"], **where)
        else:
            after = save_mail_text(text=form.mail(), **where)
    except TextUnusable as error:
        _say(form, flaw_words(error.flaws))
        return None
    except ChangedMeanwhile:
        form.add_error(None, CHANGED_MEANWHILE)
        return None
    text = _("Gespeichert. Die nächste Nachricht geht schon so hinaus.")
    offer_undo(request, text, kind="messages", subject=(), before=before, after=after)
    return redirect("settings-message", *kind.path)


def _try(
    request: HttpRequest, kind: Kind, form: SmsForm | MailForm, facts: AppointmentFacts
) -> HttpResponse | None:
    """Send what stands in the fields to whoever is asking; the fields stay as they are."""
    now, to = timezone.now(), str(request.POST.get("to", "")).strip()[:200]
    try:
        if isinstance(form, SmsForm):
            number = parse_phone(to, region=current_company().country)
            send_trial_sms(to=number, text=own_sms(form.cleaned_data["text"], facts), now=now)
        else:
            mail: OwnMail = form.mail()
            send_trial_mail(to=to, purpose=kind.purpose, facts=facts, own=mail, now=now)
    except (InvalidPhone, MessageRefused):
        form.add_error(None, _("An diese Adresse geht es nicht. Bitte prüfen Sie sie."))
    except TooManyTests:
        form.add_error(None, _("Das waren genug Proben für diese Stunde. Versuchen Sie es später wieder."))
    except ProviderError:
        form.add_error(None, _("Die Probe ging nicht hinaus. Bitte versuchen Sie es gleich noch einmal."))
    else:
        notes.success(request, _("Die Probe ist unterwegs an %(to)s.") % {"to": to})
    return None


def _say(form: SmsForm | MailForm, said: list[str]) -> None:
    for sentence in said:
        form.add_error("text" if isinstance(form, SmsForm) else None, sentence)


def _own_address(request: HttpRequest, kind: Kind) -> str:
    return "" if kind.channel is Channel.SMS else str(getattr(request.user, "email", ""))


def _stand(request: HttpRequest) -> str:
    return str(request.POST.get("stand", ""))[:64]
