"""Wiring of the room."""

from django.apps import AppConfig


class StatsConfig(AppConfig):
    """The `stats` room."""

    name = "chapterhouse.stats"

    def ready(self) -> None:
        """Count facts, and show numbers on the pages of lower rooms."""
        from chapterhouse.foundation import slots
        from chapterhouse.stats import listeners  # noqa: F401 -- declares the listener
        from chapterhouse.stats.views import parts

        slots.fill("chapter.tabs", parts.tab, order=50)
        slots.fill("chapter.numbers", parts.on_chapter)
        slots.fill("home.numbers", parts.on_home)
        slots.fill("footer.nav", parts.below)
