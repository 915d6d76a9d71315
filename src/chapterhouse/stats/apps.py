"""Wiring of the room."""

from django.apps import AppConfig


class StatsConfig(AppConfig):
    """The `stats` room."""

    name = "chapterhouse.stats"
