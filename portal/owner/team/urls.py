"""Routes of the team, its rights, its security and the log."""

from django.urls import path

from portal.owner.team import export, log, rights, security, views

urlpatterns = [
    path("team/", views.team, name="team"),
    path("team/einladen/", views.invite_page, name="team-invite"),
    path("team/rechte/", rights.rights, name="team-rights"),
    path("team/sicherheit/", security.security, name="team-security"),
    path("team/sicherheit/firmenkonto/", security.sso, name="team-sso"),
    path("team/sicherheit/firmenkonto/trennen/", security.end_sso, name="team-sso-end"),
    path("team/einladungen/<int:invitation_id>/senden/", views.resend, name="team-resend"),
    path("team/einladungen/<int:invitation_id>/zurueckziehen/", views.withdraw, name="team-withdraw"),
    path("team/<int:membership_id>/", views.member, name="team-member"),
    path("team/<int:membership_id>/entfernen/", views.remove, name="team-remove"),
    path("team/<int:membership_id>/uebergeben/", views.inherit, name="team-inherit"),
    path("daten-mitnehmen/", export.page, name="company-export"),
    path("daten-mitnehmen/datei/", export.download, name="company-export-file"),
    path("protokoll/", log.log, name="audit"),
    path("protokoll/export.csv", log.export, name="audit-export"),
]
