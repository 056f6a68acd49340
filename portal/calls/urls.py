"""Routes of the company's calls."""

from django.urls import path

from portal.calls import acting, views

urlpatterns = [
    path("anrufe/", views.calls, name="calls"),
    path("anrufe/<int:call_id>/", views.call, name="call"),
    path("anrufe/<int:call_id>/einwilligung/widerrufen/", views.withdraw_transcript, name="call-withdraw"),
    path("anrufe/<int:call_id>/gelesen/", acting.see, name="call-see"),
    path("anrufe/<int:call_id>/wichtig/", acting.star, name="call-star"),
    path("anrufe/<int:call_id>/notiz/", acting.note, name="call-note"),
    path("anrufe/<int:call_id>/zeigen/", acting.share, name="call-share"),
    path("anrufe/<int:call_id>/abgeben/", acting.let_go, name="call-let-go"),
    path("anrufe/<int:call_id>/zurueckrufen/", acting.call_back, name="call-back"),
    path("anrufe/<int:call_id>/richtigstellen/", acting.correct, name="call-correct"),
    path("anrufe/<int:call_id>/richtigstellung/zuruecknehmen/", acting.uncorrect, name="call-uncorrect"),
    path("anrufe/<int:call_id>/sperren/", acting.block, name="call-block"),
]
