"""The colours of the house: one table, three themes. The stylesheet is written from it and a test measures it."""

from typing import Final

THEMES: Final = ("light", "dark", "contrast")
# token: (light, dark, high contrast)
COLOURS: Final[dict[str, tuple[str, str, str]]] = {
    "bg": ("#f6f5f0", "#121817", "#ffffff"),
    "surface": ("#ffffff", "#1a2220", "#ffffff"),
    "sunk": ("#efede5", "#101514", "#f2f2f2"),
    "line": ("#e0ddd2", "#2d3835", "#5a5a5a"),
    "line-2": ("#7f8078", "#7d8b86", "#000000"),
    "ink": ("#1b2321", "#e8eeeb", "#000000"),
    "ink-2": ("#48524e", "#b7c2bd", "#1f1f1f"),
    "ink-3": ("#5d6662", "#9caaa4", "#2b2b2b"),
    "brand": ("#0a5f57", "#71cbbd", "#003f39"),
    "brand-2": ("#07463f", "#98dfd3", "#00241f"),
    "brand-soft": ("#e1efea", "#17342f", "#e3f1ed"),
    "on-brand": ("#ffffff", "#06231f", "#ffffff"),
    "brand-mid": ("#4c968a", "#3f8c81", "#00756a"),
    "rail": ("#12403c", "#0d1312", "#000000"),
    "rail-2": ("#1d5650", "#1d2c29", "#00403a"),
    "rail-ink": ("#d9e9e3", "#bdcbc6", "#ffffff"),
    "rail-hot": ("#f4c15d", "#f4c15d", "#ffd24a"),
    "soon": ("#84500a", "#f0bd63", "#5c3400"),
    "soon-fill": ("#bf7f17", "#d99a2c", "#8a5200"),
    "soon-soft": ("#fcf1d9", "#30260f", "#fff4da"),
    "late": ("#ad2318", "#ff9e90", "#8a0f06"),
    "late-fill": ("#c73a2c", "#e66a5c", "#a51509"),
    "late-soft": ("#fbeae6", "#3a1d19", "#fff0ed"),
    "note": ("#27498f", "#a5bbf3", "#0b2a70"),
    "note-soft": ("#e9eef8", "#1d2740", "#eef2ff"),
    "wait": ("#858e89", "#6a7973", "#555555"),
    "hover": ("#f1f0e9", "#202a28", "#ececec"),
    "select": ("#e8f2ee", "#18302c", "#dff0ea"),
    "ring": ("#1b2321", "#ffffff", "#000000"),
    "halo": ("#f4c15d", "#8a6414", "#ffd24a"),
}
# text on ground: the least ratio asked of it (WCAG 1.4.3 and 1.4.11, and our own higher marks)
PAIRS: Final[tuple[tuple[str, str, float], ...]] = (
    ("ink", "bg", 14.0),
    ("ink-2", "bg", 7.0),
    ("ink-3", "surface", 5.5),
    ("ink-3", "sunk", 4.9),
    ("ink-3", "bg", 5.0),
    ("ink-3", "hover", 4.9),
    ("ink-3", "select", 4.9),
    ("brand", "bg", 6.5),
    ("brand", "brand-soft", 5.5),
    ("on-brand", "brand", 7.0),
    ("soon", "soon-soft", 5.5),
    ("soon", "bg", 5.5),
    ("late", "late-soft", 5.5),
    ("late", "bg", 5.5),
    ("note", "note-soft", 7.0),
    ("rail-ink", "rail", 9.0),
    ("line-2", "surface", 3.0),
    ("brand-mid", "surface", 3.0),
    ("wait", "surface", 3.0),
    ("soon-fill", "surface", 3.0),
    ("late-fill", "surface", 3.0),
)


def css() -> str:
    """The tokens of the three themes: what the machine asks for, unless the person chose one."""
    light, dark, contrast = (_block(index) for index in range(3))
    return (
        f":root{{color-scheme:light;{light}}}"
        f'@media (prefers-color-scheme:dark){{:root:not([data-theme="light"],[data-theme="contrast"])'
        f"{{color-scheme:dark;{dark}}}}}"
        f':root[data-theme="dark"]{{color-scheme:dark;{dark}}}'
        f'@media (prefers-contrast:more){{:root:not([data-theme="dark"],[data-theme="light"])'
        f"{{color-scheme:light;{contrast}}}}}"
        f':root[data-theme="contrast"]{{color-scheme:light;{contrast}}}'
        f"@media print{{:root:root{{color-scheme:light;{light}}}}}"
    )


def ratio(one: str, other: str) -> float:
    """Contrast of two "#rrggbb" colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    dark, bright = sorted((_luminance(one), _luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


def _block(theme: int) -> str:
    return "".join(f"--{name}:{values[theme]};" for name, values in COLOURS.items())


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
