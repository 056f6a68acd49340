"""Routes of the first page."""

from django.urls import path

from portal.dashboard import views

urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("zahlen/", views.dashboard_counts, name="dashboard-counts"),
    path("verlauf/", views.dashboard_trends, name="dashboard-trends"),
]
