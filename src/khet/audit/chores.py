"""What repeats by itself."""

from khet.audit import services
from khet.kernel.chores import chore


@chore("audit.seal", daily_at="00.10")
def seal() -> int:
    """The Merkle root of yesterday, and of any day before it that has none."""
    return len(services.seal())


@chore("audit.check", daily_at="03.50", lease=3600)
def check() -> int:
    return services.check().count
