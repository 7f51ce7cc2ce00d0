"""Tables of units, people, posts, duties and accounts."""

from khet.org.models.accounts import Account, Invitation, OncePost
from khet.org.models.doors import BreakGlass, CacheRow, IdentityProvider
from khet.org.models.duties import LegalDuty
from khet.org.models.imports import ImportedRow, ImportRun
from khet.org.models.people import Person, PersonRecord
from khet.org.models.posts import Appointment, Post, PostDuty, StandIn
from khet.org.models.programs import ProgramToken
from khet.org.models.units import Succession, Unit, UnitGroup, UnitGroupMember, UnitVersion

__all__ = [
    "Account",
    "Appointment",
    "BreakGlass",
    "CacheRow",
    "IdentityProvider",
    "ImportRun",
    "ImportedRow",
    "Invitation",
    "LegalDuty",
    "OncePost",
    "Person",
    "PersonRecord",
    "Post",
    "PostDuty",
    "ProgramToken",
    "StandIn",
    "Succession",
    "Unit",
    "UnitGroup",
    "UnitGroupMember",
    "UnitVersion",
]
