"""The look keeps its promises: contrast, known tokens, icons that exist."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from luna_desktop.resources import resources_path
from luna_desktop.ui import tokens
from luna_desktop.ui.theme import fill_tokens


@pytest.mark.parametrize("name", sorted(tokens.THEMES))
def test_every_pair_that_meets_has_enough_contrast(name: Any) -> None:
    colours = tokens.as_mapping(tokens.THEMES[name])
    weak = [
        (fore, back, round(tokens.contrast(colours[fore], colours[back]), 2))
        for fore, back, least in tokens.CONTRAST_PAIRS
        if tokens.contrast(colours[fore], colours[back]) < least
    ]
    assert weak == []


def test_contrast_is_the_one_of_wcag() -> None:
    assert tokens.contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert tokens.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", sorted(tokens.THEMES))
@pytest.mark.parametrize("field", [QLineEdit, QPlainTextEdit])
def test_what_stands_in_an_empty_field_has_enough_contrast(
    theme: Any, qtbot: Any, name: Any, field: Any
) -> None:
    theme.set_preference(name)
    made = field()
    qtbot.addWidget(made)
    made.ensurePolished()
    ink = made.palette().placeholderText().color()
    assert ink.alpha() == 255  # Qt's own is the text's colour, half seen through
    assert tokens.contrast(ink.name(), theme.colours.raised) >= 4.5


def test_a_token_nobody_knows_is_an_error() -> None:
    assert fill_tokens("a { color: @text; }", {"text": "#fff"}) == "a { color: #fff; }"
    with pytest.raises(KeyError):
        fill_tokens("a { color: @nonsense; }", {"text": "#fff"})


@pytest.mark.parametrize("name", ["dark", "light"])
def test_the_style_sheet_is_whole(theme: Any, qapp: Any, name: Any) -> None:
    theme.set_preference(name)
    assert "@" not in qapp.styleSheet()
    assert theme.colours.window in qapp.styleSheet()
    assert qapp.palette().window().color() == QColor(theme.colours.window)


def test_the_theme_follows_the_system_until_chosen(theme: Any) -> None:
    theme.set_preference("system")
    assert theme.name in ("dark", "light")
    theme.set_preference("light")
    assert theme.name == "light"


def test_text_scales(theme: Any) -> None:
    before = theme.font("body").pointSizeF()
    theme.set_scale(1.5)
    assert theme.font("body").pointSizeF() == pytest.approx(before * 1.5, abs=0.1)
    theme.set_scale(9)
    assert theme.scale == 2.0
    theme.set_scale(1.0)


def _icons_named_in_code() -> set[str]:
    ui = Path(tokens.__file__).parent
    names: set[str] = set()
    for path in ui.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        names |= set(re.findall(r'\bicon\("([a-z-]+)"', text))
        names |= set(re.findall(r'icon="([a-z-]+)"', text))
        names |= set(re.findall(r'IconButton\(\s*(?:self\._)?theme,\s*"([a-z-]+)"', text))
    return names


def test_every_icon_is_there_and_can_be_drawn(theme: Any) -> None:
    names = _icons_named_in_code() | {"chat", "growth", "timeline", "settings"}
    assert len(names) > 10
    for name in names:
        assert (resources_path() / "icons" / f"{name}.svg").is_file(), name
        image = theme.icon(name).pixmap(QSize(20, 20)).toImage()
        inked = any(image.pixelColor(x, y).alpha() > 0 for x in range(20) for y in range(20))
        assert inked, name
