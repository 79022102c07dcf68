"""Named design tokens: colours, spacing and type scale. Plain values, no Qt."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal

ThemeName = Literal["dark", "light"]
FontRole = Literal["caption", "body", "strong", "title", "heading", "display", "mono"]

GRID = 8
RADIUS = 8
RADIUS_SMALL = 6
CONTROL_HEIGHT = 36
MEASURE = 720  # widest line of running text, in logical pixels

# One type scale (minor third, 1.2): factor on the system's body size, and weight.
TYPE_SCALE: dict[FontRole, tuple[float, int]] = {
    "caption": (0.88, 400),
    "body": (1.0, 400),
    "strong": (1.0, 600),
    "title": (1.2, 600),
    "heading": (1.44, 600),
    "display": (2.07, 600),
    "mono": (0.95, 400),
}


@dataclass(frozen=True, slots=True)
class Colours:
    """One theme's colours as ``#rrggbb``."""

    window: str  # behind everything
    panel: str  # side panels, toolbars
    raised: str  # cards, inputs
    overlay: str  # menus, dialogs, hover
    line: str  # hairlines between areas (decorative)
    line_strong: str  # borders that carry meaning, 3:1
    scroll: str  # scroll bar handles
    text: str
    text_dim: str
    text_faint: str  # placeholders, timestamps
    accent: str  # the one accent: moonlight, or ink amber
    accent_hover: str
    on_accent: str
    accent_soft: str  # tint behind accented things
    selection: str
    on_selection: str
    link: str
    good: str
    warn: str
    bad: str
    good_soft: str
    warn_soft: str
    bad_soft: str
    bubble_person: str
    bubble_luna: str
    code: str  # background of code
    mark: str  # highlighted search hit
    on_mark: str
    moon_lit: str
    moon_shade: str
    moon_edge: str
    moon_glow: str
    star: str


DARK = Colours(
    window="#0e1525",
    panel="#121b2e",
    raised="#19243b",
    overlay="#212e4a",
    line="#26334f",
    line_strong="#6d7ea6",
    scroll="#3b4a6e",
    text="#e9edf7",
    text_dim="#b3bed8",
    text_faint="#97a4c3",
    accent="#f0d59a",
    accent_hover="#f8e4b8",
    on_accent="#221a07",
    accent_soft="#2f2f38",
    selection="#34497a",
    on_selection="#ffffff",
    link="#a8c7ff",
    good="#93d7ae",
    warn="#f0c987",
    bad="#f5a59b",
    good_soft="#1a3338",
    warn_soft="#36312f",
    bad_soft="#3a2733",
    bubble_person="#27375c",
    bubble_luna="#172138",
    code="#0b111f",
    mark="#5c4a1e",
    on_mark="#fff6df",
    moon_lit="#f6e7c3",
    moon_shade="#1d2842",
    moon_edge="#3b4a6e",
    moon_glow="#f0d59a",
    star="#8fa0c8",
)

LIGHT = Colours(
    window="#f5f1e8",
    panel="#faf7f1",
    raised="#ffffff",
    overlay="#efe9dc",
    line="#e0d8c8",
    line_strong="#857c69",
    scroll="#cabfa9",
    text="#22252e",
    text_dim="#4f5360",
    text_faint="#5e616e",
    accent="#76540c",
    accent_hover="#5d4208",
    on_accent="#ffffff",
    accent_soft="#f3e8cf",
    selection="#d7c8a2",
    on_selection="#1b1d24",
    link="#1d4f9c",
    good="#1f6b42",
    warn="#7d5200",
    bad="#a32d22",
    good_soft="#e3f1e6",
    warn_soft="#f8ecd2",
    bad_soft="#fae5e0",
    bubble_person="#e9e1cf",
    bubble_luna="#ffffff",
    code="#f1ece1",
    mark="#ffe7a3",
    on_mark="#2b2205",
    moon_lit="#fff8e6",
    moon_shade="#50566a",
    moon_edge="#8b8370",
    moon_glow="#d9b45e",
    star="#b7aa8c",
)

THEMES: dict[ThemeName, Colours] = {"dark": DARK, "light": LIGHT}

_TINTS = ("accent_soft", "good_soft", "warn_soft", "bad_soft")
_TEXT_ON = ("window", "panel", "raised", "overlay", "bubble_person", "bubble_luna", "code")

# (foreground, background, least ratio): what the contrast test holds every theme to.
CONTRAST_PAIRS: tuple[tuple[str, str, float], ...] = (
    *((fore, back, 4.5) for fore in ("text", "text_dim", "text_faint", "link") for back in _TEXT_ON),
    *(
        (fore, back, 4.5)
        for fore in ("accent", "good", "warn", "bad")
        for back in (
            "window",
            "panel",
            "raised",
            "overlay",
            "accent_soft",
            "good_soft",
            "warn_soft",
            "bad_soft",
        )
    ),
    *((fore, back, 4.5) for fore in ("text", "text_dim") for back in _TINTS),
    ("on_accent", "accent", 4.5),
    ("on_accent", "accent_hover", 4.5),
    ("on_selection", "selection", 4.5),
    ("on_mark", "mark", 4.5),
    ("moon_lit", "moon_shade", 4.5),
    *(("line_strong", back, 3.0) for back in ("window", "panel", "raised", "overlay")),
    *(("accent", back, 3.0) for back in _TEXT_ON),
)


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb`` (WCAG 2.2)."""

    def linear(value: int) -> float:
        c = value / 255
        return c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4

    r, g, b = (linear(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(a: str, b: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def as_mapping(colours: Colours) -> dict[str, str]:
    """Token name to colour."""
    return {f.name: getattr(colours, f.name) for f in fields(colours)}
