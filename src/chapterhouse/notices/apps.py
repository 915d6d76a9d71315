"""Wiring of the room."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """The `notices` room."""

    name = "chapterhouse.notices"

    def ready(self) -> None:
        """Let the listeners be known."""
        from chapterhouse.notices import listeners  # noqa: F401
