"""Routes under ``/einstellungen/``."""

from django.urls import path

from portal.owner.settings import absences, hours, hub, services, staff, undo

urlpatterns = [
    path("einstellungen/", hub.hub, name="settings"),
    path("einstellungen/zuruecknehmen/<str:token>/", undo.undo, name="settings-undo"),
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
    path("einstellungen/filialen/<int:branch_id>/zeiten/", hours.branch_hours, name="settings-branch-hours"),
    path(
        "einstellungen/filialen/<int:branch_id>/zeiten/geplante-verwerfen/",
        hours.drop_branch_plan,
        name="settings-branch-hours-drop",
    ),
]
