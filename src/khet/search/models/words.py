"""Words: those learned from the database for the cutter, and those that stand in the index, for corrections."""

from django.db import models


class LearnedWord(models.Model):
    """A name of a unit, a person or a place, known to the cutter beside the shipped list; never leaves the database."""

    word = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=60)

    def __str__(self) -> str:
        return self.word


class Word(models.Model):
    """A word of the index and in how many documents it stands, as counted at the last building or night."""

    word = models.CharField(max_length=120, unique=True)
    documents = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.word} {self.documents}"
