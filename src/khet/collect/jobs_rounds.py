"""Work that the clock does for rounds."""

from khet.collect.services.cells import purge_savings
from khet.jobs.run import Run
from khet.jobs.services import every


@every("collect.purge_savings", daily_at="03.20")
def purge(run: Run) -> None:
    purge_savings()
