"""Routes of the calendar."""

from django.urls import path

from portal.owner.diary import moving, pages

urlpatterns = [
    path("kalender/", pages.calendar, name="calendar"),
    path("termine/<int:appointment_id>/wohin/", moving.where, name="diary-where"),
    path("termine/<int:appointment_id>/wie-lange/", moving.lengths, name="diary-lengths"),
    path("termine/<int:appointment_id>/verlegen/", moving.move, name="diary-move"),
    path("termine/<int:appointment_id>/dauer/", moving.stretch, name="diary-stretch"),
    path("termine/<int:appointment_id>/zurueck/<int:change_id>/", moving.undo, name="diary-undo"),
    path("termine/<int:appointment_id>/ohne-nachricht/<int:change_id>/", moving.hush, name="diary-hush"),
]
