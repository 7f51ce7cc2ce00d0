"""Background work: an answer is on the dashboard within two seconds of its certification."""

from khet.insight import services
from khet.insight.reads.answers import answer_of
from khet.jobs.services import Run, enqueue, every, job


@job("insight.take_in", lane="soon")
def take_in(run: Run, *, submission: int) -> None:
    answer = answer_of(submission)
    if answer is None:
        earlier = services.leave(submission)
        if earlier is not None:
            follow(earlier)
    else:
        services.take_in(answer)


@every("insight.tidy", minutes=10)
def tidy(run: Run) -> None:
    services.tidy()


@every("insight.sweep", daily_at="03.10")
def sweep(run: Run) -> None:
    services.sweep()


def follow(submission: int) -> None:
    """Called in the transaction that certifies, accepts, locks or reopens."""
    enqueue("insight.take_in", key=f"insight:{submission}", submission=submission)
