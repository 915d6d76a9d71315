"""What came from elsewhere, and as what it lives here."""

from __future__ import annotations

from django.db import models


class ImportedKind(models.TextChoices):
    """What a row became."""

    CHAPTER = "chapter"
    POST = "post"


class ImportedObject(models.Model):
    """A row of a source and the object that was made of it; the same row never makes a second one."""

    source = models.CharField(max_length=40)
    source_key = models.CharField(max_length=300)
    kind = models.CharField(max_length=10, choices=ImportedKind)
    uid = models.UUIDField()
    source_digest = models.CharField(max_length=64)
    # How the object stood when the importer last wrote it; empty where it was here before and was only linked.
    written_digest = models.CharField(max_length=64, blank=True)
    left_over = models.JSONField(default=dict)  # values of the row that have no place here
    imported_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "imported_object"
        constraints = [models.UniqueConstraint("source", "kind", "source_key", name="imported_once")]
        indexes = [models.Index(fields=["kind", "uid"], name="imported_as")]
