"""Routes of a company's own host. Each name stands in the matrix of ``portal.permissions``."""

from django.urls import path

from portal.icons import favicon
from portal.owner import (
    appointments,
    calendar,
    calls,
    dashboard,
    knowledge,
    receptionist,
    receptionist_people,
    receptionist_versions,
    sign_in,
    simulations,
    testcall,
)
from portal.publicbooking.urls import urlpatterns as booking_urls
from portal.selfservice.urls import urlpatterns as link_urls

urlpatterns = [
    *booking_urls,
    *link_urls,
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
    path("probeanrufe/", simulations.simulations, name="simulations"),
    path("probeanrufe/beginnen/", simulations.start, name="simulations-start"),
    path("empfang/", receptionist.receptionist, name="receptionist"),
    path("empfang/stand/", receptionist.publishing, name="receptionist-publishing"),
    path("empfang/vorschau/", receptionist.greeting_preview, name="receptionist-preview"),
    path("empfang/verwerfen/", receptionist.discard, name="receptionist-discard"),
    path("empfang/veroeffentlichen/", receptionist_versions.publish, name="receptionist-publish"),
    path("empfang/abgleichen/", receptionist_versions.check, name="receptionist-check"),
    path("empfang/reparieren/", receptionist_versions.repair, name="receptionist-repair"),
    path("empfang/fassungen/", receptionist_versions.versions, name="receptionist-versions"),
    path("empfang/fassungen/aufteilen/", receptionist_versions.split, name="receptionist-split"),
    path(
        "empfang/fassungen/<int:version_id>/zurueckholen/",
        receptionist_versions.roll_back,
        name="receptionist-roll-back",
    ),
    path("empfang/weiterleiten/", receptionist_people.targets, name="transfer-targets"),
    path("empfang/weiterleiten/neu/", receptionist_people.new_target, name="transfer-target-new"),
    path("empfang/weiterleiten/<int:target_id>/", receptionist_people.target, name="transfer-target"),
    path(
        "empfang/weiterleiten/<int:target_id>/entfernen/",
        receptionist_people.drop_target,
        name="transfer-target-drop",
    ),
    path("empfang/sperrliste/", receptionist_people.blocklist, name="blocklist"),
    path("empfang/sperrliste/sperren/", receptionist_people.block, name="blocklist-block"),
    path(
        "empfang/sperrliste/<int:blocked_id>/freigeben/",
        receptionist_people.unblock,
        name="blocklist-unblock",
    ),
    path("empfang/<slug:section>/", receptionist.section, name="receptionist-section"),
    path("anrufe/<int:call_id>/einwilligung/widerrufen/", calls.withdraw_transcript, name="call-withdraw"),
    path("wissen/", knowledge.knowledge, name="knowledge"),
    path("wissen/neu/<slug:kind>/", knowledge.add, name="knowledge-add"),
    path("wissen/<int:source_id>/", knowledge.source, name="knowledge-source"),
    path("wissen/<int:source_id>/lesen/", knowledge.read_again, name="knowledge-read-again"),
    path("wissen/<int:source_id>/loeschen/", knowledge.delete, name="knowledge-delete"),
    path("wissen/fragen/<int:question_id>/beantworten/", knowledge.answer, name="knowledge-answer"),
    path("wissen/fragen/<int:question_id>/verwerfen/", knowledge.dismiss, name="knowledge-dismiss"),
    path("favicon.ico", favicon, name="favicon"),
    path("anmelden/", sign_in.sign_in, name="sign-in"),
    path("abmelden/", sign_in.sign_out, name="sign-out"),
]
