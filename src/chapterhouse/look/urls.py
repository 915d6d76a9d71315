"""Addresses of the look."""

from django.urls import path

from chapterhouse.look import views

app_name = "look"
urlpatterns = [
    path("theme/<slug:colour>.css", views.theme, name="theme"),
    path("", views.styleguide, name="styleguide"),
]
