"""Wiring of the room."""

from django.apps import AppConfig


class BlogConfig(AppConfig):
    """The `blog` room."""

    name = "chapterhouse.blog"
