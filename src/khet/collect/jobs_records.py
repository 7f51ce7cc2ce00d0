"""Work that the clock does for registers."""

from django.utils import timezone

from khet.collect.services.row_files import purge
from khet.jobs.run import Run
from khet.jobs.services import every


@every("collect.purge_row_files", daily_at="03.30")
def purge_row_files(run: Run) -> None:
    purge(on=timezone.localdate())
