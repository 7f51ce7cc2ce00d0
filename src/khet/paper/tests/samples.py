"""Documents of an invented office, for tests: every name and number here is synthetic."""

import datetime as dt
from dataclasses import replace

from khet.paper.documents import (
    Announcement,
    Certificate,
    Document,
    Endorsement,
    ExternalLetter,
    Invitation,
    InvitationSheet,
    Memo,
    Order,
    ReceivedRegister,
    ReceiveStamp,
    RegisterRow,
    RoutingSlip,
    SentRegister,
    Signature,
    StampedLetter,
    Verification,
)

AGENCY = "สำนักงานเขตพื้นที่การศึกษามัธยมศึกษาสุราษฎร์ธานี ชุมพร"
DAY = dt.date(2026, 11, 17)
MOMENT = dt.datetime(2026, 11, 17, 2, 12, tzinfo=dt.UTC)
BODY = """ด้วยสำนักงานจะสำรวจความพร้อมของโรงเรียนที่จัดการศึกษาทางไกล ปีการศึกษา 2570

ในการนี้ ขอให้ส่งแบบสำรวจภายในวันที่ 27 พฤศจิกายน 2569

จึงเรียนมาเพื่อโปรดดำเนินการ"""
SIGNATURE = Signature(
    name="นายสมมุติ ตัวอย่าง",
    post="รองผู้อำนวยการสำนักงานเขตพื้นที่การศึกษา",
    phrase="รักษาราชการแทน",
    for_post="ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษา",
    signed_at=MOMENT,
)
VERIFY = Verification(url="https://khet.example.go.th/v/7K3F-9QXM", code="7K3F-9QXM")
LETTER = ExternalLetter(
    number="ศธ 04000/ว2210",
    agency=AGENCY,
    address="อำเภอเมืองสุราษฎร์ธานี จังหวัดสุราษฎร์ธานี 84000",
    date=DAY,
    subject="สำรวจความพร้อมอุปกรณ์เพื่อการศึกษาทางไกล",
    recipient="ผู้อำนวยการโรงเรียนในสังกัดทุกโรงเรียน",
    references=("หนังสือสำนักงาน ที่ ศธ 04000/1020 ลงวันที่ 5 ตุลาคม 2569",),
    attachments=("แบบสำรวจความพร้อม จำนวน 1 ฉบับ", "คู่มือการวัดสัญญาณ จำนวน 2 เล่ม"),
    body=BODY,
    signature=SIGNATURE,
    owner="กลุ่มส่งเสริมการศึกษาทางไกล",
    contacts=("โทร. 0 7700 0000", "saraban1@example.go.th"),
    copies_to=("กลุ่มนโยบายและแผน",),
)
MEMO = Memo(
    agency=f"{AGENCY} โทร. 0 7700 0000",
    number="DLICT 214/2569",
    date=DAY,
    subject="รายงานผลการสำรวจ",
    recipient="ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษา",
    body=BODY,
    signature=SIGNATURE,
)
STAMPED = StampedLetter(
    number="ศธ 04000/3195", to="โรงเรียนในสังกัด", body=BODY, agency=AGENCY, date=DAY, owner="กลุ่มอำนวยการ"
)
ORDER = Order(
    agency=AGENCY,
    number="412/2569",
    subject="แต่งตั้งคณะกรรมการ",
    body="ให้คณะกรรมการมีหน้าที่ ดังนี้\n1. ตรวจสอบอุปกรณ์\n2. รายงานผล",
    date=DAY,
    signature=SIGNATURE,
)
ANNOUNCEMENT = Announcement(agency=AGENCY, subject="วันหยุดทำการ", body=BODY, date=DAY, signature=SIGNATURE)
CERTIFICATE = Certificate(
    agency=AGENCY,
    number="214/2569",
    given_to="เด็กหญิงสมมุติ ตัวอย่าง",
    from_school="โรงเรียนตัวอย่างวิทยา",
    reason="ได้รับรางวัลชนะเลิศการแข่งขันเขียนโปรแกรม ครั้งที่ 74",
    date=DAY,
    signatures=(SIGNATURE, SIGNATURE),
    verification=VERIFY,
)
SLIP = RoutingSlip(
    agency=AGENCY,
    subject="สำรวจความพร้อมอุปกรณ์",
    facts=(("เลขรับ", "4521/2569"), ("จาก", "สพฐ.")),
    endorsements=(
        Endorsement(name="นางสาวหนึ่ง สมมุติ", post="สารบรรณกลาง", text="ลงรับ 4521", to="กลุ่ม DLICT", at=MOMENT),
        Endorsement(name="นายสอง สมมุติ", post="รอง ผอ.เขต", text="เห็นชอบ", outcome="แจ้งโรงเรียน", at=MOMENT),
    ),
)
STAMP = ReceiveStamp(agency="สพม.สุราษฎร์ธานี ชุมพร", number="4521", date=DAY, time=dt.time(9, 12))


def a_row(number: int, *, void: str = "") -> RegisterRow:
    return RegisterRow(
        number=str(number),
        letter_number=f"ศธ 04000/{7000 + number}",
        dated=DAY,
        sender="สำนักงานคณะกรรมการการศึกษาขั้นพื้นฐาน",
        recipient="ผู้อำนวยการ",
        subject="การสำรวจความพร้อมอุปกรณ์",
        action="กลุ่ม DLICT",
        void=void,
    )


def a_register(rows: int) -> ReceivedRegister:
    return ReceivedRegister(agency=AGENCY, period="พฤศจิกายน 2569", rows=tuple(map(a_row, range(1, rows + 1))))


def invitations(count: int) -> InvitationSheet:
    card = Invitation(
        name="นางสาวอรุณ สมมุติ",
        post="ครู",
        unit="โรงเรียนตัวอย่างวิทยา",
        address="khet.example.go.th/open",
        code="K7QM3F9XB2TD",
        qr="https://khet.example.go.th/open",
        expires=MOMENT,
    )
    cards = tuple(replace(card, name=f"นางสาวอรุณ คนที่ {number}") for number in range(1, count + 1))
    return InvitationSheet(office="สพม.สุราษฎร์ธานี ชุมพร", invitations=cards, help="ติดต่อกลุ่ม DLICT")


EVERY: tuple[Document, ...] = (
    LETTER,
    MEMO,
    STAMPED,
    ORDER,
    ANNOUNCEMENT,
    CERTIFICATE,
    SLIP,
    a_register(3),
    SentRegister(agency=AGENCY, rows=(a_row(1),)),
    invitations(2),
)
