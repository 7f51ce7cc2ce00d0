"""Three more fills in a workbook's styles, and every style that is marked once more with its fill."""

import re

_FILLS = re.compile(r'<fills(?: count="\d+")?>(.*?)</fills>', re.DOTALL)
_FORMATS = re.compile(r"<cellXfs(?: [^>]*)?>(.*?)</cellXfs>", re.DOTALL)
_ONE_FILL = re.compile(r"<fill(?:/>|>.*?</fill>)", re.DOTALL)
_ONE_FORMAT = re.compile(r"<xf [^>]*?/>|<xf [^>]*?[^/]>.*?</xf>", re.DOTALL)
_FILL_NUMBER = re.compile(r' fillId="(\d+)"')
_FILL_ID = re.compile(r' (?:fillId|applyFill)="[^"]*"')
# Near to those of Excel's own "bad" and "neutral", but not the same: so ours are known again.
COLOURS = {"block": "FFFFC7C9", "warn": "FFFFEB99", "head": "FFDDEBF7"}
_WRAPPED = (
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1">'
    '<alignment vertical="top" wrapText="1"/></xf>'
)


class Styles:
    """The text of styles.xml; ask for a marked style, then take the new text."""

    def __init__(self, text: str) -> None:
        fills, formats = _FILLS.search(text), _FORMATS.search(text)
        if fills is None or formats is None:
            raise ValueError("styles without fills or formats")
        self._text, self._fills, self._formats = text, fills, formats
        self._fill_list = _ONE_FILL.findall(fills[1])
        self._format_list = _ONE_FORMAT.findall(formats[1])
        if not self._format_list:
            raise ValueError("styles without formats")
        self._fill_of = {tone: len(self._fill_list) + at for at, tone in enumerate(COLOURS)}
        self._wrapped = -1
        self._marked: dict[tuple[int, str], int] = {}

    def marked(self, style: int, tone: str) -> int:
        """The number of the style that is like `style`, with the fill of the tone."""
        if (style, tone) not in self._marked:
            known = self._format_list[style if style < len(self._format_list) else 0]
            bare = _FILL_ID.sub("", known)
            fill = f'<xf fillId="{self._fill_of[tone]}" applyFill="1"'
            self._format_list.append(bare.replace("<xf", fill, 1))
            self._marked[style, tone] = len(self._format_list) - 1
        return self._marked[style, tone]

    def cleared(self) -> dict[int, int]:
        """Styles with a fill of ours, from an earlier marking → the same without it."""
        ours = {
            str(at) for at, fill in enumerate(self._fill_list) for tone in ("block", "warn") if COLOURS[tone] in fill
        }
        found = {}
        for at, known in enumerate(list(self._format_list)):
            fill = _FILL_NUMBER.search(known.partition(">")[0])
            if fill is not None and fill[1] in ours:
                self._format_list.append(_FILL_ID.sub("", known).replace("<xf", '<xf fillId="0"', 1))
                found[at] = len(self._format_list) - 1
        return found

    def wrapped(self, tone: str = "") -> int:
        """A style of ours for texts of several lines, plain or with a fill."""
        if self._wrapped < 0:
            self._format_list.append(_WRAPPED)
            self._wrapped = len(self._format_list) - 1
        return self.marked(self._wrapped, tone) if tone else self._wrapped

    def text(self) -> str:
        fills = [
            *self._fill_list,
            *(
                f'<fill><patternFill patternType="solid"><fgColor rgb="{colour}"/><bgColor indexed="64"/>'
                "</patternFill></fill>"
                for colour in COLOURS.values()
            ),
        ]
        parts = [
            (self._fills.span(), f'<fills count="{len(fills)}">{"".join(fills)}</fills>'),
            (self._formats.span(), f'<cellXfs count="{len(self._format_list)}">{"".join(self._format_list)}</cellXfs>'),
        ]
        text = self._text
        for (start, end), new in sorted(parts, reverse=True):
            text = text[:start] + new + text[end:]
        return text
