"""Tables of the network and its chapters."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from chapterhouse.lib.ids import uuid7
from chapterhouse.people.models import Person


class Network(models.Model):
    """The one network of this installation; exactly one row, no foreign keys to it."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    name = models.CharField(max_length=80)
    tagline = models.CharField(max_length=160, blank=True)
    about = models.TextField(blank=True)
    conduct = models.TextField(blank=True)
    colour = models.CharField(max_length=7, default="#7a3cff")
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "network"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="network_only_one")]

    def __str__(self) -> str:
        return self.name


class Topic(models.Model):
    """Something people learn: what confidence and the topic board speak of."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=80)

    class Meta:
        db_table = "topic"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ChapterState(models.TextChoices):
    """DATA.md, Chapters."""

    LISTED = "listed"
    STARTING = "starting"
    ACTIVE = "active"
    RESTING = "resting"
    MOVED = "moved"


class Audience(models.TextChoices):
    """Who sees a part of a chapter's page."""

    PUBLIC = "public"
    MEMBERS = "members"
    ORGANISERS = "organisers"


class Chapter(models.Model):
    """A local group that meets, learns together and runs itself."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=ChapterState, default=ChapterState.LISTED)
    tagline = models.CharField(max_length=160, blank=True)
    about = models.TextField(blank=True)
    city = models.CharField(max_length=80, blank=True)
    region = models.CharField(max_length=80, blank=True)
    country = models.CharField(max_length=2, blank=True)  # ISO 3166-1 alpha-2
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    language = models.CharField(max_length=12, default="en")
    colour = models.CharField(max_length=7, blank=True)
    # Only an address that the chapter chose to publish.
    contact_address = models.EmailField(blank=True)
    website = models.URLField(blank=True, max_length=300)
    # [{"name": "GitHub", "url": "https://…"}]
    links = models.JSONField(default=list)
    statistics_for = models.CharField(max_length=10, choices=Audience, default=Audience.PUBLIC)
    attendees_for = models.CharField(max_length=10, choices=Audience, default=Audience.MEMBERS)
    founded_on = models.DateField(null=True)
    moved_to = models.URLField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "chapter"
        indexes = [models.Index("country", name="chapter_country")]

    def __str__(self) -> str:
        return self.name

    @property
    def stream(self) -> str:
        """Name the stream of facts of this chapter; all that happens in it is numbered there."""
        return f"chapter:{self.uid}"


class OldSlug(models.Model):
    """A slug that a chapter had before; redirects for ever."""

    slug = models.SlugField(max_length=60, primary_key=True)
    chapter = models.ForeignKey(Chapter, on_delete=models.CASCADE, related_name="old_slugs")

    class Meta:
        db_table = "old_slug"


class Membership(models.Model):
    """One interval in which a person belongs to a chapter; never deleted."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    conduct_accepted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "membership"
        constraints = [
            models.UniqueConstraint("chapter", "person", condition=Q(left_at=None), name="membership_open_once")
        ]


class RoleName(models.TextChoices):
    """Lead: everything. Organiser: all but roles and leaving the network."""

    LEAD = "lead"
    ORGANISER = "organiser"


class Role(models.Model):
    """What a person does for a chapter, from a day to the end of her term."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="roles")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="roles")
    name = models.CharField(max_length=10, choices=RoleName)
    since = models.DateTimeField()
    term_ends_on = models.DateField()
    ended_at = models.DateTimeField(null=True)
    # What she says when she hands over ("I am moving to another city").
    farewell = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "role"
        constraints = [models.UniqueConstraint("chapter", "person", condition=Q(ended_at=None), name="role_open_once")]


class Steward(models.Model):
    """Somebody who looks after the whole network, from an instant until another."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="stewardships")
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "steward"
        constraints = [models.UniqueConstraint("person", condition=Q(ended_at=None), name="steward_once")]


class Venue(models.Model):
    """A place where a chapter meets, with how to get in."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="venues")
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=300, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    access = models.TextField(blank=True)

    class Meta:
        db_table = "venue"

    def __str__(self) -> str:
        return self.name


class ContactMessage(models.Model):
    """What somebody wrote to a chapter by its form; organisers only."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="contact_messages")
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True)
    name = models.CharField(max_length=80)
    address = models.EmailField()
    text = models.TextField()
    written_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "contact_message"
