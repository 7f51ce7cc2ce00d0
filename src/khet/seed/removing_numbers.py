"""Series of numbers after numbers went: nothing of them is left, or the stretches that went are told as jumps."""

from django.db.models import Max, Min
from django.utils import timezone

from khet.numbers.models import Counter, Jump
from khet.numbers.reads import gaps_of

BY = "ลบข้อมูลตัวอย่าง"


def close_ranks() -> None:
    """Empty series begin anew; a series with real numbers keeps them, and says where the sample ones were."""
    for counter in Counter.objects.order_by("pk"):
        ends = counter.numbers.aggregate(first=Min("number"), last=Max("number"))
        if ends["first"] is None:
            counter.jumps.all().delete()
            _begin_again(counter)
            continue
        Counter.objects.filter(pk=counter.pk).update(first=ends["first"], last=ends["last"])
        counter.jumps.filter(first__lte=ends["first"]).delete()
        counter.jumps.filter(after__gte=ends["last"]).delete()
        counter.refresh_from_db()
        for gap in gaps_of(counter):
            counter.jumps.filter(after__gte=gap.first - 1, first__lte=gap.last + 1).delete()
            Jump.objects.create(counter=counter, after=gap.first - 1, first=gap.last + 1, by_name=BY, at=timezone.now())


def _begin_again(counter: Counter) -> None:
    """A start number that somebody set stands; one that only the sample numbers had moved does not."""
    Counter.objects.filter(pk=counter.pk).update(last=counter.first - 1)
