"""Wiring of the room."""

from django.apps import AppConfig


class OperateConfig(AppConfig):
    """The `operate` room."""

    name = "chapterhouse.operate"
