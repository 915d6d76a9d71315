"""What the blog shows on other rooms' pages, and what it keeps about a person."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chapterhouse.blog.actions import unsign_posts
from chapterhouse.blog.policies import can_write_posts
from chapterhouse.blog.queries import posts_of, signed_by, streams_signed_by
from chapterhouse.blog.views.showing import address, cards, post_address
from chapterhouse.chapters.models import Chapter
from chapterhouse.chapters.queries import Tab
from chapterhouse.foundation.actors import VISITOR, Actor
from chapterhouse.foundation.facts.announcing import NETWORK
from chapterhouse.foundation.http.parts import kept_part
from chapterhouse.people.models import Person

ON_HOME = 3


def tab(request: HttpRequest, chapter: Chapter) -> Tab:
    """Give the tab of a chapter's blog."""
    return Tab(_("Blog"), address("posts", chapter), "blog")


def posts_of_chapter(request: HttpRequest, chapter: Chapter) -> SafeString | None:
    """Show the newest posts on the chapter's page; nothing where there are none."""
    return _newest(request, chapter)


def posts_at_home(request: HttpRequest) -> SafeString | None:
    """Show the newest posts on the network's home page; nothing where there are none."""
    now = timezone.now()
    key = ("home.posts", get_language())
    return kept_part(key, [NETWORK], until=now + timedelta(days=1), now=now, make=lambda: _newest(request, None))


def _newest(request: HttpRequest, chapter: Chapter | None) -> SafeString | None:
    newest = list(posts_of(chapter)[:ON_HOME])
    if not newest:
        return None
    shown = cards(newest, with_chapter=chapter is None)
    return render_to_string(
        "blog/newest.html",
        {"cards": shown, "blog_url": address("posts", chapter), "feed_url": address("feed", chapter)},
    )


def organise_link(request: HttpRequest, chapter: Chapter) -> SafeString | None:
    """Show organisers where they write a post."""
    actor: Actor = getattr(request, "actor", VISITOR)
    if not can_write_posts(actor, chapter):
        return None
    return render_to_string("blog/organise.html", {"write_url": address("write", chapter)})


def navigation(request: HttpRequest) -> SafeString:
    """Show the way to the blog in the header of every page."""
    return render_to_string("blog/navigation.html", {"blog_url": address("posts", None)})


def export(*, person: Person) -> tuple[str, Any]:
    """Give what she wrote, for the download of everything kept about her."""
    return "posts", [
        {
            "uid": str(post.uid),
            "title": post.title,
            "address": post_address(post),
            "state": post.state,
            "day": post.day.isoformat(),
            "body": post.body,
        }
        for post in signed_by(person)
    ]


def erase(*, actor: Actor, person: Person, now: datetime) -> None:
    """Take her name off what she wrote."""
    unsign_posts(actor=actor, person=person, now=now)


def shown_in(*, person: Person) -> list[str]:
    """Give the streams whose pages show her name as an author."""
    return streams_signed_by(person)
