"""The fixed cast: the same eleven people in every test, in a small area of one office and three schools."""

from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from khet.kernel.actor import Actor
from khet.org.models import LegalDuty, Person, Post, Unit
from khet.org.reads.actors import actor_of
from khet.org.tests import factories as make


class Browser:
    """Somebody signed in, at the front door."""

    def __init__(self, person: Person, post: Post) -> None:
        self.person = person
        self.post_held = post
        self.account = person.account
        self.client: Any = Client()
        self.client.force_login(self.account, backend="allauth.account.auth_backends.AuthenticationBackend")

    @property
    def actor(self) -> Actor:
        return actor_of(self.account)

    @property
    def unit(self) -> Unit:
        return self.post_held.unit

    def get(self, url: str, data: dict[str, Any] | None = None, **headers: Any) -> "Page":
        return Page(self.client.get(str(url), data, **headers))

    def post(self, url: str, /, *, follow: bool = False, htmx: bool = False, **data: Any) -> "Page":
        extra = {"HTTP_HX_REQUEST": "true"} if htmx else {}
        plain = {key: value for key, value in data.items() if value is not None}
        return Page(self.client.post(str(url), plain, follow=follow, **extra))


class Page:
    """A response, with its text."""

    def __init__(self, response: Any) -> None:
        self.response = response

    @property
    def text(self) -> str:
        if getattr(self.response, "streaming", False):
            return str(b"".join(self.response.streaming_content).decode(errors="replace"))
        return str(self.response.content.decode(errors="replace"))

    @property
    def status(self) -> int:
        return int(self.response.status_code)

    @property
    def location(self) -> str:
        return str(self.response.headers.get("Location", ""))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.response, name)


@dataclass
class Cast:
    """Units by code, browsers by role."""

    office: Unit
    dlict: Unit
    admin_group: Unit
    schools: list[Unit]
    people: dict[str, Browser] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Browser:
        try:
            found: Browser = self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None
        return found


SCHOOLS = (
    ("84010001", "โรงเรียนสุราษฎร์พิทยา", "สุราษฎร์พิทยา", "เมืองสุราษฎร์ธานี", "สุราษฎร์ธานี"),
    ("84020002", "โรงเรียนเกาะพะงันศึกษา", "เกาะพะงันศึกษา", "เกาะพะงัน", "สุราษฎร์ธานี"),
    ("86010003", "โรงเรียนพะโต๊ะวิทยา", "พะโต๊ะวิทยา", "พะโต๊ะ", "ชุมพร"),
)


def the_cast() -> Cast:
    """Build the area and its people. Units first, then one person per role."""
    office = make.a_unit(
        "spm-srtcp", "office", "สำนักงานเขตพื้นที่การศึกษามัธยมศึกษาสุราษฎร์ธานี ชุมพร", short="สพม.สุราษฎร์ธานี ชุมพร"
    )
    admin = make.a_unit("g01", "group", "กลุ่มอำนวยการ", parent=office, order=1)
    dlict = make.a_unit(
        "g07", "group", "กลุ่มส่งเสริมการศึกษาทางไกล เทคโนโลยีสารสนเทศและการสื่อสาร", short="กลุ่ม DLICT", parent=office, order=7
    )
    schools = [
        make.a_unit(code, "school", name, short=short, parent=office, amphoe=amphoe, province=province)
        for code, name, short, amphoe, province in SCHOOLS
    ]
    for order, code in enumerate("กขคงจฉ"):
        LegalDuty.objects.get_or_create(
            code=code, defaults={"order": order, "text": f"หน้าที่ {code}", "legal_basis": "-"}
        )
    cast = Cast(office=office, dlict=dlict, admin_group=admin, schools=schools)
    first, second = schools[0], schools[1]
    seat = _seater(cast)
    seat("director", "นาย", "สมชาย", "ผู้นำเขต", office, "ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษา", "director", short="ผอ.เขต")
    seat("deputy", "นางสาว", "ปราณี", "รองนำ", office, "รองผู้อำนวยการสำนักงานเขตพื้นที่การศึกษา", "deputy", short="รอง ผอ.เขต")
    seat("head", "นาย", "ศิริชัย", "ตันเจริญ", dlict, "ผู้อำนวยการกลุ่ม", "head", "accounts", short="ผอ.กลุ่ม DLICT")
    seat("clerk", "นางสาว", "รัชดา", "ชุติภา", admin, "เจ้าพนักงานธุรการ", "clerk", "registry", short="สารบรรณกลาง")
    seat("officer", "นางสาว", "อรชพร", "จิตไพศาล", dlict, "นักวิชาการคอมพิวเตอร์", "officer", "accounts")
    seat("principal", "นาย", "วิชัย", "ครูใหญ่", first, "ผู้อำนวยการโรงเรียน", "director", short="ผอ.โรงเรียน")
    seat(
        "school_clerk",
        "นางสาว",
        "มาลี",
        "ธุรการดี",
        first,
        "เจ้าหน้าที่ธุรการโรงเรียน",
        "clerk",
        "registry",
        short="ธุรการโรงเรียน",
    )
    seat("teacher", "นาง", "สุดา", "สอนดี", first, "ครู", "teacher")
    seat("pupil", "เด็กชาย", "กล้า", "เรียนเก่ง", first, "นักเรียน", "pupil")
    seat("outsider", "นาย", "ประสิทธิ์", "อยู่ไกล", second, "เจ้าหน้าที่ธุรการโรงเรียน", "clerk", "registry")
    seat("sysadmin", "นาย", "ณัฐ", "ดูแลระบบ", dlict, "ผู้ดูแลระบบ", "officer", "system", "settings", "people", "auditor")
    return cast


def _seater(cast: Cast) -> Any:
    def seat(
        key: str, prefix: str, first: str, last: str, unit: Unit, title: str, role: str, *duties: str, short: str = ""
    ) -> None:
        post = make.a_post(unit, title, role, *duties, short=short)
        person = make.a_person(first, last, prefix=prefix, desk=unit.desk, pupil=role == "pupil")
        make.an_appointment(person, post)
        make.an_account(person, key)
        cast.people[key] = Browser(person, post)

    return seat
