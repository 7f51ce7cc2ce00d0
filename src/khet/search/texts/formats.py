"""The text inside PDF, office files, worksheets and pictures. Runs in the child process; knows no Django.

Nothing here guards against malice beyond plain sense: time and memory are limited around the process.
"""

import re
import shutil
import subprocess
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

MOST_CHARACTERS = 2_000_000
MOST_PAGES = 3_000
MOST_SEEN = 30
"""Pages read by eye (OCR): about two seconds each."""
FEWEST_ON_PAGE = 20
"""A page with fewer characters in its text layer counts as a picture."""
MOST_CELLS = 400_000
DOTS = 250
"""An inch of what is shown to the eye."""
SECONDS_A_PAGE = 20
SECONDS_SEEING = 60
"""By the clock, for all pages of a file; what was seen until then is kept."""
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_BREAKS = re.compile(r"[ \t\r\f\v]*\n\s*")


@dataclass(slots=True)
class Text:
    """What was found; seen: read by eye (OCR) at least in part."""

    text: str = ""
    pages: int = 0
    seen: bool = False


class UnknownKindError(Exception):
    """No reader for such a file."""


def read(path: Path, mime: str) -> Text:
    """Raises UnknownKindError, or whatever a broken file makes its reader raise."""
    for begins, reader in _READERS:
        if mime.startswith(begins):
            return reader(path)
    raise UnknownKindError


def _pdf(path: Path) -> Text:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    found, poor = [], []
    for index in range(min(len(document), MOST_PAGES)):
        page = document[index]
        text = page.get_textpage().get_text_bounded()
        found.append(text)
        if len(text.strip()) < FEWEST_ON_PAGE:
            poor.append(index)
        if sum(map(len, found[-50:])) > MOST_CHARACTERS:
            break
    seen, until = False, time.monotonic() + SECONDS_SEEING
    for index in poor[:MOST_SEEN] if eyes() else []:
        if time.monotonic() > until:
            break
        text = _look(document[index].render(scale=DOTS / 72, grayscale=True).to_pil())
        if len(text.strip()) > len(found[index].strip()):
            found[index], seen = text, True
    return Text(_tidy(found), len(document), seen)


def _picture(path: Path) -> Text:
    if not eyes():
        raise UnknownKindError
    from PIL import Image

    with Image.open(path) as picture:
        picture.thumbnail((5000, 5000))
        return Text(_tidy([_look(picture.convert("L"))]), 1, seen=True)


def eyes() -> str:
    """Where tesseract is, with Thai; "" without."""
    program = shutil.which("tesseract")
    if program is None:
        return ""
    known = subprocess.run([program, "--list-langs"], capture_output=True, text=True, timeout=10, check=False)  # noqa: S603
    return program if "tha" in known.stdout.split() else ""


def _look(picture: object) -> str:
    """The text of a picture; "" for one that is not read in time."""
    with tempfile.TemporaryDirectory() as place:
        file = Path(place, "page.png")
        picture.save(file)  # type: ignore[attr-defined]
        command = [eyes(), str(file), "stdout", "-l", "tha+eng", "--psm", "3"]
        limits = {"OMP_THREAD_LIMIT": "1"}
        try:
            said = subprocess.run(  # noqa: S603
                command, capture_output=True, text=True, timeout=SECONDS_A_PAGE, check=False, env=limits
            )
        except subprocess.TimeoutExpired:
            return ""
    # Every Thai letter becomes a "word" to it: blanks between Thai letters are its own.
    return re.sub("(?<=[ก-๎]) (?=[ก-๎])", "", said.stdout)


def _docx(path: Path) -> Text:
    parts = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
    more = re.compile(r"word/(header|footer)\d*\.xml")
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name in parts or more.fullmatch(name)]
        names.sort(key=lambda name: (name != parts[0], name))
        return Text(_tidy(_paragraphs(archive, names, _WORD)))


def _pptx(path: Path) -> Text:
    slide = re.compile(r"ppt/(?:slides/slide|notesSlides/notesSlide)(\d+)\.xml")
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if slide.fullmatch(name)]
        names.sort(key=lambda name: int(slide.fullmatch(name)[1]))  # type: ignore[index]
        return Text(_tidy(_paragraphs(archive, names, _DRAWING)), len(names))


def _paragraphs(archive: zipfile.ZipFile, names: list[str], space: str) -> Iterator[str]:
    """Paragraphs of a part as it streams by; runs of one paragraph belong together, tabs and breaks are blanks."""
    for name in names:
        line: list[str] = []
        with archive.open(name) as part:
            for _event, element in ElementTree.iterparse(part):  # noqa: S314 - memory and time are limited outside
                if element.tag == f"{space}t":
                    line.append(element.text or "")
                elif element.tag in (f"{space}tab", f"{space}br", f"{space}cr"):
                    line.append(" ")
                elif element.tag == f"{space}p":
                    yield "".join(line)
                    line = []
                    element.clear()
        yield "".join(line)


def _odt(path: Path) -> Text:
    space = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
    with zipfile.ZipFile(path) as archive, archive.open("content.xml") as part:
        root = ElementTree.parse(part).getroot()  # noqa: S314
    lines = [element for element in root.iter() if element.tag in (f"{space}p", f"{space}h")]
    return Text(_tidy("".join(line.itertext()) for line in lines))


def _sheet(path: Path) -> Text:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(path)
    return Text(_tidy(_rows(book)), len(book.sheet_names))


def _rows(book: object) -> Iterator[str]:
    cells = 0
    for name in book.sheet_names:  # type: ignore[attr-defined]
        yield name
        for row in book.get_sheet_by_name(name).iter_rows():  # type: ignore[attr-defined]
            shown = [_cell(value) for value in row if value not in ("", None)]
            cells += len(shown)
            if cells > MOST_CELLS:
                return
            yield " ".join(shown)


def _cell(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _plain(path: Path) -> Text:
    data = path.read_bytes()[: MOST_CHARACTERS * 3]
    for name in ("utf-8-sig", "cp874"):
        try:
            return Text(_tidy([data.decode(name)]))
        except UnicodeDecodeError:
            continue
    return Text(_tidy([data.decode("cp874", "replace")]))


def _tidy(pieces: "Iterator[str] | list[str]") -> str:
    """Lines without empty ones, up to the limit; lone surrogates and NUL are not text."""
    kept, length = [], 0
    for piece in pieces:
        piece = _BREAKS.sub("\n", piece).strip().replace("\0", "")
        if piece:
            kept.append(piece)
            length += len(piece)
        if length > MOST_CHARACTERS:
            break
    return "\n".join(kept)[:MOST_CHARACTERS].encode("utf-8", "ignore").decode()


_OFFICE = "application/vnd.openxmlformats-officedocument."
_READERS: tuple[tuple[str, Callable[[Path], Text]], ...] = (
    ("application/pdf", _pdf),
    (f"{_OFFICE}wordprocessingml", _docx),
    (f"{_OFFICE}presentationml", _pptx),
    (f"{_OFFICE}spreadsheetml", _sheet),
    ("application/vnd.ms-excel", _sheet),
    ("application/vnd.oasis.opendocument.spreadsheet", _sheet),
    ("application/vnd.oasis.opendocument.text", _odt),
    ("image/", _picture),
    ("text/", _plain),
)
