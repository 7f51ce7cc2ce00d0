"""The legal duty that items are counted under."""

from khet.kernel.refs import Ref
from khet.work.models import WorkItem


def set_duty(subject: Ref, duty: str | None) -> int:
    """Count every item of a subject, done or not, under this duty. The caller holds the subject and keeps the trail."""
    return WorkItem.objects.filter(subject_kind=subject.kind, subject_id=subject.id).update(duty_id=duty)
