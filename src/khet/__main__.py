"""khet …: every management command."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khet.settings")
    from khet.kernel import environment as env
    from khet.portal.backup import swapping

    swapping.recover(env.home())  # before settings read or make secrets
    from django.core.management import execute_from_command_line

    execute_from_command_line(["khet", *sys.argv[1:]])


if __name__ == "__main__":
    main()
