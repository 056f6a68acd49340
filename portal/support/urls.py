"""Routes of support access, on the company's host."""

from django.urls import path

from portal.support import entering, owner

urlpatterns = [
    path("team/unterstuetzung/", owner.support, name="team-support"),
    path("team/unterstuetzung/<int:grant_id>/zulassen/", owner.approve, name="team-support-approve"),
    path("team/unterstuetzung/<int:grant_id>/beenden/", owner.end, name="team-support-end"),
    path("unterstuetzung/verlassen/", entering.leave, name="support-leave"),
    path("unterstuetzung/beendet/", entering.over, name="support-over"),
    path("unterstuetzung/<str:ticket>/", entering.enter, name="support-enter"),
]
