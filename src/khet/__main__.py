"""khet …: every management command."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khet.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["khet", *sys.argv[1:]])


if __name__ == "__main__":
    main()
