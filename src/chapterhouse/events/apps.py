"""Wiring of the room."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """The `events` room."""

    name = "chapterhouse.events"

    def ready(self) -> None:
        """Contribute who a person is at events: host, door."""
        from chapterhouse.events.queries import grants_of
        from chapterhouse.foundation import slots

        slots.fill("actor.grants", grants_of)
