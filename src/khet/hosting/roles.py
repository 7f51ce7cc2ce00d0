"""What each child does."""

import gc
import os
import signal
from collections.abc import Callable
from typing import Any

from khet.hosting import processes
from khet.kernel import environment as env


def web(host: str, port: int) -> None:
    """granian's parent and its workers (KHET_WEB_WORKERS, KHET_WEB_THREADS each); it restarts a worker that dies."""
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces, RuntimeModes

    from khet.wsgi import application

    # Ctrl-C reaches the whole group, and granian's workers hang when it comes together with our SIGTERM.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    gc.freeze()  # granian forks its workers from here
    parent = os.getpid()

    def application_in_worker() -> Callable[..., Any]:
        processes.die_with(parent, signal.SIGKILL)
        return application

    Granian(
        "khet.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=env.number("KHET_WEB_WORKERS", 2),
        blocking_threads=env.number("KHET_WEB_THREADS", 4),
        runtime_mode=RuntimeModes.st,
        runtime_threads=1,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    ).serve(target_loader=application_in_worker, wrap_loader=False)  # type: ignore[no-untyped-call, unused-ignore]


def jobs() -> None:
    """The job worker: above KHET_JOBS_RENEW_MB of its own memory it ends once it is idle, to be forked anew."""
    from django.core.management import call_command

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent tells us when to stop
    call_command("worker", renew_above=env.number("KHET_JOBS_RENEW_MB", 50))
