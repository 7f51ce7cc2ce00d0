"""What repeats by itself."""

from khet.files import sweeping
from khet.kernel.chores import chore


@chore("files.sweep", daily_at="02.50", lease=3600)
def sweep() -> sweeping.Swept:
    return sweeping.sweep()
