"""Wiring of the room."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """The `events` room."""

    name = "chapterhouse.events"

    def ready(self) -> None:
        """Contribute who a person is at events, show meetings on other pages, take part in downloads and erasures."""
        from chapterhouse.events import listeners  # noqa: F401
        from chapterhouse.events.actions.forgetting import forget_person, hold_of_person
        from chapterhouse.events.queries import grants_of
        from chapterhouse.events.queries.showing import streams_showing
        from chapterhouse.events.views import fillers
        from chapterhouse.foundation import slots

        slots.fill("actor.grants", grants_of)
        slots.fill("chapter.tabs", fillers.tab, order=20)
        slots.fill("chapter.next", fillers.next_of_chapter)
        slots.fill("chapter.past", fillers.past_of_chapter)
        slots.fill("chapter.until", fillers.next_change_of_chapter)
        slots.fill("chapter.organise", fillers.organise_link, order=20)
        slots.fill("home.next", fillers.next_of_network)
        slots.fill("person.home", fillers.mine)
        slots.fill("people.export", fillers.export)
        slots.fill("people.hold", hold_of_person, order=10)
        slots.fill("people.erase", forget_person, order=10)
        slots.fill("people.shown", streams_showing)
