"""Routes of the calendar."""

from django.urls import path

from portal.owner.diary import absences, acts, booking, moving, other_times, pages

urlpatterns = [
    path("kalender/", pages.calendar, name="calendar"),
    path("kalender/neu/", booking.new, name="diary-new"),
    path("kalender/neu/zeiten/", booking.times, name="diary-times"),
    path("kalender/kunden/", booking.people, name="diary-people"),
    path("kalender/laufkundschaft/", booking.walk_in, name="diary-walk-in"),
    path("kalender/abwesenheit/", absences.absence, name="diary-absence"),
    path("kalender/abwesenheit/<int:time_off_id>/entfernen/", absences.remove, name="diary-absence-remove"),
    path("termine/<int:appointment_id>/blatt/", acts.sheet, name="diary-sheet"),
    path("termine/<int:appointment_id>/absagen/", acts.cancel, name="appointment-cancel"),
    path("termine/<int:appointment_id>/stand/", acts.mark, name="diary-mark"),
    path("termine/<int:appointment_id>/notiz/", acts.note, name="diary-note"),
    path("termine/<int:appointment_id>/andere-zeit/", other_times.free, name="diary-free"),
    path("termine/<int:appointment_id>/wohin/", moving.where, name="diary-where"),
    path("termine/<int:appointment_id>/wie-lange/", moving.lengths, name="diary-lengths"),
    path("termine/<int:appointment_id>/verlegen/", moving.move, name="diary-move"),
    path("termine/<int:appointment_id>/dauer/", moving.stretch, name="diary-stretch"),
    path("termine/<int:appointment_id>/zurueck/<int:change_id>/", moving.undo, name="diary-undo"),
    path("termine/<int:appointment_id>/ohne-nachricht/<int:change_id>/", moving.hush, name="diary-hush"),
]
