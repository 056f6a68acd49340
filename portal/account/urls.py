"""Routes of signing in and of the account."""

from django.urls import path

from portal.account import account, alerts, appearance, factors, invitation, reset, sign_in, sso

urlpatterns = [
    path("anmelden/", sign_in.sign_in, name="sign-in"),
    path("anmelden/bestaetigen/", sign_in.second, name="sign-in-second"),
    path("anmelden/passkey/", sign_in.passkey, name="sign-in-passkey"),
    path("anmelden/passkey/frage/", sign_in.passkey_options, name="sign-in-passkey-options"),
    path("anmelden/firmenkonto/", sso.begin, name="sign-in-sso"),
    path("anmelden/firmenkonto/fertig/", sso.done, name="sign-in-sso-done"),
    path("abmelden/", sign_in.sign_out, name="sign-out"),
    path("passwort/", reset.forgotten, name="password-forgotten"),
    path("passwort/<int:user_id>/<str:token>/", reset.new, name="password-new"),
    path("einladung/<str:secret>/", invitation.invitation, name="invitation"),
    path("konto/", account.account, name="account"),
    path("konto/name/", account.rename, name="account-name"),
    path("konto/e-mail/", account.email, name="account-email"),
    path("konto/e-mail/<str:token>/", account.confirm_email, name="account-email-confirm"),
    path("konto/passwort/", account.password, name="account-password"),
    path("konto/geraete/abmelden/", account.end_all, name="account-sessions-end"),
    path("konto/geraete/<int:session_id>/abmelden/", account.end_one, name="account-session-end"),
    path("konto/benachrichtigungen/", alerts.alerts, name="account-alerts"),
    path("konto/benachrichtigungen/geraete/", alerts.add, name="account-device-add"),
    path(
        "konto/benachrichtigungen/geraete/<int:device_id>/entfernen/",
        alerts.remove,
        name="account-device-remove",
    ),
    path("konto/benachrichtigungen/geraete/<int:device_id>/probe/", alerts.test, name="account-device-test"),
    path("konto/darstellung/", appearance.theme, name="account-theme"),
    path("konto/sprache/", appearance.language, name="account-language"),
    path("konto/app/", factors.app, name="account-app"),
    path("konto/app/entfernen/", factors.drop_app, name="account-app-remove"),
    path("konto/notfallcodes/", factors.codes, name="account-codes"),
    path("konto/passkeys/frage/", factors.passkey_options, name="account-passkey-options"),
    path("konto/passkeys/neu/", factors.passkey_add, name="account-passkey-add"),
    path("konto/passkeys/<int:passkey_id>/entfernen/", factors.passkey_remove, name="account-passkey-remove"),
    path("konto/bestaetigen/", factors.prove_page, name="account-prove"),
    path("konto/bestaetigen/frage/", factors.prove_options, name="account-prove-options"),
    path("konto/bestaetigen/passkey/", factors.prove_passkey, name="account-prove-passkey"),
]
