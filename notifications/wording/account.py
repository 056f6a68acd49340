"""The words of mails to people who sign in: what happened, one button, what to do if it was not them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.template.loader import render_to_string

from notifications.ports import Mail
from notifications.wording.text import one_line
from tenants.models import Company


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountWords:
    """One mail, filled in."""

    kind: str
    subject: str
    headline: str
    lead: str
    button: str
    hint: str
    language: str = "de"


_GERMAN: Final = {
    "invitation": AccountWords(
        kind="invitation",
        subject="Einladung ins Team von {company}",
        headline="Willkommen im Team von {company}",
        lead="{inviter} lädt Sie ein, bei AskProAI mitzuarbeiten. Ihre Rolle: {role}.",
        button="Einladung annehmen",
        hint="Der Link gilt sieben Tage und nur für Sie. "
        "Sie kennen {company} nicht? Dann löschen Sie diese Mail einfach.",
    ),
    "password-reset": AccountWords(
        kind="password-reset",
        subject="Neues Passwort für {company}",
        headline="Ein neues Passwort wählen",
        lead="jemand hat für Ihren Zugang bei {company} ein neues Passwort angefordert.",
        button="Neues Passwort wählen",
        hint="Der Link gilt eine Stunde und nur einmal. "
        "Sie waren das nicht? Dann müssen Sie nichts tun, Ihr Passwort bleibt, wie es ist.",
    ),
    "confirm-email": AccountWords(
        kind="confirm-email",
        subject="Bitte bestätigen Sie Ihre E-Mail-Adresse",
        headline="Ist das Ihre Adresse?",
        lead="schön, dass Sie {company} bei AskProAI einrichten. "
        "Bitte bestätigen Sie, dass diese Adresse Ihnen gehört.",
        button="E-Mail bestätigen",
        hint="Der Link gilt 14 Tage. Sie haben sich nicht angemeldet? Dann müssen Sie nichts tun.",
    ),
    "email-change": AccountWords(
        kind="email-change",
        subject="Bitte bestätigen Sie Ihre neue E-Mail-Adresse",
        headline="Ihre neue E-Mail-Adresse",
        lead="mit dieser Adresse möchten Sie sich künftig anmelden. "
        "Bitte bestätigen Sie, dass sie Ihnen gehört.",
        button="Adresse bestätigen",
        hint="Der Link gilt 24 Stunden. Öffnen Sie ihn dort, wo Sie angemeldet sind.",
    ),
    "email-change-note": AccountWords(
        kind="email-change",
        subject="Ihre E-Mail-Adresse soll geändert werden",
        headline="Eine neue Adresse für Ihr Konto",
        lead="für Ihr Konto wurde die neue Adresse {email} eingetragen. Sie gilt, sobald sie bestätigt ist.",
        button="Konto ansehen",
        hint="Sie waren das nicht? Dann ändern Sie bitte gleich Ihr Passwort.",
    ),
    "call-share": AccountWords(
        kind="call-share",
        subject="{inviter} zeigt Ihnen einen Anruf",
        headline="Ein Anruf für Sie",
        lead="{inviter} bittet Sie, in einen Anruf bei {company} hineinzusehen.",
        button="Anruf öffnen",
        hint="Sie sehen ihn, sobald Sie angemeldet sind. Worum es geht, steht nur im Portal.",
    ),
    "support-asked": AccountWords(
        kind="support-asked",
        subject="AskProAI bittet um Zugang zu {company}",
        headline="Dürfen wir hereinkommen?",
        lead="um {company} helfen zu können, bittet unser Team um Zugang zu Ihrem Portal. "
        "Wie weit, wie lange und warum, steht dort.",
        button="Anfrage ansehen",
        hint="Ohne Ihr Ja sieht niemand etwas. Sie erwarten das nicht? Dann lehnen Sie einfach ab.",
    ),
    "security-note": AccountWords(
        kind="security-note",
        subject="Ihre Anmeldung wurde geändert",
        headline="Ihre Anmeldung wurde geändert",
        lead="an Ihrem Passwort oder Ihrem zweiten Faktor hat sich etwas geändert.",
        button="Konto ansehen",
        hint="Sie waren das nicht? Dann ändern Sie bitte gleich Ihr Passwort und melden alle Geräte ab.",
    ),
}


_ENGLISH: Final = {
    "invitation": AccountWords(
        kind="invitation",
        subject="Invitation to the team of {company}",
        headline="Welcome to the team of {company}",
        lead="{inviter} invites you to work with AskProAI. Your role: {role}.",
        button="Accept the invitation",
        hint="The link is valid for seven days and for you only. "
        "You do not know {company}? Then simply delete this mail.",
    ),
    "password-reset": AccountWords(
        kind="password-reset",
        subject="New password for {company}",
        headline="Choose a new password",
        lead="somebody has asked for a new password for your access to {company}.",
        button="Choose a new password",
        hint="The link is valid for one hour and works once. "
        "It was not you? Then there is nothing to do, your password stays as it is.",
    ),
    "confirm-email": AccountWords(
        kind="confirm-email",
        subject="Please confirm your e-mail address",
        headline="Is this your address?",
        lead="great that you are setting up {company} with AskProAI. "
        "Please confirm that this address belongs to you.",
        button="Confirm e-mail",
        hint="The link is valid for 14 days. You did not sign up? Then there is nothing to do.",
    ),
    "email-change": AccountWords(
        kind="email-change",
        subject="Please confirm your new e-mail address",
        headline="Your new e-mail address",
        lead="you would like to sign in with this address from now on. "
        "Please confirm that it belongs to you.",
        button="Confirm address",
        hint="The link is valid for 24 hours. Open it where you are signed in.",
    ),
    "email-change-note": AccountWords(
        kind="email-change",
        subject="Your e-mail address is to be changed",
        headline="A new address for your account",
        lead="the new address {email} was entered for your account. It counts once it is confirmed.",
        button="See account",
        hint="It was not you? Then please change your password right away.",
    ),
    "call-share": AccountWords(
        kind="call-share",
        subject="{inviter} shows you a call",
        headline="A call for you",
        lead="{inviter} asks you to look at a call at {company}.",
        button="Open the call",
        hint="You see it once you are signed in. What it is about is told in the portal only.",
    ),
    "support-asked": AccountWords(
        kind="support-asked",
        subject="AskProAI asks for access to {company}",
        headline="May we come in?",
        lead="to be able to help {company}, our team asks for access to your portal. "
        "How far, for how long and why is written there.",
        button="See the request",
        hint="Without your yes nobody sees anything. You do not expect this? Then simply decline.",
    ),
    "security-note": AccountWords(
        kind="security-note",
        subject="Your sign-in was changed",
        headline="Your sign-in was changed",
        lead="something about your password or your second factor has changed.",
        button="See account",
        hint="It was not you? Then please change your password right away and sign out all devices.",
    ),
}
_BY_LANGUAGE: Final = {"de": _GERMAN, "en": _ENGLISH}


def words_for(
    kind: str, *, company: str, language: str = "", inviter: str = "", role: str = "", email: str = ""
) -> AccountWords:
    """The words of one kind of mail with names filled in, each cut to one line.

    :param language: what the reader has chosen for the portal; German for whoever has chosen nothing.
    """
    language = language if language in _BY_LANGUAGE else "de"
    words = _BY_LANGUAGE[language][kind]
    values = {
        "company": one_line(company, limit=60),
        "inviter": one_line(inviter, limit=60) or one_line(company, limit=60),
        "role": role,
        "email": email,
    }
    return AccountWords(
        kind=words.kind,
        subject=words.subject.format(**values),
        headline=words.headline.format(**values),
        lead=words.lead.format(**values),
        button=words.button,
        hint=words.hint.format(**values),
        language=language,
    )


def account_mail(
    words: AccountWords, *, company: Company, to: str, name: str, link: str, reference: str
) -> Mail:
    """The mail, ready to go."""
    hello = "Hello" if words.language == "en" else "Guten Tag"
    greeting = f"{hello} {one_line(name, limit=60)}," if name else f"{hello},"
    context = {"words": words, "company": company.name, "greeting": greeting, "link": link}
    return Mail(
        reference=reference,
        company_id=company.pk,
        to=to,
        to_name=one_line(name, limit=60),
        sender_name=f"{one_line(company.name, limit=60)} · AskProAI",
        subject=words.subject,
        text=render_to_string("notifications/email/account.txt", context),
        html=render_to_string("notifications/email/account.html", context),
        category=words.kind,
    )
