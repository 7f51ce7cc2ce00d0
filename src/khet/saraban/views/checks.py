"""What is looked over before a letter is put before its signer."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from khet.saraban import reads
from khet.saraban.forms.asks import AskRows
from khet.saraban.models import Kind, Letter
from khet.saraban.services import Recipients, targets_of

NO_RECEIVERS = (Kind.ORDER, Kind.ANNOUNCEMENT, Kind.CERTIFICATE)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: whether it is right, what was found, and the field where it is mended.

    missing: not wrong, only not written yet.
    """

    ok: bool
    said: str
    at: str = ""
    hard: bool = True
    missing: bool = False


def checks_of(letter: Letter, to: Recipients, asks: AskRows | None) -> list[Check]:
    """Hard ones hold back เสนอลงนาม; the others only say so."""
    found = [_subject(letter), _receivers(letter, to, bool(asks)), _content(letter), _signer(letter)]
    if letter.kind in (Kind.EXTERNAL, Kind.EVIDENCE, Kind.STAMPED, Kind.MEMO) and not letter.to_text.strip():
        found.append(Check(False, _("ยังไม่ได้พิมพ์ว่าเรียนถึงใคร"), "id_to_text", missing=True))
    found += [Check(False, said, at) for at, said in (asks.problems() if asks else [])]
    if asks and not asks.problems():
        found.append(Check(True, _("กำหนดทั้ง %(count)s ข้อเป็นวันทำการ") % {"count": len(asks.live())}))
    if letter.kind in (Kind.EXTERNAL, Kind.STAMPED) and not reads.settings_of(letter.desk_id).letter_prefix:
        found.append(Check(False, _("ยังไม่ได้ตั้งเลขประจำส่วนราชการ ที่ของหนังสือจะมีแต่เลข"), "/letters/settings/", hard=False))
    return found


def _subject(letter: Letter) -> Check:
    done = bool(letter.subject.strip())
    return Check(done, _("มีชื่อเรื่อง") if done else _("ยังไม่มีชื่อเรื่อง"), "id_subject", missing=not done)


def _receivers(letter: Letter, to: Recipients, asks: bool) -> Check:
    count = len(targets_of(to)) if to else 0
    if count:
        return Check(True, _("ผู้รับ %(count)s แห่ง ไม่ซ้ำกัน") % {"count": f"{count:,}"})
    if letter.kind in NO_RECEIVERS and not asks:
        return Check(True, _("ไม่มีผู้รับ เก็บไว้ในทะเบียนของหน่วยงาน"))
    return Check(False, _("ยังไม่ได้เลือกผู้รับ เลือกอย่างน้อยหนึ่งแห่งแล้วส่งอีกครั้ง"), "to", missing=True)


def _content(letter: Letter) -> Check:
    files = letter.files.count() if letter.pk else 0
    if letter.body.strip():
        more = _(" และไฟล์แนบ %(count)s ไฟล์") % {"count": files} if files else ""
        return Check(True, _("มีข้อความ") + more)
    if files:
        return Check(True, _("มีไฟล์แนบ %(count)s ไฟล์") % {"count": files})
    return Check(False, _("ยังไม่มีข้อความ พิมพ์ข้อความหรือแนบไฟล์"), "id_body", missing=True)


def _signer(letter: Letter) -> Check:
    if letter.signer_post is None:
        return Check(False, _("ยังไม่ได้เลือกผู้ลงนาม"), "id_signer", missing=True)
    signature = reads.signature_of(letter)
    if signature is None or not signature.name:
        said = _("%(post)s ว่างอยู่ เรื่องจะถึงผู้รักษาราชการแทน") % {"post": letter.signer_post}
        return Check(False, said, "id_signer", hard=False)
    return Check(True, _("ผู้ลงนาม %(name)s") % {"name": signature.name})
