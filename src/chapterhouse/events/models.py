"""Tables of events: series, events, places, RSVPs, attendance, check-ins."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from chapterhouse.chapters.models import Chapter, Topic, Venue
from chapterhouse.lib.ids import short_id, uuid7
from chapterhouse.people.models import Person


class Where(models.TextChoices):
    """How people meet."""

    IN_PERSON = "in_person"
    ONLINE = "online"
    HYBRID = "hybrid"


class Series(models.Model):
    """A rule by which a chapter meets, and what each of its events starts out with."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="series")
    title = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    # Stored form of lib.recurrence.Rule; dates only, the wall time stands beside it.
    rule = models.CharField(max_length=80)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    wall_time = models.TimeField()
    time_zone = models.CharField(max_length=64)
    minutes = models.PositiveIntegerField(default=120)
    where = models.CharField(max_length=10, choices=Where, default=Where.IN_PERSON)
    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, null=True, blank=True)
    place = models.CharField(max_length=300, blank=True)
    link = models.URLField(blank=True, max_length=500)
    learner_places = models.PositiveIntegerField(null=True)
    guests_allowed = models.PositiveSmallIntegerField(default=0)
    topics = models.ManyToManyField(Topic, blank=True)
    # "This and all following" ends one series and starts its successor.
    follows = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="successors")
    created_at = models.DateTimeField()

    class Meta:
        db_table = "series"


class EventState(models.TextChoices):
    """Skipped: a date of a series on which nothing happens; the row stays so that it is not made again."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"


def event_short_id() -> str:
    """Give a new short id for an event's address."""
    return short_id(8)


class Event(models.Model):
    """Something people come to, once. Wall time and zone are the truth; `starts_at` is derived from them."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    short_id = models.CharField(max_length=12, unique=True, default=event_short_id, editable=False)
    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="events")
    series = models.ForeignKey(Series, on_delete=models.PROTECT, null=True, related_name="events")
    original_date = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=EventState, default=EventState.DRAFT)
    title = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    wall_date = models.DateField()
    wall_time = models.TimeField()
    # 1 for the second of a doubled wall time (when clocks go back).
    fold = models.PositiveSmallIntegerField(default=0)
    time_zone = models.CharField(max_length=64)
    minutes = models.PositiveIntegerField(default=120)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    where = models.CharField(max_length=10, choices=Where, default=Where.IN_PERSON)
    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, null=True, blank=True)
    place = models.CharField(max_length=300, blank=True)
    link = models.URLField(blank=True, max_length=500)
    # Windows are minutes before the start, so that a moved event moves its window; empty: no limit.
    opens_before = models.PositiveIntegerField(null=True)
    closes_before = models.PositiveIntegerField(default=0)
    guests_allowed = models.PositiveSmallIntegerField(default=0)
    topics = models.ManyToManyField(Topic, blank=True)
    # Names of the fields that somebody edited on this event alone; they survive an edit of the series.
    edited_fields = models.JSONField(default=list)
    # RFC 5545: rises with each change of time, place or state.
    sequence = models.PositiveIntegerField(default=0)
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=300, blank=True)
    # When the organiser closed it: from then on who is not marked as having come was absent.
    closed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "event"
        constraints = [
            models.UniqueConstraint("series", "original_date", name="event_once_in_series"),
        ]
        indexes = [
            models.Index("chapter", "starts_at", name="event_of_chapter"),
            models.Index("starts_at", name="event_start"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def wall(self) -> datetime:
        """Give the wall time of the start, without a zone."""
        return datetime.combine(self.wall_date, self.wall_time)


class PlaceKind(models.TextChoices):
    """Learners and coaches have places and waitlists of their own."""

    LEARNER = "learner"
    COACH = "coach"


class Capacity(models.Model):
    """How many places of a kind an event has; empty means unlimited."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="capacities")
    kind = models.CharField(max_length=10, choices=PlaceKind, default=PlaceKind.LEARNER)
    places = models.PositiveIntegerField(null=True)
    # Going + offered, guests included. Derived from the RSVPs and checked against them nightly.
    taken = models.PositiveIntegerField(default=0)
    # The last turn that was given in this queue.
    last_turn = models.BigIntegerField(default=0)

    class Meta:
        db_table = "capacity"
        constraints = [
            models.UniqueConstraint("event", "kind", name="capacity_once"),
            # The last line of defence: the database itself refuses to oversell.
            models.CheckConstraint(
                condition=Q(places=None) | Q(taken__lte=F("places")), name="capacity_never_oversold"
            ),
        ]


class RsvpState(models.TextChoices):
    """DATA.md, Places."""

    GOING = "going"
    WAITING = "waiting"
    OFFERED = "offered"
    NOT_GOING = "not_going"
    CANCELLED = "cancelled"


class RsvpReason(models.TextChoices):
    """Why an RSVP is cancelled or waits."""

    SELF = "self"
    ORGANISER = "organiser"
    RELEASED = "released"
    EVENT = "event"
    # Moved back to the head of the waitlist because the capacity was lowered.
    LOWERED = "lowered"


class Rsvp(models.Model):
    """A person's answer to an event: one row for ever, whatever she changes her mind to."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="rsvps")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="rsvps")
    kind = models.CharField(max_length=10, choices=PlaceKind, default=PlaceKind.LEARNER)
    guests = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=RsvpState)
    reason = models.CharField(max_length=10, choices=RsvpReason, blank=True)
    # The queue of (event, kind) is by turn, then id: given under the event's lock, because clocks of two processes
    # may disagree about who came first. Coming back after a cancellation gives a new one, at the end.
    turn = models.BigIntegerField(default=0)
    queued_at = models.DateTimeField()
    # Since when this waiting entry is known to have been passed over, because it did not fit.
    passed_over_at = models.DateTimeField(null=True)
    # The state before it was cancelled: late cancellations are counted, a restored event gives places back.
    was = models.CharField(max_length=10, choices=RsvpState, blank=True)
    offer_ends_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "rsvp"
        constraints = [models.UniqueConstraint("event", "person", name="rsvp_once")]
        indexes = [
            models.Index("event", "kind", "state", "turn", name="rsvp_queue"),
            models.Index("person", "state", name="rsvp_of_person"),
        ]


class Presence(models.TextChoices):
    """Unknown is not absent."""

    CAME = "came"
    ABSENT = "absent"
    UNKNOWN = "unknown"


class Attendance(models.Model):
    """Whether a person (or a walk-in known by name only) came to an event."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="attendances")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="attendances")
    name = models.CharField(max_length=80, blank=True)
    presence = models.CharField(max_length=10, choices=Presence, default=Presence.UNKNOWN)
    walk_in = models.BooleanField(default=False)
    guests = models.PositiveSmallIntegerField(default=0)
    arrived_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "attendance"
        constraints = [
            models.UniqueConstraint("event", "person", name="attendance_once"),
            models.CheckConstraint(condition=Q(person__isnull=False) | ~Q(name=""), name="attendance_of_somebody"),
        ]


class CheckInAct(models.TextChoices):
    """Undo is a row too."""

    IN = "in"
    UNDO = "undo"


class CheckIn(models.Model):
    """One tap at the door. The uuid is made by the client, so that a retry or a second door doubles nothing."""

    uuid = models.UUIDField(unique=True)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="check_ins")
    attendance = models.ForeignKey(Attendance, on_delete=models.PROTECT, related_name="check_ins")
    act = models.CharField(max_length=6, choices=CheckInAct, default=CheckInAct.IN)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    tapped_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "check_in"


class EventRoleName(models.TextChoices):
    """Host: edit, check in, write to guests. Door: the check-in list only."""

    HOST = "host"
    DOOR = "door"


class EventRole(models.Model):
    """Who hosts an event or a whole series, or keeps its door."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, null=True, related_name="event_roles")
    series = models.ForeignKey(Series, on_delete=models.CASCADE, null=True, related_name="event_roles")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="event_roles")
    name = models.CharField(max_length=6, choices=EventRoleName)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "event_role"
        constraints = [
            models.CheckConstraint(
                condition=Q(event__isnull=False, series__isnull=True) | Q(event__isnull=True, series__isnull=False),
                name="event_role_of_one",
            ),
            models.UniqueConstraint("event", "person", condition=Q(ended_at=None), name="event_role_once"),
            models.UniqueConstraint("series", "person", condition=Q(ended_at=None), name="series_role_once"),
        ]
