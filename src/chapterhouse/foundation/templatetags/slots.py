"""`{% slot "chapter.next" chapter=chapter %}`: the place where higher rooms show something."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from chapterhouse.foundation.slots import render_slot

register = template.Library()


@register.simple_tag(takes_context=True)
def slot(context: Context, name: str, **values: Any) -> SafeString:
    """Show what the higher rooms put at this place of the page."""
    return render_slot(name, context["request"], **values)
