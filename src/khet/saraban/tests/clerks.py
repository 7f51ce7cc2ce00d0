"""Clerks in processes of their own on a database file: python -m khet.saraban.tests.clerks prepare N | issue ID."""

import sys

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from khet.org.models import Account  # noqa: E402
from khet.org.reads.actors import actor_of  # noqa: E402
from khet.saraban import services  # noqa: E402
from khet.saraban.models import Letter  # noqa: E402


def prepare(count: int) -> None:
    """A small area with drafts of the central clerk; prints their ids."""
    from khet.org.tests.cast import the_cast
    from khet.saraban.tests import factories as make

    call_command("migrate", verbosity=0)
    cast = the_cast()
    for number in range(count):
        print(make.a_letter(cast.clerk, subject=f"เรื่องที่ {number}").pk)


def issue(letter_id: int) -> None:
    """Press ออกเลข when told to go; prints the number."""
    actor = actor_of(Account.objects.get(username="clerk"))
    letter = Letter.objects.get(pk=letter_id)
    seen = services.content_hash(letter)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    sys.stdout.write(services.issue_number(actor=actor, letter=letter, content_hash=seen).letter_no + "\n")


if __name__ == "__main__":
    {"prepare": prepare, "issue": issue}[sys.argv[1]](int(sys.argv[2]))
