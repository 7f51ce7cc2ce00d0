"""Rules that every template and every served byte of the house keep."""

import re
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest

from khet.ui import assemble, icons, palette

SOURCE = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(path for path in SOURCE.glob("*/templates/**/*.html"))
# Mail is read outside our pages and has no stylesheet to lean on.
MAIL = re.compile(r"/(mail|email)[^/]*/|_(mail|email)\.html$")
PAGES = [path for path in TEMPLATES if not MAIL.search(str(path))]


def relative(path: Path) -> str:
    return str(path.relative_to(SOURCE))


@pytest.mark.parametrize("path", PAGES, ids=relative)
def test_no_template_carries_style_or_script_inside(path: Path) -> None:
    source = re.sub(r"{#.*?#}|{% comment.*?endcomment %}|{%.*?%}", "", path.read_text(encoding="utf-8"), flags=re.S)
    assert not re.search(r"\sstyle\s*=", source), "inline style"
    assert "<style" not in source
    assert not re.search(r"<[^>]*\son[a-z]+\s*=", source), "inline handler"
    assert not re.search(r"hx-on|hx-vals=.?js:|javascript:", source), "script in an attribute"
    for body in re.findall(r"<script\b[^>]*>(.*?)</script>", source, flags=re.S):
        assert not body.strip(), "inline script"


@pytest.mark.parametrize("path", PAGES, ids=relative)
def test_no_template_shows_a_date_of_the_christian_era(path: Path) -> None:
    assert not re.search(r"\|\s*(date|time|naturalday|naturaltime|timesince)\b", path.read_text(encoding="utf-8"))


def test_the_served_files_are_what_their_parts_say() -> None:
    assert (assemble.SERVED / "khet.css").read_text(encoding="utf-8") == assemble.stylesheet()
    assert (assemble.SERVED / "khet.js").read_text(encoding="utf-8") == assemble.script()


def test_the_first_view_fits_in_its_budget() -> None:
    """Fonts, style, script, htmx, icons and mark ≤ 72 KB compressed: 8 KB of 80 are left to the page itself."""
    packed = 0
    for name in ("khet.css", "khet.js", "vendor/htmx.min.js", "icons.svg", "mark.svg"):
        packed += len(brotli.compress((assemble.SERVED / name).read_bytes()))
    packed += sum(path.stat().st_size for path in (assemble.SERVED / "fonts").glob("*.woff2"))
    assert packed <= 72 * 1024, packed


def test_every_pair_of_colours_is_readable_in_every_theme() -> None:
    for theme, name in enumerate(palette.THEMES):
        for ink, ground, least in palette.PAIRS:
            found = palette.ratio(palette.COLOURS[ink][theme], palette.COLOURS[ground][theme])
            assert found >= least, f"{ink} on {ground} in {name}: {found:.1f}"


def test_every_icon_of_the_templates_is_in_the_sprite() -> None:
    used = {
        name
        for path in TEMPLATES
        for name in re.findall(r'(?:{% icon |icon=)"([a-z0-9-]+)"', path.read_text(encoding="utf-8"))
    }
    assert used <= icons.names(), used - icons.names()


def test_no_rule_of_the_stylesheet_leans_on_what_old_phones_lack() -> None:
    css = assemble.stylesheet()
    on_screen = css[: css.index("@media print{@")] if "@media print{@" in css else css.split("@page")[0]
    assert ":has(" not in on_screen
    assert not re.search(r"\d(cqw|cqi|cqh)\b", css)
