"""Wiring of the room."""

from django.apps import AppConfig


class ChaptersConfig(AppConfig):
    """The `chapters` room."""

    name = "chapterhouse.chapters"

    def ready(self) -> None:
        """Contribute who a person is in the network and its chapters."""
        from chapterhouse.chapters.queries import grants_of
        from chapterhouse.foundation import slots

        slots.fill("actor.grants", grants_of)
