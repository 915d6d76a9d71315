"""Wiring of the room."""

from django.apps import AppConfig


class ChaptersConfig(AppConfig):
    """The `chapters` room."""

    name = "chapterhouse.chapters"
