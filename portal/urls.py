"""Routes of a company's own host. Each name stands in the matrix of ``portal.permissions``."""

from django.urls import path

from portal import brand
from portal.account.urls import urlpatterns as account_urls
from portal.answers.urls import urlpatterns as answer_urls
from portal.calls.urls import urlpatterns as call_urls
from portal.dashboard.urls import urlpatterns as dashboard_urls
from portal.help.urls import urlpatterns as help_urls
from portal.icons import favicon
from portal.offline.urls import urlpatterns as offline_urls
from portal.onboarding.urls import urlpatterns as onboarding_urls
from portal.owner import (
    appointment_terms,
    appointments,
    class_plan,
    classes,
    connecting,
    imports,
    integrations,
    knowledge,
    online,
    outages,
    phone_test,
    posters,
    receptionist,
    receptionist_people,
    receptionist_versions,
    recording,
    rules,
    series,
    simulations,
    suggestions,
    testcall,
    waitlist,
)
from portal.owner.callbacks.urls import urlpatterns as callback_urls
from portal.owner.customers.urls import urlpatterns as customer_urls
from portal.owner.diary.urls import urlpatterns as diary_urls
from portal.owner.settings.urls import urlpatterns as settings_urls
from portal.owner.team.urls import urlpatterns as team_urls
from portal.publicbooking.urls import urlpatterns as booking_urls
from portal.selfservice.urls import urlpatterns as link_urls
from portal.support.urls import urlpatterns as support_urls

urlpatterns = [
    *account_urls,
    *support_urls,
    *team_urls,
    *booking_urls,
    *link_urls,
    *answer_urls,
    *settings_urls,
    *call_urls,
    *onboarding_urls,
    *customer_urls,
    *callback_urls,
    *dashboard_urls,
    path("online-buchung/", online.online, name="online-booking"),
    path("online-buchung/aushang/", posters.poster, name="online-booking-poster"),
    path("online-buchung/aushang/code.svg", posters.picture, name="online-booking-code"),
    path("online-buchung/kalender/", online.feeds, name="calendar-feeds"),
    path(
        "online-buchung/kalender/<str:kind>/<int:subject_id>/",
        online.change_feed,
        name="calendar-feed-change",
    ),
    *diary_urls,
    path("termine/<int:appointment_id>/", appointments.appointment, name="appointment"),
    path("termine/<int:appointment_id>/serie/", series.series, name="series"),
    path("termine/<int:appointment_id>/serie/buchen/", series.book, name="series-book"),
    path("termine/<int:appointment_id>/serie/absagen/", series.cancel, name="series-cancel"),
    path("kurse/", classes.classes, name="classes"),
    path("kurse/plan/", class_plan.plan, name="class-plan"),
    path("kurse/plan/neu/", class_plan.new_time, name="class-time-new"),
    path("kurse/plan/<int:class_time_id>/", class_plan.time, name="class-time"),
    path("kurse/plan/<int:class_time_id>/entfernen/", class_plan.drop, name="class-time-drop"),
    path("kurse/neu/", class_plan.new_session, name="class-session-new"),
    path("kurse/<int:session_id>/", classes.session, name="class-session"),
    path("kurse/<int:session_id>/eintragen/", classes.add, name="class-add"),
    path("kurse/<int:session_id>/austragen/<int:appointment_id>/", classes.remove, name="class-remove"),
    path("kurse/<int:session_id>/leitung/", classes.teacher, name="class-teacher"),
    path("kurse/<int:session_id>/plaetze/", classes.places, name="class-places"),
    path("kurse/<int:session_id>/absagen/", classes.cancel, name="class-cancel"),
    path(
        "termine/<int:appointment_id>/stand/<slug:way>/", appointment_terms.settle, name="appointment-settle"
    ),
    path("daten-uebernehmen/", imports.imports, name="imports"),
    path("daten-uebernehmen/<int:run_id>/", imports.one_import, name="import"),
    path("daten-uebernehmen/<int:run_id>/starten/", imports.start, name="import-start"),
    path("daten-uebernehmen/<int:run_id>/verwerfen/", imports.drop, name="import-drop"),
    path("daten-uebernehmen/<int:run_id>/hinweise.csv", imports.report, name="import-report"),
    path("regeln/", rules.rules, name="rules"),
    path("regeln/filialen/<int:branch_id>/", rules.branch_rules, name="rules-branch"),
    path("regeln/leistungen/<int:service_id>/", rules.service_rules, name="rules-service"),
    path("warteliste/", waitlist.waitlist, name="waitlist"),
    path("warteliste/neu/", waitlist.new, name="waitlist-new"),
    path("warteliste/regeln/", waitlist.rules, name="waitlist-rules"),
    path("warteliste/<int:entry_id>/", waitlist.offer, name="waitlist-offer"),
    path("warteliste/<int:entry_id>/entfernen/", waitlist.remove, name="waitlist-remove"),
    path("ausfall/", outages.outages, name="outages"),
    path("ausfall/melden/", outages.start, name="outage-start"),
    path("ausfall/<int:outage_id>/", outages.outage, name="outage"),
    path("ausfall/<int:outage_id>/zuruecknehmen/", outages.undo, name="outage-undo"),
    path("ausfall/<int:outage_id>/senden/", outages.send, name="outage-send"),
    path("ausfall/<int:outage_id>/<int:move_id>/", outages.decide, name="outage-decide"),
    path("marke/<slug:key>.css", brand.stylesheet, name="brand"),
    path("testanruf/", testcall.test_call, name="test-call"),
    path("testanruf/beginnen/", testcall.start, name="test-call-start"),
    path("testanruf/<int:call_id>/sagen/", testcall.say, name="test-call-say"),
    path("testanruf/<int:call_id>/auflegen/", testcall.hang_up, name="test-call-hang-up"),
    path("testanruf/telefon/", phone_test.start, name="test-call-phone"),
    path("testanruf/telefon/<int:call_id>/", phone_test.state, name="test-call-phone-state"),
    path("probeanrufe/", simulations.simulations, name="simulations"),
    path("probeanrufe/beginnen/", simulations.start, name="simulations-start"),
    path("empfang/", receptionist.receptionist, name="receptionist"),
    path("empfang/aufnahme/", recording.recording, name="receptionist-recording"),
    path("empfang/aufnahme/waehlen/", recording.choose, name="receptionist-recording-choose"),
    path("empfang/aufnahme/<slug:key>/", recording.sound, name="receptionist-recording-sound"),
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
    path("empfang/vorschlaege/", suggestions.suggestions, name="suggestions"),
    path(
        "empfang/vorschlaege/<int:suggestion_id>/uebernehmen/", suggestions.accept, name="suggestion-accept"
    ),
    path(
        "empfang/vorschlaege/<int:suggestion_id>/verwerfen/", suggestions.dismiss, name="suggestion-dismiss"
    ),
    path("empfang/vorschlaege/<int:suggestion_id>/zuruecknehmen/", suggestions.undo, name="suggestion-undo"),
    path("empfang/<slug:section>/", receptionist.section, name="receptionist-section"),
    path("wissen/", knowledge.knowledge, name="knowledge"),
    path("wissen/neu/<slug:kind>/", knowledge.add, name="knowledge-add"),
    path("wissen/<int:source_id>/", knowledge.source, name="knowledge-source"),
    path("wissen/<int:source_id>/lesen/", knowledge.read_again, name="knowledge-read-again"),
    path("wissen/<int:source_id>/loeschen/", knowledge.delete, name="knowledge-delete"),
    path("wissen/fragen/<int:question_id>/beantworten/", knowledge.answer, name="knowledge-answer"),
    path("wissen/fragen/<int:question_id>/verwerfen/", knowledge.dismiss, name="knowledge-dismiss"),
    path("integrationen/", integrations.integrations, name="integrations"),
    path("integrationen/<int:connection_id>/trennen/", integrations.end, name="integrations-end"),
    path("integrationen/<int:connection_id>/abgleich/", integrations.sync_now, name="integration-sync"),
    path("integrationen/<int:connection_id>/zuordnung/", integrations.review, name="integration-review"),
    path("integrationen/konflikte/<int:conflict_id>/", integrations.resolve, name="conflict-resolve"),
    path("integrationen/calcom/", integrations.calcom, name="integration-calcom"),
    path("integrationen/fertig/", connecting.finish, name="connect-finish"),
    path("integrationen/caldav/", connecting.caldav, name="caldav-connect"),
    path("integrationen/<slug:provider>/verbinden/", connecting.begin_sign_in, name="connect-begin"),
    path("integrationen/<int:connection_id>/kalender/", connecting.link, name="calendars-link"),
    *offline_urls,
    *help_urls,
    path("favicon.ico", favicon, name="favicon"),
]
