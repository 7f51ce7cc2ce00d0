"""To whom a form can be handed at its unit, and who has it in hand."""

from django.db.models import QuerySet
from django.utils import timezone

from khet.collect.models import Submission
from khet.org.models import Appointment, Person, Post, Unit
from khet.work.reads.items import WorkItem, items_about

KIND = "collect.fill"


def people_of(unit: Unit) -> QuerySet[Person]:
    """Who holds a post at the unit today, pupils aside; of a school or an office also those of its groups."""
    here = Appointment.objects.on(timezone.localdate()).exclude(post__role=Post.Role.PUPIL)
    here = here.filter(post__unit__desk_id=unit.pk) if unit.desk_id == unit.pk else here.filter(post__unit=unit)
    return Person.objects.filter(pk__in=here.values("person_id")).order_by("sort_key", "pk")


def holding(given: Submission) -> WorkItem | None:
    """The item by which somebody has it in hand now."""
    items = items_about("collect.submission", given.pk).filter(kind=KIND, waiting=True)
    return items.select_related("asked_person").first()
