"""What search engines and other programs read on a chapter's page: schema.org in JSON."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from chapterhouse.chapters.models import Chapter

_ESCAPED = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def absolute(path: str) -> str:
    """Give the full address of a page of this site, the same whatever name it was asked by."""
    return f"{settings.ADDRESS.rstrip('/')}{path}"


def linked_chapter(chapter: Chapter, *, url: str, summary: str) -> SafeString:
    """Give the chapter as JSON-LD, safe inside a script element. Says nothing that the page does not say."""
    place = {
        "@type": "PostalAddress",
        "addressLocality": chapter.city,
        "addressRegion": chapter.region,
        "addressCountry": chapter.country,
    }
    thing: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": chapter.name,
        "url": url,
        "description": summary,
        "address": {name: value for name, value in place.items() if value},
        "sameAs": [one for one in (chapter.website, *(link["url"] for link in chapter.links)) if one],
        "email": chapter.contact_address,
        "foundingDate": chapter.founded_on.isoformat() if chapter.founded_on else "",
        "parentOrganization": {"@type": "Organization", "url": absolute("/")},
    }
    if chapter.latitude is not None and chapter.longitude is not None:
        thing["location"] = {
            "@type": "Place",
            "geo": {"@type": "GeoCoordinates", "latitude": chapter.latitude, "longitude": chapter.longitude},
        }
    text = json.dumps({name: value for name, value in thing.items() if value}, ensure_ascii=False)
    return mark_safe(text.translate(_ESCAPED))  # noqa: S308 - escaped for a script element
