"""Wiring of the room."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """The `imports` room."""

    name = "chapterhouse.imports"
