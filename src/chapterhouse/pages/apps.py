"""Wiring of the room."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """The `pages` room."""

    name = "chapterhouse.pages"
