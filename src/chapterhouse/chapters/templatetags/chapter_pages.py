"""What every page inside a chapter shows: its tabs, its words as HTML."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.template import Context
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe

from chapterhouse.foundation.slots import collect
from chapterhouse.lib.markdown import TooLong, render
from chapterhouse.look.models import Tab

register = template.Library()


@register.simple_tag(takes_context=True)
def chapter_tabs(context: Context) -> list[Tab]:
    """Give the tabs that the rooms contribute to a chapter (slot `chapter.tabs`), the open one marked."""
    tabs = collect("chapter.tabs", context["request"], context["chapter"])
    return [Tab(tab.label, tab.url, tab.name == context.get("tab")) for tab in tabs]


@lru_cache(maxsize=500)
def _rendered(text: str, top: int) -> str:
    try:
        return render(text, top=top).html
    except TooLong:
        return linebreaks(text, autoescape=True)


@register.filter
def markdown(text: str | None, top: int = 3) -> SafeString:
    """Give Markdown as safe HTML, made once for each text; `top` is the level of its highest heading."""
    return mark_safe(_rendered(text or "", top))  # noqa: S308 - cleaned by lib.markdown
