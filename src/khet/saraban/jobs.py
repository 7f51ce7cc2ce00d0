"""Background work of letters: paper, stamps, large dispatches, lapsed reservations."""

from khet.jobs.services import Run, every, job
from khet.saraban import services


@job("saraban.render", lane="soon", attempts=8, lease=60)
def render(run: Run, *, letter_id: int) -> None:
    services.render_letter(letter_id)


@job("saraban.stamp", lane="bulk", attempts=5, lease=60)
def stamp(run: Run, *, delivery_id: int) -> None:
    services.stamp_delivery(delivery_id)


@job("saraban.dispatch", lane="bulk", attempts=20, lease=15)
def dispatch(run: Run, *, dispatch_id: int) -> None:
    def told(done: int, total: int) -> None:
        run.check_cancelled()
        run.progress(done, total)

    services.run_dispatch(dispatch_id, told=told)


@job("saraban.bundle", lane="bulk", attempts=4, lease=120)
def bundle(run: Run, *, bundle_id: int) -> None:
    def told(done: int, total: int) -> None:
        run.check_cancelled()
        run.progress(done, total)

    services.run_bundle(bundle_id, told=told)


@every("saraban.sweep_bundles", daily_at="00.40")
def sweep_bundles(run: Run) -> None:
    services.sweep_bundles()


@every("saraban.close_answered", minutes=15)
def close_answered(run: Run) -> None:
    services.close_answered()


@every("saraban.expire_reserved", daily_at="00.20")
def expire_reserved(run: Run) -> None:
    services.expire_entries()
