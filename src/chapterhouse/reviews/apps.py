"""Wiring of the room."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """The `reviews` room."""

    name = "chapterhouse.reviews"

    def ready(self) -> None:
        """Put reviews on chapters' and events' pages, and take part in a person's download and erasure."""
        from chapterhouse.foundation import slots
        from chapterhouse.reviews.actions import erase_reviews, hold_reviews_of
        from chapterhouse.reviews.queries import reviews_kept_about, streams_showing
        from chapterhouse.reviews.views import parts

        slots.fill("chapter.tabs", parts.tab, order=60)
        slots.fill("chapter.reviews", parts.on_chapter)
        slots.fill("chapter.organise", parts.for_organisers, order=60)
        slots.fill("event.after", parts.on_event)
        slots.fill("people.export", reviews_kept_about)
        slots.fill("people.hold", hold_reviews_of, order=30)
        slots.fill("people.erase", erase_reviews)
        slots.fill("people.shown", streams_showing)
