"""The parts of a form, drawn the same for designing and for filling in."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from khet.collect.shown import CellPiece, Drawing, PartPiece

register = template.Library()


@register.simple_tag
def form_parts(drawing: Drawing) -> SafeString:
    """All sections. The page puts them into its own <form>."""
    return render_to_string("collect/parts/form.html", {"drawing": drawing})


@register.simple_tag
def form_part(piece: PartPiece) -> SafeString:
    """One field, table or repeat."""
    return render_to_string(piece.template, {"piece": piece})


@register.simple_tag
def form_input(cell: CellPiece) -> SafeString:
    """One input with what is said about it."""
    return render_to_string(cell.template, {"cell": cell})
