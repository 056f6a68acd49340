"""Routes of the help."""

from django.urls import path

from portal.help import views

urlpatterns = [
    path("hilfe/", views.contents, name="help"),
    path("hilfe/<slug:slug>/", views.article, name="help-article"),
]
