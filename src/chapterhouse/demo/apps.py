"""Wiring of the room."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The `demo` room."""

    name = "chapterhouse.demo"

    def ready(self) -> None:
        """Put the bar on top of every page."""
        from chapterhouse.demo.views import bar
        from chapterhouse.foundation import slots

        slots.fill("page.top", bar, order=1)
