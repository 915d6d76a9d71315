"""Wiring of the room."""

from django.apps import AppConfig


class ChaptersConfig(AppConfig):
    """The `chapters` room."""

    name = "chapterhouse.chapters"

    def ready(self) -> None:
        """Contribute who a person is in the network and its chapters, and what goes when she has herself erased."""
        from chapterhouse.chapters.actions import erase_from_chapters
        from chapterhouse.chapters.queries import grants_of, streams_showing
        from chapterhouse.foundation import slots

        slots.fill("actor.grants", grants_of)
        slots.fill("people.shown", streams_showing)
        # Last, because it takes the person out of the chapters that other rooms look at.
        slots.fill("people.erase", erase_from_chapters, order=90)
