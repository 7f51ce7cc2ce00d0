"""Work that the clock does: reminders by plan, and new due times after a calendar changed."""

from khet.jobs.run import Run
from khet.jobs.services import every, job
from khet.work import services


@every("work.nudge", minutes=5)
def nudge(run: Run) -> None:
    services.nudge_due()


@job("work.redate", lane="soon")
def redate(run: Run, *, calendars: list[int]) -> None:
    services.redate(calendar_changed=calendars)
