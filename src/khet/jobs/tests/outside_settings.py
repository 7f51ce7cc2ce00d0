"""A house with nothing in it but jobs and what they stand on: starts fast, and shows what a worker itself weighs."""

from khet.settings import *  # noqa: F403

INSTALLED_APPS = ["khet.audit", "khet.jobs"]
MIDDLEWARE = []
TEMPLATES = []
MIGRATION_MODULES = {"audit": None}  # the tables of the trail are not needed here
