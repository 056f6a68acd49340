"""Routes of the customers' surface."""

from django.urls import path

from portal.owner.customers import changes, data, lists, merging, settings, views

urlpatterns = [
    path("kunden/", lists.customers, name="customers"),
    path("kunden/suche/", lists.find, name="customers-search"),
    path("kunden/ausfuhr/", lists.export, name="customers-export"),
    path("kunden/neu/", views.new, name="customers-new"),
    path("kunden/einstellungen/", settings.settings, name="customers-settings"),
    path("kunden/einstellungen/merkmale/", settings.add, name="customers-flag-add"),
    path("kunden/einstellungen/merkmale/<slug:key>/entfernen/", settings.drop, name="customers-flag-drop"),
    path("kunden/doppelte/", merging.duplicates, name="customers-duplicates"),
    path("kunden/<int:customer_id>/", views.customer, name="customer"),
    path("kunden/<int:customer_id>/mit/<int:other_id>/", merging.merge, name="customer-merge"),
    path("kunden/<int:customer_id>/mit/<int:other_id>/verschieden/", merging.apart, name="customer-apart"),
    path("kunden/<int:customer_id>/wieder-trennen/", merging.undo, name="customer-merge-undo"),
    path("kunden/<int:customer_id>/daten/", data.download, name="customer-data"),
    path("kunden/<int:customer_id>/loeschen/", data.erase, name="customer-erase"),
    path("kunden/<int:customer_id>/geloescht/", data.erased, name="customer-erased"),
    path("kunden/<int:customer_id>/bearbeiten/", views.edit, name="customer-edit"),
    path("kunden/<int:customer_id>/notizen/", changes.add_note, name="customer-note-add"),
    path(
        "kunden/<int:customer_id>/notizen/<slug:note_id>/<slug:way>/",
        changes.change_note,
        name="customer-note",
    ),
    path("kunden/<int:customer_id>/merkmale/", changes.flags, name="customer-flags"),
    path("kunden/<int:customer_id>/personen/", changes.add_person, name="customer-person-add"),
    path("kunden/<int:customer_id>/nummer/", changes.number, name="customer-number"),
    path("kunden/<int:customer_id>/einwilligungen/", changes.consent, name="customer-consent"),
]
