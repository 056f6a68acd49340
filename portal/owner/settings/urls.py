"""Routes under ``/einstellungen/``."""

from django.urls import path

from portal.owner.settings import hub, services, undo

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
]
