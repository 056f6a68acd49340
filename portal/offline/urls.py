"""Routes of the portal as an app."""

from django.urls import path

from portal.offline import days, installing

urlpatterns = [
    path("manifest.webmanifest", installing.manifest, name="manifest"),
    path("sw.js", installing.service_worker, name="service-worker"),
    path("app-symbol/<slug:kind>-<int:size>.png", installing.app_icon, name="app-icon"),
    path("offline/", installing.offline, name="offline"),
    path("offline/tage.json", days.days, name="offline-days"),
    path("offline/taten/", days.acts, name="offline-acts"),
]
