"""What every page inside a chapter shows: its tabs."""

from __future__ import annotations

from django import template
from django.template import Context

from chapterhouse.foundation.slots import collect
from chapterhouse.look.models import Tab

register = template.Library()


@register.simple_tag(takes_context=True)
def chapter_tabs(context: Context) -> list[Tab]:
    """Give the tabs that the rooms contribute to a chapter (slot `chapter.tabs`), the open one marked."""
    tabs = collect("chapter.tabs", context["request"], context["chapter"])
    return [Tab(tab.label, tab.url, tab.name == context.get("tab")) for tab in tabs]
