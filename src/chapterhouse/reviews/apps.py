"""Wiring of the room."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """The `reviews` room."""

    name = "chapterhouse.reviews"
