"""Wiring of the room."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """The `notices` room."""

    name = "chapterhouse.notices"
