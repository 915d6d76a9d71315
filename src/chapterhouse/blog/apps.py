"""Wiring of the room."""

from django.apps import AppConfig


class BlogConfig(AppConfig):
    """The `blog` room."""

    name = "chapterhouse.blog"

    def ready(self) -> None:
        """Show posts on the home page and on chapters' pages; take part in downloads and erasures."""
        from chapterhouse.blog.views import fillers
        from chapterhouse.foundation import slots

        slots.fill("header.nav", fillers.navigation, order=60)
        slots.fill("home.posts", fillers.posts_at_home)
        slots.fill("chapter.tabs", fillers.tab, order=60)
        slots.fill("chapter.posts", fillers.posts_of_chapter)
        slots.fill("chapter.organise", fillers.organise_link, order=60)
        slots.fill("people.export", fillers.export)
        slots.fill("people.erase", fillers.erase)
        slots.fill("people.shown", fillers.shown_in)
