"""Words that people wrote, as they are shown."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe

from chapterhouse.lib.markdown import TooLong, render

register = template.Library()


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
