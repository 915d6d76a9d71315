"""Tables of the blog: posts, who wrote them, and their tags."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from chapterhouse.chapters.models import Chapter
from chapterhouse.foundation.facts.announcing import NETWORK
from chapterhouse.lib.ids import uuid7
from chapterhouse.people.models import Person


class PostState(models.TextChoices):
    """A draft is seen by those who may edit it; a published post by everybody."""

    DRAFT = "draft"
    PUBLISHED = "published"


class Tag(models.Model):
    """A word that posts share: `key` without regard to case, `name` as most posts spell it."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    key = models.CharField(max_length=60, unique=True)
    slug = models.SlugField(max_length=60, unique=True, allow_unicode=True)
    name = models.CharField(max_length=60)

    class Meta:
        db_table = "tag"
        ordering = ["key"]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A text of the network (no chapter) or of one chapter."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, null=True, related_name="posts")
    title = models.CharField(max_length=200)
    # The address is /blog/<year>/<slug>/: real sites use the same slug again in another year.
    slug = models.SlugField(max_length=80, allow_unicode=True)
    year = models.PositiveSmallIntegerField()
    # The day on the post, in the chapter's zone; for a draft the day it was begun.
    day = models.DateField()
    state = models.CharField(max_length=10, choices=PostState, default=PostState.DRAFT)
    # The first time it was published; kept while it is taken back, so that its address stays.
    published_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    # Rises with each save; a save that started from an older one is refused.
    version = models.PositiveIntegerField(default=1)
    body = models.TextField(blank=True)  # Markdown
    allows_html = models.BooleanField(default=False)  # bodies that come from elsewhere
    html = models.TextField(blank=True)  # `body` rendered when it was saved
    summary = models.CharField(max_length=300, blank=True)
    excerpt = models.CharField(max_length=300, blank=True)  # the summary, or the first words of the body
    language = models.CharField(max_length=12, default="en")
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="posts")
    # A repost: where it comes from, and who allowed it.
    original_author = models.CharField(max_length=120, blank=True)
    original_url = models.URLField(max_length=500, blank=True)
    original_published_on = models.DateField(null=True)
    permission = models.TextField(blank=True)
    front_matter = models.JSONField(default=dict)  # what else its front matter said
    tags = models.ManyToManyField(Tag, through="PostTag", related_name="posts")

    class Meta:
        db_table = "post"
        constraints = [
            models.UniqueConstraint("chapter", "year", "slug", name="post_address_in_chapter"),
            models.UniqueConstraint("year", "slug", condition=Q(chapter=None), name="post_address_in_network"),
            models.CheckConstraint(
                condition=Q(state=PostState.DRAFT) | Q(published_at__isnull=False), name="post_published_at"
            ),
        ]
        indexes = [models.Index(fields=["state", "-day", "-id"], name="post_newest")]

    def __str__(self) -> str:
        return self.title

    @property
    def stream(self) -> str:
        """Name the stream of facts that the post belongs to; `chapter` must be loaded."""
        return self.chapter.stream if self.chapter else NETWORK

    @property
    def is_published(self) -> bool:
        """Say whether everybody can read it."""
        return self.state == PostState.PUBLISHED

    @property
    def is_repost(self) -> bool:
        """Say whether it appeared elsewhere first."""
        return bool(self.original_url or self.original_author)


class PostTag(models.Model):
    """A tag on a post, as this post spells it."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="post_tags")
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="post_tags")
    position = models.PositiveSmallIntegerField()
    spelling = models.CharField(max_length=60)

    class Meta:
        db_table = "post_tag"
        ordering = ["position"]
        constraints = [models.UniqueConstraint("post", "tag", name="post_tag_once")]


class Byline(models.Model):
    """Who wrote a post: a name, perhaps with a link, perhaps one of our people."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="bylines")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    url = models.URLField(max_length=500, blank=True)
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="bylines")

    class Meta:
        db_table = "byline"
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name
