"""Routes of the callbacks' surface."""

from django.urls import path

from portal.owner.callbacks import acts, views

urlpatterns = [
    path("rueckrufe/", views.callbacks, name="callbacks"),
    path("rueckrufe/zahl/", views.count, name="callbacks-count"),
    path("rueckrufe/fristen/", views.settings, name="callbacks-settings"),
    path("rueckrufe/<int:ticket_id>/zustaendig/", acts.assign, name="callback-assign"),
    path("rueckrufe/<int:ticket_id>/notiz/", acts.note, name="callback-note"),
    path("rueckrufe/<int:ticket_id>/zurueck/<int:place>/", acts.undo, name="callback-undo"),
    path("rueckrufe/<int:ticket_id>/<slug:way>/", acts.settle, name="callback-settle"),
    path("kunden/<int:customer_id>/rueckruf/", views.ask, name="callback-ask"),
]
