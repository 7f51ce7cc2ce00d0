"""What repeats by itself. Lapsed reservations are voided by whoever keeps the registers, with their rows."""

from khet.kernel.chores import chore
from khet.numbers import services


@chore("numbers.gaps", daily_at="04.10", lease=1800)
def find_gaps() -> int:
    """Look for numbers that nobody can account for; what is found goes on the trail."""
    return len(services.find_gaps())
