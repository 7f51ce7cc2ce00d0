"""What is made for one answer and kept nowhere: a table, a paper, a list."""

from django.http import HttpResponse

from khet.files.names import display_name, disposition


def as_file(content: bytes, mime: str, name: str, *, inline: bool = False) -> HttpResponse:
    """To be saved under its name, or shown in place; nobody on the way keeps it. A name is no path: "/" becomes "-"."""
    response = HttpResponse(content, content_type=mime)
    shown = display_name(name.replace("/", "-").replace("\\", "-"))
    response["Content-Disposition"] = disposition(shown, inline=inline)
    response["Cache-Control"] = "private, no-store"
    return response
