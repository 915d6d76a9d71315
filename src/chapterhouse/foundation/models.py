"""Tables of the foundation: facts and their readers, jobs, mail on its way."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from chapterhouse.lib.ids import uuid7


class Origin(models.TextChoices):
    """Where a fact comes from; only live ones reach people and other servers."""

    LIVE = "live"
    DEMO = "demo"
    IMPORT = "import"


class Stream(models.Model):
    """What facts are numbered in: a chapter, a person, the network."""

    name = models.CharField(max_length=80, primary_key=True)
    last_seq = models.BigIntegerField(default=0)
    # Rises with each fact and each touch; kept pages compare it.
    version = models.BigIntegerField(default=0)

    class Meta:
        db_table = "stream"


class Fact(models.Model):
    """Something that happened. Rows are only ever added."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    stream = models.CharField(max_length=80)
    seq = models.BigIntegerField()
    kind = models.CharField(max_length=80)
    effective_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.LIVE)
    actor_uid = models.UUIDField(null=True)
    payload = models.JSONField(default=dict)

    class Meta:
        db_table = "fact"
        constraints = [models.UniqueConstraint("stream", "seq", name="fact_once_in_stream")]
        indexes = [models.Index("stream", "kind", "effective_at", name="fact_of_kind")]


class Cursor(models.Model):
    """How far a listener has read, and how often it failed at the next fact."""

    name = models.CharField(max_length=120, primary_key=True)
    fact_id = models.BigIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cursor"


class ParkedFact(models.Model):
    """A fact that a listener could not handle after eight tries: in sight, out of the way."""

    listener = models.CharField(max_length=120)
    fact = models.ForeignKey(Fact, on_delete=models.PROTECT)
    error = models.TextField()
    parked_at = models.DateTimeField()

    class Meta:
        db_table = "parked_fact"
        constraints = [models.UniqueConstraint("listener", "fact", name="parked_once")]


class JobState(models.TextChoices):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(models.Model):
    """Background work: which function, with what, when, and how it went."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    name = models.CharField(max_length=200)
    values = models.JSONField(default=dict)
    # Two open jobs never share a key: enqueueing again is then a no-op.
    key = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.QUEUED)
    run_at = models.DateTimeField()
    priority = models.SmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    leased_by = models.CharField(max_length=80, blank=True)
    error = models.TextField(blank=True)
    enqueued_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "job"
        constraints = [
            models.UniqueConstraint(
                "key", condition=Q(state__in=["queued", "running"]) & ~Q(key=""), name="job_open_once"
            )
        ]
        indexes = [
            models.Index("run_at", condition=Q(state__in=["queued", "running"]), name="job_to_run"),
        ]


class Heartbeat(models.Model):
    """When a part of the installation was last seen alive."""

    name = models.CharField(max_length=80, primary_key=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "heartbeat"


class LetterState(models.TextChoices):
    """Where a letter stands."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class Letter(models.Model):
    """One e-mail on its way to one address; kept for a while after sending, without address and words."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    # The same key is never written twice: this is what makes "each once" true.
    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=60)
    address = models.CharField(max_length=254)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=LetterState, default=LetterState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    useless_after = models.DateTimeField(null=True)
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        db_table = "letter"
        indexes = [models.Index("next_at", condition=Q(state="waiting"), name="letter_to_send")]


class CacheEntry(models.Model):
    """What processes remember together for a while (Django's database cache): counts behind limits."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "cache_entry"
