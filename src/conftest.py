"""Fixtures of the whole house: the fixed cast, and a database that is migrated once."""

from collections.abc import Iterator
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


DATABASE = {"db", "transactional_db", "django_db_setup"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what asks the database of the run, so that `-m database` repeats on another engine only that."""
    for item in items:
        asks = DATABASE & set(getattr(item, "fixturenames", ())) or item.get_closest_marker("django_db")
        if asks or item.get_closest_marker("postgres"):
            item.add_marker("database")


@pytest.fixture(scope="session")
def django_db_setup(_from_prepared: None, django_db_setup: None) -> None:
    """As pytest-django's own, from the prepared database where there is one."""


@pytest.fixture(scope="session")
def _from_prepared(django_test_environment: None, django_db_modify_db_settings: None) -> Iterator[None]:
    from khet.tests import prepared

    with prepared.in_memory():
        yield


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
    from khet.org.tests.kept import a_cast

    return a_cast()


def _role(name: str) -> Any:
    @pytest.fixture(name=name)
    def person(cast: Any) -> Any:
        return cast.people[name]

    return person


for _name in ROLES:
    globals()[_name] = _role(_name)
