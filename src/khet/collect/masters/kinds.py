"""The ready registers that take EMIS files, by the key of their form in the library."""

from collections.abc import Callable
from dataclasses import dataclass

from khet.collect.masters import ict, staff
from khet.collect.masters.taking import Taken
from khet.collect.sheets import Row, Sheet


@dataclass(frozen=True, slots=True)
class Kind:
    """file: kind of sheet ("staff"); takes: rows of the register that one row of the file gives.

    mask: path of the masked citizen number of those who are known by it. begins: path of the day on which a row came
    to be; as_of: path of the day of its values. once: path whose code is the identity of a row typed by hand ("which"),
    "" where one row a school is all there is; extra: more rows of that code may stand beside it.
    """

    key: str
    file: str
    takes: Callable[[Sheet, Row], tuple[Taken, ...]]
    mask: str = ""
    begins: str = ""
    as_of: str = ""
    once: str = ""
    extra: bool = False


STAFF = Kind("staff_list", "staff", staff.takes, mask="number_mask", begins="started_on")
LINES = Kind("internet_lines", "ict", ict.lines, begins="as_of", as_of="as_of", once="which", extra=True)
COMPUTERS = Kind("computers", "ict", ict.computers, begins="as_of", as_of="as_of")
KINDS = {each.key: each for each in (STAFF, LINES, COMPUTERS)}
ALONE = "school"  # the identity of the one row of a school
