"""Wiring of the room."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The `demo` room."""

    name = "chapterhouse.demo"
