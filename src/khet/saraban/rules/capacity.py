"""In which capacity somebody acts."""

from khet.kernel.actor import Actor
from khet.org.models import Post


def keeps_registry(actor: Actor, desk_id: int) -> bool:
    """สารบรรณ of this desk in the post acted in now; a director while no registry post is seated."""
    return actor.desk_id == desk_id and desk_id in actor.intake_unit_ids and not actor.has_duty("system")


def leads(actor: Actor, desk_id: int) -> bool:
    """Registry, director, deputy or head of this desk, in the post acted in now."""
    return actor.desk_id == desk_id and desk_id in actor.lead_desk_ids and not actor.has_duty("system")


def may_write_letters(actor: Actor) -> bool:
    """Anybody with a post but pupils."""
    return actor.post_id is not None and not actor.has_duty("pupil")


def sits_in(actor: Actor, *, unit_id: int | None, post_id: int | None, person_id: int | None) -> bool:
    """Something addressed to this person, post or unit is mine to do, in the post acted in now."""
    if person_id is not None:
        return person_id == actor.person_id
    if post_id is not None:
        return post_id == actor.post_id
    return unit_id is not None and unit_id in actor.intake_unit_ids and not actor.has_duty("system")


def same_desk(post: Post, desk_id: int) -> bool:
    return (post.unit.desk_id or post.unit_id) == desk_id


def title_of(actor: Actor) -> str:
    """The post as it is written under a name: own post, then phrase and the post acted for."""
    return f"{actor.post_name} {actor.phrase}{actor.phrase_for}".strip() if actor.phrase else actor.post_name
