"""What notify must be told about people by the floor that knows them."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import time

from khet.kernel.registry import Slot


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From one office time of day until another; may pass midnight. Equal ends mean no quiet hours at all."""

    start: time = time(20, 0)
    end: time = time(6, 30)

    def holds(self, at: time) -> bool:
        """True when a message must wait at this time of day."""
        if self.start <= self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


@dataclass(frozen=True, slots=True)
class Contact:
    """Where one person is reached. Push devices, LINE links and own quiet hours are kept by notify itself.

    language: "th" or "en". unit_id: whose calendar says which days are working days (None = Monday to Friday).
    quiet: the office's default for this person. digest: messages wait for the digest unless the person chose otherwise.
    """

    name: str
    email: str = ""
    language: str = "th"
    unit_id: int | None = None
    quiet: QuietHours | None = None
    digest: bool = False
    line_id: str = ""


Recipients = Callable[[Collection[int]], Mapping[int, Contact]]


def _nobody_known(person_ids: Collection[int]) -> Mapping[int, Contact]:
    return {}


# One call for a whole batch; people without an entry (gone, closed account) get in-app notices only.
recipients: Slot[Recipients] = Slot("notify.recipients", _nobody_known)
