"""Findable things as they stand in the index: two equal tables, of which one serves while the other is built.

What the engine adds (FTS5 tables on SQLite, tsvector and array columns on PostgreSQL) is made by migration 0002 and
known to the backends alone.
"""

from django.db import models
from django.utils import timezone


class Term(models.Model):
    """A word of visibility, "saraban.letter|lead:3"; documents and actors meet in its number."""

    name = models.CharField(max_length=160, unique=True)

    def __str__(self) -> str:
        return self.name


class IndexedDocument(models.Model):
    """One document of a source. text is what snippets are cut from; digest covers all that is analysed.

    day is the thing's own date, year_be its year; version is the analyser that cut it.
    """

    kind = models.CharField(max_length=60)
    target_id = models.BigIntegerField()
    title = models.TextField()
    text = models.TextField(default="", blank=True)
    people = models.TextField(default="", blank=True)
    unit_id = models.BigIntegerField(null=True)
    desk_id = models.BigIntegerField(null=True)
    day = models.DateField(null=True)
    year_be = models.PositiveSmallIntegerField(null=True)
    digest = models.CharField(max_length=64)
    version = models.CharField(max_length=40)
    indexed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.kind}:{self.target_id}"


class DocumentA(IndexedDocument):
    class Meta:
        db_table = "search_doc_a"
        constraints = [models.UniqueConstraint(fields=["kind", "target_id"], name="search_doc_a_once")]


class DocumentB(IndexedDocument):
    class Meta:
        db_table = "search_doc_b"
        constraints = [models.UniqueConstraint(fields=["kind", "target_id"], name="search_doc_b_once")]


class Touched(models.Model):
    """Changed while the other table was being built: done once more before it serves."""

    kind = models.CharField(max_length=60)
    target_id = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.kind}:{self.target_id}"
