"""Everything that can be done with posts."""

from chapterhouse.blog.actions.posts import (
    PublishedPost,
    SomebodyElseSaved,
    discard_post,
    edit_post,
    publish_post,
    unpublish_post,
    unsign_posts,
    write_post,
)
from chapterhouse.blog.actions.texts import PostRefused

__all__ = [
    "PostRefused",
    "PublishedPost",
    "SomebodyElseSaved",
    "discard_post",
    "edit_post",
    "publish_post",
    "unpublish_post",
    "unsign_posts",
    "write_post",
]
