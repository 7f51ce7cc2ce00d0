"""Names of people: title (คำนำหน้า), given name, surname."""

import re
from dataclasses import dataclass
from importlib import resources

from khet.thai.normal import normalise


def _titles() -> list[str]:
    """Every title of the shipped list, each also as หญิง, longest first."""
    lines = resources.files("khet.thai").joinpath("data/titles.txt").read_text("utf-8").splitlines()
    named = [title for line in lines if not line.startswith("#") for title in line.split()]
    women = [f"{title}{joint}หญิง" for title in named for joint in ("", " ")]
    return sorted({*named, *women}, key=len, reverse=True)


# A title ends before a letter that can begin a name: นางาม is no นาง + าม. Those with a dot end themselves.
_TITLE = re.compile(
    "(?:ว่าที่ ?)?(?:"
    + "|".join(re.escape(title).replace(r"\.", r"\. ?") for title in _titles())
    + r")(?= ?[ก-ฮเ-ไA-Za-z]|$)"
)


@dataclass(frozen=True, slots=True)
class Named:
    title: str
    given: str
    family: str = ""

    @property
    def name(self) -> str:
        """Without the title: สมหญิง ใจดี."""
        return f"{self.given} {self.family}".strip()

    def __str__(self) -> str:
        """As letters write it: no space behind the title, but behind one that ends in a dot or joins two."""
        joint = " " if self.title.endswith(".") or " " in self.title else ""
        return f"{self.title}{joint}{self.name}"


def split_title(text: str) -> tuple[str, str]:
    """("นางสาว", "สมหญิง ใจดี") of "นางสาวสมหญิง ใจดี"; several titles stay together: ว่าที่ร้อยตรี ดร."""
    rest, titles = normalise(text), []
    while found := _TITLE.match(rest):
        remaining = rest[found.end() :].strip()
        if not remaining:
            break
        titles.append(found.group().strip())
        rest = remaining
    return " ".join(titles), rest


def split_name(text: str) -> Named:
    """Title, given name and surname; what stands behind the first blank of the name is the surname."""
    title, name = split_title(text)
    given, _, family = name.partition(" ")
    return Named(title=title, given=given, family=family)
