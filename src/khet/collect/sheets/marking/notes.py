"""Comments on cells as Excel keeps them: the texts, and the yellow boxes that show them."""

from collections.abc import Mapping

from khet.collect.sheets.marking.xml import column_name, escaped

MOST = 3_000  # more make Excel slow; the list has them all
AUTHOR = "ระบบข้อมูลสารสนเทศ"
_BOX = (
    '<v:shape id="_khet{at}" type="#_khet" style="position:absolute;width:220pt;height:72pt;visibility:hidden" '
    'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
    '<v:path o:connecttype="none"/><v:textbox/><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{left}, 15, {top}, 2, {right}, 15, {bottom}, 4</x:Anchor><x:AutoFill>False</x:AutoFill>"
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)


def comments(texts: Mapping[tuple[int, int], str]) -> str:
    """comments.xml of {(row from 1, place from 0): text}."""
    listed = "".join(
        f'<comment ref="{column_name(place)}{row}" authorId="0"><text><t xml:space="preserve">{escaped(text)}</t>'
        "</text></comment>"
        for (row, place), text in sorted(texts.items())
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<authors><author>{AUTHOR}</author></authors><commentList>{listed}</commentList></comments>"
    )


def boxes(spots: Mapping[tuple[int, int], str]) -> str:
    """The drawing that belongs to them."""
    shapes = "".join(
        _BOX.format(
            at=at, left=place + 1, right=place + 4, top=max(0, row - 2), bottom=row + 3, row=row - 1, column=place
        )
        for at, (row, place) in enumerate(sorted(spots))
    )
    return (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
        'xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shapetype id="_khet" coordsize="21600,21600" o:spt="202" '
        'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
        '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
        f"{shapes}</xml>"
    )
