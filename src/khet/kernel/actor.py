"""Who acts, and as what."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Actor:
    """One person in one post at one moment, with the names as they were shown (floors below org keep these).

    unit_id is the unit of the post; desk_id the nearest unit that owns registers (an office or a school; a group's
    desk is its office's), of desk_kind "office", "school" or "bureau". unit_ids, desk_ids and post_ids span all
    current posts and serve reading; unit_id, desk_id and post_id serve writing. head_post_ids are those of them that
    head a unit; intake_unit_ids are the units whose unaddressed work one takes in. staff_desk_ids are desks where one
    serves otherwise than as teacher or pupil; lead_desk_ids those where one keeps the registry or is director, deputy
    or head. phrase is "" or รักษาราชการแทน, ปฏิบัติราชการแทน, รักษาการในตำแหน่ง; phrase_for names the post that is
    acted for. duties are words such as "registry" (สารบรรณกลาง / ธุรการ) or "system" held through posts.
    """

    account_id: int | None = None
    person_id: int | None = None
    appointment_id: int | None = None
    post_id: int | None = None
    unit_id: int | None = None
    desk_id: int | None = None
    unit_ids: frozenset[int] = field(default_factory=frozenset)
    desk_ids: frozenset[int] = field(default_factory=frozenset)
    post_ids: frozenset[int] = field(default_factory=frozenset)
    head_post_ids: frozenset[int] = field(default_factory=frozenset)
    intake_unit_ids: frozenset[int] = field(default_factory=frozenset)
    staff_desk_ids: frozenset[int] = field(default_factory=frozenset)
    lead_desk_ids: frozenset[int] = field(default_factory=frozenset)
    duties: frozenset[str] = field(default_factory=frozenset)
    phrase: str = ""
    phrase_for: str = ""
    person_name: str = ""
    post_name: str = ""
    unit_name: str = ""
    desk_name: str = ""
    desk_kind: str = ""

    @property
    def signed_in(self) -> bool:
        return self.person_id is not None

    @property
    def leads_desk(self) -> bool:
        """Acts as the director of the office or school itself, not of a group within."""
        return self.unit_id is not None and self.unit_id == self.desk_id and self.post_id in self.head_post_ids

    @property
    def team_unit_ids(self) -> frozenset[int]:
        """Units whose work one shares: own groups and lines, and the desks one leads; none for the administrator."""
        return frozenset() if "system" in self.duties else (self.unit_ids - self.desk_ids) | self.lead_desk_ids

    def has_duty(self, duty: str) -> bool:
        return duty in self.duties


NOBODY = Actor(person_name="ผู้ไม่ลงชื่อเข้าใช้")
SYSTEM = Actor(person_name="ระบบ", post_name="ระบบ", duties=frozenset({"machine"}))
