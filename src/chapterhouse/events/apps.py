"""Wiring of the room."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """The `events` room."""

    name = "chapterhouse.events"
