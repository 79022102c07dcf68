"""The look: tokens turned into a palette, a style sheet, fonts and icons."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication

from luna_desktop.resources import resources_path
from luna_desktop.ui.tokens import (
    GRID,
    RADIUS,
    RADIUS_SMALL,
    THEMES,
    TYPE_SCALE,
    Colours,
    FontRole,
    ThemeName,
)
from luna_desktop.ui.tokens import as_mapping as colours_as_mapping

Preference = Literal["system", "dark", "light"]

_FAMILIES = (
    "Segoe UI Variable Text",
    "Segoe UI",
    "SF Pro Text",
    "Inter",
    "Noto Sans",
    "Cantarell",
    "Ubuntu",
    "DejaVu Sans",
)
_MONO = ("Cascadia Mono", "SF Mono", "JetBrains Mono", "Noto Sans Mono", "DejaVu Sans Mono", "monospace")


class Theme(QObject):
    """Current tokens; widgets that paint themselves listen to ``changed``."""

    changed = Signal()

    def __init__(self, app: QApplication, preference: Preference = "system", scale: float = 1.0) -> None:
        super().__init__(app)
        self._app = app
        self._preference: Preference = preference
        self._scale = scale
        self.reduced_motion = False
        self._styled = False
        self._families = _installed(_FAMILIES)
        self._mono = _installed(_MONO)
        self._base_points = max(10.0, app.font().pointSizeF())
        self._icons: dict[tuple[str, str, int, float], QIcon] = {}
        app.styleHints().colorSchemeChanged.connect(self._system_changed)

    @property
    def preference(self) -> Preference:
        """What the person chose; "system" follows the desktop."""
        return self._preference

    @property
    def name(self) -> ThemeName:
        """The theme in use."""
        if self._preference != "system":
            return self._preference
        light = self._app.styleHints().colorScheme() is Qt.ColorScheme.Light
        return "light" if light else "dark"

    @property
    def colours(self) -> Colours:
        """Tokens of the theme in use, as text."""
        return THEMES[self.name]

    def colour(self, token: str, alpha: int = 255) -> QColor:
        """The token ``token`` as a colour to paint with."""
        colour = QColor(getattr(self.colours, token))
        colour.setAlpha(alpha)
        return colour

    def font(self, role: FontRole = "body") -> QFont:
        """A font of the type scale."""
        factor, weight = TYPE_SCALE[role]
        font = QFont(self._app.font())
        font.setFamilies(self._mono if role == "mono" else self._families)
        font.setPointSizeF(round(self._base_points * self._scale * factor, 1))
        font.setWeight(QFont.Weight(weight))
        return font

    @staticmethod
    def space(steps: float = 1) -> int:
        """``steps`` of the 8-pixel grid."""
        return round(GRID * steps)

    def icon(self, name: str, ink: str = "text_dim", size: int = 20) -> QIcon:
        """The own SVG icon ``name`` drawn in the token ``ink``; its disabled form is fainter."""
        key = (name, getattr(self.colours, ink), size, self._app.devicePixelRatio())
        if key not in self._icons:
            icon = QIcon(_draw_icon(name, self.colour(ink), size, key[3]))
            faint = self.colour("text_faint", 130)
            icon.addPixmap(_draw_icon(name, faint, size, key[3]), QIcon.Mode.Disabled)
            self._icons[key] = icon
        return self._icons[key]

    def set_preference(self, preference: Preference) -> None:
        """Choose a theme and apply it at once."""
        self._preference = preference
        self.apply()

    @property
    def scale(self) -> float:
        """Factor on all text."""
        return self._scale

    def set_scale(self, scale: float) -> None:
        """Scale all text, 0.8 to 2, and apply it at once."""
        self._scale = min(2.0, max(0.8, round(scale, 2)))
        self.apply()

    def apply(self) -> None:
        """Put style, palette, font and style sheet on the application."""
        if not self._styled:
            self._styled = True
            self._app.setStyle("Fusion")
        self._app.setFont(self.font())
        self._app.setPalette(_palette(self.colours))
        self._app.setStyleSheet(self._style_sheet())
        self.changed.emit()

    def _style_sheet(self) -> str:
        folder = resources_path() / "style"
        values = colours_as_mapping(self.colours) | {
            **{
                mark: (resources_path() / "icons" / f"{mark}-{self.name}.svg").as_posix()
                for mark in ("check", "some")
            },
            "radius": f"{RADIUS}px",
            "radius_small": f"{RADIUS_SMALL}px",
            "size_caption": f"{self.font('caption').pointSizeF()}pt",
            "size_title": f"{self.font('title').pointSizeF()}pt",
            "size_heading": f"{self.font('heading').pointSizeF()}pt",
            "size_display": f"{self.font('display').pointSizeF()}pt",
        }
        return fill_tokens((folder / "luna.qss").read_text(encoding="utf-8"), values)

    def _system_changed(self) -> None:
        if self._preference == "system":
            self.apply()


def fill_tokens(sheet: str, values: dict[str, str]) -> str:
    """Replace every ``@name`` in ``sheet``; an unknown name is a KeyError, not a silent grey."""
    return re.sub(r"@([a-z_]+)", lambda match: values[match.group(1)], sheet)


def _installed(families: tuple[str, ...]) -> list[str]:
    """The system's own font first where the desktop names one, then what is installed of ``families``."""
    have = set(QFontDatabase.families())
    found = [family for family in families if family in have]
    return found or [QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()]


def _draw_icon(name: str, colour: QColor, size: int, ratio: float) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer

    path: Path = resources_path() / "icons" / f"{name}.svg"
    data = path.read_text(encoding="utf-8").replace("currentColor", colour.name())
    pixmap = QPixmap(QSize(size, size) * ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setOpacity(colour.alphaF())
    QSvgRenderer(QByteArray(data.encode())).render(painter, QRectF(0, 0, size * ratio, size * ratio))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def _palette(c: Colours) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for which, token in (
        (role.Window, c.window),
        (role.WindowText, c.text),
        (role.Base, c.raised),
        (role.AlternateBase, c.panel),
        (role.Text, c.text),
        (role.PlaceholderText, c.text_faint),
        (role.Button, c.raised),
        (role.ButtonText, c.text),
        (role.BrightText, c.bad),
        (role.ToolTipBase, c.overlay),
        (role.ToolTipText, c.text),
        (role.Highlight, c.selection),
        (role.HighlightedText, c.on_selection),
        (role.Link, c.link),
        (role.LinkVisited, c.link),
        (role.Light, c.overlay),
        (role.Midlight, c.overlay),
        (role.Mid, c.line),
        (role.Dark, c.line),
        (role.Shadow, c.window),
        (role.Accent, c.accent),
    ):
        palette.setColor(which, QColor(token))
    for which in (role.WindowText, role.Text, role.ButtonText):
        faint = QColor(c.text_faint)
        faint.setAlpha(150)
        palette.setColor(QPalette.ColorGroup.Disabled, which, faint)
    return palette
