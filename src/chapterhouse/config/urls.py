"""Every address of the site, room by room; the fixed ones come before the chapters' own."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("chapterhouse.operate.urls")),
    path("", include("chapterhouse.pages.urls")),
    path("", include("chapterhouse.demo.urls")),
    path("look/", include("chapterhouse.look.urls")),
    path("", include("chapterhouse.people.urls")),
    path("", include("chapterhouse.blog.urls")),
    path("", include("chapterhouse.events.urls")),
    path("", include("chapterhouse.reviews.urls")),
    path("", include("chapterhouse.stats.urls")),
    path("", include("chapterhouse.chapters.urls")),  # last: a chapter's slug may be any word
]
