"""Addresses of the blog: the network's, and the same ones below each chapter."""

from django.urls import path

from chapterhouse.blog.views import feeds, reading, writing

app_name = "blog"

_each = [
    ("", reading.posts, "posts"),
    ("feed.atom", feeds.feed, "feed"),
    ("tags/", reading.tags, "tags"),
    ("tags/<str:tag>/", reading.tagged, "tag"),
    ("tags/<str:tag>/feed.atom", feeds.tag_feed, "tag-feed"),
    ("write/", writing.write, "write"),
    ("<int:year>/<str:slug>/", reading.post, "post"),
    ("<int:year>/<str:slug>/edit/", writing.edit, "edit"),
    ("<int:year>/<str:slug>/publish/", writing.publish, "publish"),
    ("<int:year>/<str:slug>/unpublish/", writing.unpublish, "unpublish"),
    ("<int:year>/<str:slug>/discard/", writing.discard, "discard"),
    ("<str:slug>/", reading.by_slug, "by-slug"),
    ("<str:older>/<str:slug>/", reading.by_slug, "by-title-and-slug"),
]

urlpatterns = [
    path("blog/preview/", writing.preview, name="preview"),
    *(path(f"blog/{route}", view, name=name) for route, view, name in _each),
    *(path(f"<slug:chapter>/blog/{route}", view, name=name) for route, view, name in _each),
]
