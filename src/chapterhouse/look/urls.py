"""Addresses of the look."""

from django.urls import path

from chapterhouse.look.views.styleguide import styleguide
from chapterhouse.look.views.theme import theme

app_name = "look"
urlpatterns = [
    path("theme/<slug:colour>.css", theme, name="theme"),
    path("", styleguide, name="styleguide"),
]
