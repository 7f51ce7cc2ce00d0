"""Trying a face before it is used: a page must be set with it, and its words must copy as they were written."""

from dataclasses import replace

import typst
from django.utils.translation import gettext_noop

from khet.kernel.errors import Refused
from khet.paper.documents.letters import Memo
from khet.paper.faces import Fonts
from khet.paper.reading import text_of
from khet.paper.rendering import render

WORDS = ("ปี่", "ญี่ปุ่น", "ทั้งนี้", "สำนักงาน", "น้ำ", "ขั้นพื้นฐาน", "ฟื้นที่", "ก็", "ฐี่", "๑๒๓", "123")
UNUSABLE = gettext_noop("จัดหน้าด้วยแบบอักษรนี้ไม่ได้ ดาวน์โหลดไฟล์จากที่เดิมใหม่แล้วส่งอีกครั้ง")
_PAGE = Memo(agency="ทดลอง", subject="ทดลอง", recipient="ทดลอง", body=" ".join(WORDS))


def tried(fonts: Fonts) -> Fonts:
    """The same faces as they are to be used: where lifted tone marks come out twice in the text, with plain marks.

    Raises Refused when a page cannot be set with them, or its words do not copy either way.
    """
    for marks in (True, False):
        chosen = replace(fonts, marks=marks)
        try:
            text = " ".join(text_of(render(_PAGE, fonts=chosen)).split())
        except typst.TypstError as error:
            raise Refused(UNUSABLE, code="unusable_font") from error
        if " ".join(WORDS) in text:
            return chosen
    raise Refused(UNUSABLE, code="unusable_font")
