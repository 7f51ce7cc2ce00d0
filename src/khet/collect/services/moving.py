"""One step in the life of a submission: the state, what goes with it, its line in the story."""

from django.utils import timezone

from khet.collect.models import Submission, SubmissionMove
from khet.collect.slots import tell_followers
from khet.kernel.actor import Actor

State = Submission.State


def named(actor: Actor) -> str:
    """As it is shown under a certificate: name, post, phrase."""
    post = f"{actor.post_name} {actor.phrase} {actor.phrase_for}".strip()
    return f"{actor.person_name} {post}".strip()[:300]


def step(actor: Actor, given: Submission, verb: str, to_state: str, note: str = "", **fields: object) -> Submission:
    """Save one step. Whoever follows given figures is told when they come, change hands or go."""
    before = given.state
    SubmissionMove.objects.create(
        submission=given,
        at=timezone.now(),
        verb=verb,
        from_state=before,
        to_state=to_state,
        by_name=actor.person_name,
        by_post=f"{actor.post_name} {actor.phrase} {actor.phrase_for}".strip(),
        note=note,
    )
    given.state = to_state
    for name, value in fields.items():
        setattr(given, name, value)
    given.save(update_fields=["state", *fields])
    if before in Submission.GIVEN_STATES or to_state in Submission.GIVEN_STATES:
        tell_followers(given.pk)
    return given
