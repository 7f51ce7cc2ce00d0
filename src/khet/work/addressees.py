"""Whom an item reaches today: by name, through a post or through a unit's intake."""

from collections.abc import Iterable

from khet.org.reads.posts import intake_people, reachable
from khet.work.models import WorkItem


def people_of(items: Iterable[WorkItem]) -> dict[int, list[int]]:
    """Person ids by item id, in a fixed number of queries while posts are seated."""
    items = list(items)
    posts = reachable({item.asked_post_id for item in items if item.asked_post_id and not item.asked_person_id})
    units = intake_people({item.asked_unit_id for item in items if not item.asked_post_id and not item.asked_person_id})
    found: dict[int, list[int]] = {}
    for item in items:
        if item.asked_person_id:
            found[item.pk] = [item.asked_person_id]
        elif item.asked_post_id:
            found[item.pk] = posts.get(item.asked_post_id, [])
        else:
            found[item.pk] = units.get(item.asked_unit_id, [])
    return found
