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


@every("saraban.ask_for_mail", minutes=5)
def ask_for_mail(run: Run) -> None:
    services.ask_for_reading()


@job("saraban.read_mailbox", lane="bulk", attempts=3, lease=300)
def read_mailbox(run: Run, *, box_id: int) -> None:
    def told(done: int, total: int) -> None:
        run.check_cancelled()
        run.progress(done, total)

    services.read_mailbox(box_id, told=told)


@job("saraban.look_into_mail", lane="index", attempts=3, lease=180)
def look_into_mail(run: Run, *, mail_id: int) -> None:
    services.look_into_mail(mail_id)


@job("saraban.send_receipt", lane="soon", attempts=5, lease=120)
def send_receipt(run: Run, *, mail_id: int) -> None:
    services.send_receipt(mail_id)


@every("saraban.sweep_mails", daily_at="00.50")
def sweep_mails(run: Run) -> None:
    services.sweep_mails()
