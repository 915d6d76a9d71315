"""Wiring of the room."""

from django.apps import AppConfig


class LookConfig(AppConfig):
    """The `look` room."""

    name = "chapterhouse.look"
