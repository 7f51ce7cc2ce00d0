"""The child process: python -m khet.search.texts.child PATH MIME SECONDS MEGABYTES → one JSON object.

It limits itself before it opens anything; a file that wants more ends the process, and only that.
"""

import json
import resource
import sys
from pathlib import Path


def main() -> int:
    path, mime, seconds, megabytes = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    memory = megabytes << 20
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 2))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 << 20, 64 << 20))
    from khet.search.texts.formats import UnknownKindError, read

    answer: dict[str, object]
    try:
        found = read(path, mime)
    except UnknownKindError:
        answer = {"error": "unknown"}
    except MemoryError:
        answer = {"error": "memory"}
    except Exception as error:
        answer = {"error": type(error).__name__[:40]}
    else:
        answer = {"text": found.text, "pages": found.pages, "seen": found.seen}
    sys.stdout.write(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main())
