"""Each rule of the blog agrees with its filter, for the whole cast."""

from __future__ import annotations

import pytest

from chapterhouse.blog.actions import publish_post, write_post
from chapterhouse.blog.models import Post
from chapterhouse.blog.policies import can_edit_post, can_view_post, editable_posts, visible_posts
from chapterhouse.blog.queries import PostText
from chapterhouse.foundation.actors import SYSTEM
from tests.cast import assemble
from tests.make import NOW


@pytest.mark.django_db
def test_rules_and_filters_agree_for_everybody() -> None:
    cast = assemble()
    for chapter in (None, cast.chapter, cast.elsewhere):
        for published in (False, True):
            made = write_post(actor=SYSTEM, chapter=chapter, text=PostText(title=f"Post {published}"), now=NOW)
            if published:
                publish_post(actor=SYSTEM, post=made, now=NOW)
    everything = list(Post.objects.select_related("chapter"))
    for name, actor in cast.actors().items():
        for rule, twin in ((can_view_post, visible_posts), (can_edit_post, editable_posts)):
            by_rule = {post.pk for post in everything if rule(actor, post)}
            by_filter = set(Post.objects.filter(twin(actor)).values_list("pk", flat=True))
            assert by_rule == by_filter, f"{rule.__name__} for {name}"
    assert Post.objects.filter(visible_posts(cast.actor("visitor"))).count() == 3
