"""Fixtures of the whole house: the fixed cast."""

from typing import Any

import pytest

ROLES = [
    "director",
    "deputy",
    "head",
    "clerk",
    "officer",
    "principal",
    "school_clerk",
    "teacher",
    "pupil",
    "outsider",
    "sysadmin",
]


@pytest.fixture(scope="session", autouse=True)
def _tests_may_empty_the_trail() -> None:
    from khet.audit.tests.door import let_tests_empty_the_trail

    let_tests_empty_the_trail()


@pytest.fixture(autouse=True)
def _schemas_are_read_anew() -> None:
    """A test that is rolled back gives its ids to the next; a hub never gives the id of a version again."""
    from khet.collect.reads.values import forget_schemas

    forget_schemas()


@pytest.fixture
def cast(db: Any) -> Any:
    """The area and all its people."""
    from khet.org.tests.cast import the_cast

    return the_cast()


def _role(name: str) -> Any:
    @pytest.fixture(name=name)
    def person(cast: Any) -> Any:
        return cast.people[name]

    return person


for _name in ROLES:
    globals()[_name] = _role(_name)
