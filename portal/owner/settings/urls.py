"""Routes under ``/einstellungen/``."""

from django.urls import path

from portal.owner.settings import (
    absences,
    branches,
    company,
    days,
    defaults,
    hours,
    hub,
    messages,
    photos,
    services,
    staff,
    things,
    undo,
)

urlpatterns = [
    path("einstellungen/", hub.hub, name="settings"),
    path("einstellungen/zuruecknehmen/<str:token>/", undo.undo, name="settings-undo"),
    path("einstellungen/betrieb/", company.company, name="settings-company"),
    path("einstellungen/betrieb/logo-entfernen/", company.remove_logo, name="settings-company-remove-logo"),
    path("einstellungen/leistungen/", services.services, name="settings-services"),
    path("einstellungen/leistungen/neu/", services.new_service, name="settings-service-new"),
    path("einstellungen/leistungen/reihenfolge/", services.order, name="settings-services-order"),
    path("einstellungen/leistungen/<int:service_id>/", services.service, name="settings-service"),
    path(
        "einstellungen/leistungen/<int:service_id>/archivieren/",
        services.archive,
        name="settings-service-archive",
    ),
    path(
        "einstellungen/leistungen/<int:service_id>/wieder-anbieten/",
        services.restore,
        name="settings-service-restore",
    ),
    path("einstellungen/mitarbeiter/", staff.staff, name="settings-staff"),
    path("einstellungen/mitarbeiter/neu/", staff.new_staff_member, name="settings-staff-new"),
    path("einstellungen/mitarbeiter/reihenfolge/", staff.order, name="settings-staff-order"),
    path("einstellungen/mitarbeiter/<int:staff_id>/", staff.staff_member, name="settings-staff-member"),
    path("einstellungen/mitarbeiter/<int:staff_id>/austragen/", staff.retire, name="settings-staff-retire"),
    path(
        "einstellungen/mitarbeiter/<int:staff_id>/wieder-anbieten/",
        staff.reinstate,
        name="settings-staff-reinstate",
    ),
    path(
        "einstellungen/mitarbeiter/<int:staff_id>/zeiten/<int:branch_id>/",
        hours.staff_hours,
        name="settings-staff-hours",
    ),
    path(
        "einstellungen/mitarbeiter/<int:staff_id>/zeiten/<int:branch_id>/geplante-verwerfen/",
        hours.drop_staff_plan,
        name="settings-staff-hours-drop",
    ),
    path(
        "einstellungen/mitarbeiter/<int:staff_id>/zeiten/<int:branch_id>/wie-geoeffnet/",
        hours.follow_opening,
        name="settings-staff-hours-follow",
    ),
    path(
        "einstellungen/mitarbeiter/<int:staff_id>/abwesenheiten/",
        absences.absences,
        name="settings-staff-absences",
    ),
    path(
        "einstellungen/mitarbeiter/<int:staff_id>/abwesenheiten/<int:time_off_id>/loeschen/",
        absences.remove_absence,
        name="settings-staff-absence-remove",
    ),
    path("einstellungen/mitarbeiter/<int:staff_id>/foto/", photos.save, name="settings-staff-photo"),
    path("fotos/<slug:key>.webp", photos.photo, name="staff-photo"),
    path("einstellungen/filialen/<int:branch_id>/zeiten/", hours.branch_hours, name="settings-branch-hours"),
    path(
        "einstellungen/filialen/<int:branch_id>/zeiten/geplante-verwerfen/",
        hours.drop_branch_plan,
        name="settings-branch-hours-drop",
    ),
    path("einstellungen/filialen/", branches.branches, name="settings-branches"),
    path("einstellungen/filialen/neu/", branches.new_branch, name="settings-branch-new"),
    path("einstellungen/filialen/<int:branch_id>/", branches.branch, name="settings-branch"),
    path("einstellungen/filialen/<int:branch_id>/schliessen/", branches.close, name="settings-branch-close"),
    path(
        "einstellungen/filialen/<int:branch_id>/wieder-oeffnen/",
        branches.reopen,
        name="settings-branch-reopen",
    ),
    path("einstellungen/filialen/<int:branch_id>/tage/", days.days, name="settings-branch-days"),
    path(
        "einstellungen/filialen/<int:branch_id>/tage/loeschen/",
        days.remove_days,
        name="settings-branch-days-remove",
    ),
    path("einstellungen/filialen/<int:branch_id>/feiertage/", days.holidays, name="settings-branch-holidays"),
    path(
        "einstellungen/filialen/<int:branch_id>/wie-im-betrieb/",
        defaults.follow,
        name="settings-defaults-follow",
    ),
    path("einstellungen/vorgaben/", defaults.defaults, name="settings-defaults"),
    path("einstellungen/raeume/", things.things, name="settings-things"),
    path("einstellungen/raeume/neu/", things.new_group, name="settings-thing-new"),
    path("einstellungen/raeume/<int:group_id>/", things.group, name="settings-thing"),
    path("einstellungen/nachrichten/", messages.messages, name="settings-messages"),
    path(
        "einstellungen/nachrichten/<slug:purpose>/<slug:channel>/<slug:language>/",
        messages.message,
        name="settings-message",
    ),
    path(
        "einstellungen/nachrichten/<slug:purpose>/<slug:channel>/<slug:language>/vorschau/",
        messages.preview,
        name="settings-message-preview",
    ),
    path(
        "einstellungen/nachrichten/<slug:purpose>/<slug:channel>/<slug:language>/standard/",
        messages.reset,
        name="settings-message-reset",
    ),
]
