"""What org does by itself: every night units, posts and accounts are brought up to date with their dates."""

from django.utils import timezone

from khet.jobs.services import Run, every
from khet.org.services.today import bring_up_to_date


@every("org.turn_the_day", daily_at="00.02")
def turn_the_day(run: Run, **_: object) -> None:
    bring_up_to_date(on=timezone.localdate())
