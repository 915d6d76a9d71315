"""Wiring of the room."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The `people` room."""

    name = "chapterhouse.people"

    def ready(self) -> None:
        """Put the way in, or the person's menu, into the header of every page, and the languages at its foot."""
        from chapterhouse.foundation import slots
        from chapterhouse.people.views import speaking
        from chapterhouse.people.views.slots import header_end

        slots.fill("header.end", header_end)
        slots.fill("footer.nav", speaking.footer, order=90)
