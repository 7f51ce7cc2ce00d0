"""Small pieces of official wording."""

from khet.saraban.models import Letter
from khet.thai import dates


def reference_line(letter: Letter) -> str:
    """อ้างถึง: หนังสือ <จาก> ที่ … ลงวันที่ …; a secret letter is named without its subject anyway."""
    words = [f"หนังสือ{letter.from_text}" if letter.from_text else "หนังสือ"]
    if letter.letter_no:
        words.append(f"ที่ {letter.letter_no}")
    if letter.dated:
        words.append(f"ลงวันที่ {dates.letter(letter.dated)}")
    return " ".join(words)


def shown(letter: Letter) -> str:
    """The subject as work items and notices may keep it."""
    return "หนังสือลับ" if letter.is_secret else letter.subject
