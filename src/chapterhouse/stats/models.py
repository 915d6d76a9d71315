"""Tables of statistics: what the facts of a chapter come to, counted once so that a page need not count again.

Nothing here is a truth of its own: everything can be thrown away and counted again from the facts.
"""

from __future__ import annotations

from django.db import models

from chapterhouse.chapters.models import Chapter

NETWORK = 0  # the `place` of the whole network; chapters have their ids


class Measure(models.IntegerChoices):
    """What is counted: below ten of a place as a whole, in the tens of one meeting, in the twenties of a month."""

    JOINED = 1
    LEFT = 2
    CAME = 3
    AHEAD = 4
    ACTIVE = 5
    ANSWERS = 6
    STARS = 7
    HELD = 10
    CLOSED = 11
    GOING = 12
    SHOWN = 13
    ATTENDED = 14
    DEBUT = 15
    UNNAMED = 16
    GUESTS = 17
    VISITORS = 20
    FIRST = 21
    RETURNED = 22


OF_PLACE = (
    Measure.JOINED,
    Measure.LEFT,
    Measure.CAME,
    Measure.AHEAD,
    Measure.ACTIVE,
    Measure.ANSWERS,
    Measure.STARS,
)


class Counted(models.Model):
    """How far the facts of a chapter are counted, by which calendar, and whether the network counts them too."""

    chapter = models.OneToOneField(Chapter, on_delete=models.CASCADE, primary_key=True, related_name="counted")
    # The chapter's stream again, so that the database can tell by itself which chapters have new facts.
    stream = models.CharField(max_length=80, unique=True)
    seq = models.BigIntegerField(default=0)
    time_zone = models.CharField(max_length=64)
    shared = models.BooleanField(default=False)
    counted_at = models.DateTimeField()

    class Meta:
        db_table = "counted"


class Change(models.Model):
    """By how much a number changed on a day, as it became known on that day. A number is the sum of its changes."""

    place = models.BigIntegerField()
    measure = models.PositiveSmallIntegerField(choices=Measure)
    # Of a meeting: its MeetingHistory. Of a month: year x 12 + month - 1.
    about = models.BigIntegerField(default=0)
    # Of a meeting: the day on which it was, as known. RETURNED: how many months after the first visit.
    detail = models.IntegerField(default=0)
    day = models.IntegerField()  # the calendar's day as a number, `date.toordinal()`
    change = models.IntegerField()

    class Meta:
        db_table = "tally_change"
        constraints = [models.UniqueConstraint("place", "measure", "about", "detail", "day", name="tally_change_once")]


class MeetingHistory(models.Model):
    """What the facts say of one event's time and fate, in the order in which it became known."""

    chapter = models.ForeignKey(Chapter, on_delete=models.CASCADE, related_name="+")
    event_uid = models.CharField(max_length=36)
    marks = models.JSONField()
    # Ids of PersonHistory of those whom a change of this event concerns.
    people = models.JSONField(default=list)

    class Meta:
        db_table = "tally_meeting"
        constraints = [models.UniqueConstraint("chapter", "event_uid", name="tally_meeting_once")]


class PersonHistory(models.Model):
    """What the facts say of one person in one chapter, or of one walk-in known by name only."""

    chapter = models.ForeignKey(Chapter, on_delete=models.CASCADE, related_name="+")
    # The person's uid as facts write it; of a walk-in by name, the attendance's.
    key = models.CharField(max_length=36)
    named = models.BooleanField(default=True)
    marks = models.JSONField()
    # From which day to which she counts for what: {measure: [[from, until], ...]}.
    spells = models.JSONField(default=dict)

    class Meta:
        db_table = "tally_person"
        constraints = [models.UniqueConstraint("chapter", "key", name="tally_person_once")]
        indexes = [models.Index("key", name="tally_person_key")]
