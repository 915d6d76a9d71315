"""Wiring of the room."""

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    """The `foundation` room."""

    name = "chapterhouse.foundation"
