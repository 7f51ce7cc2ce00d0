"""Whose rows a file tells: schools by the codes and names that files have for them."""

from collections.abc import Mapping
from dataclasses import dataclass

from khet.collect.models import Form, SchoolCode
from khet.collect.pupils.rows import bare
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.org.models import Unit


@dataclass(frozen=True, slots=True)
class Schools:
    """units: those whose rows may be brought, by id; codes: code → id of those; names: bare name → id; others: code →
    name of schools that are not among them.
    """

    units: Mapping[int, Unit]
    codes: Mapping[str, int]
    names: Mapping[str, int]
    others: Mapping[str, str]

    def of(self, code: str, name: str) -> Unit:
        """By code, else by name; without both a file of one school is its own. Raises Refused for anybody else's."""
        if (
            found := self.codes.get(code) or (self.names.get(bare(name)) if code not in self.others else None)
        ) is not None:
            return self.units[found]
        own = next(iter(self.units.values())) if len(self.units) == 1 else None
        if own is not None and not code and not name:
            return own
        if own is not None and (code in self.others or name):
            told = {"other": self.others.get(code, name), "own": own.name}
            raise Refused("แถวนี้เป็นของ %(other)s นำเข้าได้เฉพาะแถวของ %(own)s", code="other_school", **told)
        if code in self.others:
            raise Refused("%(other)s ไม่อยู่ในสังกัด ลบแถวนี้ออกจากไฟล์", code="other_school", other=self.others[code])
        if code or name:
            raise Refused("ไม่รู้จักโรงเรียนนี้ ตรวจรหัสและชื่อโรงเรียนในไฟล์", code="unknown_school")
        raise Refused("แถวนี้ไม่บอกว่าเป็นของโรงเรียนใด ใส่รหัสโรงเรียน", code="no_school")


def schools_for(actor: Actor, form: Form) -> Schools:
    """The office that keeps a register brings rows of all its schools, everybody else of the own desk."""
    return schools_of(actor, all_=actor.desk_id == form.desk_id)


def schools_of(actor: Actor, *, all_: bool = True) -> Schools:
    """The own school; for an office all its schools, or itself."""
    keeps = all_ and actor.desk_kind == Unit.Kind.OFFICE
    schools = Unit.objects.filter(kind=Unit.Kind.SCHOOL, active=True, parent_id=actor.desk_id)
    units = {one.pk: one for one in (schools if keeps else Unit.objects.filter(pk__in=[actor.desk_id]))}
    known = list(Unit.objects.filter(kind=Unit.Kind.SCHOOL).values_list("code", "pk", "name"))
    known += SchoolCode.objects.values_list("code", "school_id", "school__name")
    return Schools(
        units,
        {code: pk for code, pk, _name in known if pk in units},
        {bare(one.name): pk for pk, one in units.items()},
        {code: name for code, pk, name in known if pk not in units},
    )
