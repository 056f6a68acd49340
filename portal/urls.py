"""Routes of a company's own host. Each name stands in the matrix of ``portal.permissions``."""

from django.urls import path

from portal.icons import favicon
from portal.owner import appointments, calendar, calls, dashboard, sign_in, testcall

urlpatterns = [
    path("", dashboard.dashboard, name="dashboard"),
    path("zahlen/", dashboard.dashboard_counts, name="dashboard-counts"),
    path("kalender/", calendar.calendar, name="calendar"),
    path("termine/<int:appointment_id>/", appointments.appointment, name="appointment"),
    path("termine/<int:appointment_id>/absagen/", appointments.cancel, name="appointment-cancel"),
    path("anrufe/", calls.calls, name="calls"),
    path("anrufe/<int:call_id>/", calls.call, name="call"),
    path("testanruf/", testcall.test_call, name="test-call"),
    path("testanruf/beginnen/", testcall.start, name="test-call-start"),
    path("testanruf/<int:call_id>/sagen/", testcall.say, name="test-call-say"),
    path("testanruf/<int:call_id>/auflegen/", testcall.hang_up, name="test-call-hang-up"),
    path("favicon.ico", favicon, name="favicon"),
    path("anmelden/", sign_in.sign_in, name="sign-in"),
    path("abmelden/", sign_in.sign_out, name="sign-out"),
]
