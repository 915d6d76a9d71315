"""Wiring of the room."""

from django.apps import AppConfig


class ChaptersConfig(AppConfig):
    """The `chapters` room."""

    name = "chapterhouse.chapters"

    def ready(self) -> None:
        """Contribute who a person is in the network and its chapters, and what goes when she has herself erased."""
        from chapterhouse.chapters.actions import erase_from_chapters, hold_chapters_of
        from chapterhouse.chapters.queries import exported, grants_of, streams_showing
        from chapterhouse.chapters.views import fillers
        from chapterhouse.foundation import slots

        slots.fill("actor.grants", grants_of)
        slots.fill("people.shown", streams_showing)
        slots.fill("people.export", exported, order=20)
        # After events, before anything is announced: always in this order.
        slots.fill("people.hold", hold_chapters_of, order=20)
        # Last, because it takes the person out of the chapters that other rooms look at.
        slots.fill("people.erase", erase_from_chapters, order=90)
        slots.fill("person.home", fillers.my_chapters, order=60)
        slots.fill("home.chapters", fillers.map_at_home)
        slots.fill("header.nav", fillers.navigation, order=20)
        slots.fill("chapter.tabs", fillers.home_tab, order=10)
        slots.fill("chapter.tabs", fillers.members_tab, order=70)
        slots.fill("chapter.tabs", fillers.write_tab, order=80)
        slots.fill("chapter.tabs", fillers.organise_tab, order=90)
