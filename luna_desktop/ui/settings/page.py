"""The few choices a person has."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import QDateTime, QLocale, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QCheckBox, QVBoxLayout, QWidget

from luna_desktop import __version__
from luna_desktop.domain.hub import Connection
from luna_desktop.ui import formats
from luna_desktop.ui.centred import centred
from luna_desktop.ui.growth.model import Mode
from luna_desktop.ui.preferences import Preferences
from luna_desktop.ui.tasks import Tasks
from luna_desktop.ui.theme import Preference, Theme
from luna_desktop.ui.tokens import MEASURE
from luna_desktop.ui.widgets import Label, Surface, button, row, scrolled, wrapping

if TYPE_CHECKING:
    from luna_desktop.services.app import App

MODES: tuple[Mode, ...] = ("auto", "ask", "manual")
SHOWN = 20  # connections
PREFERENCES: tuple[Preference, ...] = ("system", "dark", "light")


class Segments(QWidget):
    """A few choices side by side, one of them on."""

    chosen = Signal(str)

    def __init__(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._group.buttonToggled.connect(self._keep_tab)
        self._buttons = {}
        parts: list[QWidget] = []
        for value, text in choices:
            made = button(text, None, "segment", name=f"{name}: {text}")
            made.setCheckable(True)
            made.clicked.connect(lambda _on=False, value=value: self.chosen.emit(value))
            self._group.addButton(made)
            self._buttons[value] = made
            parts.append(made)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(wrapping(*parts))

    def _keep_tab(self, toggled: QAbstractButton, on: bool) -> None:
        """Tab goes to the one that is on, the arrow keys from there to the others."""
        toggled.setFocusPolicy(Qt.FocusPolicy.StrongFocus if on else Qt.FocusPolicy.ClickFocus)

    def choose(self, value: str) -> None:
        """Show ``value`` as chosen."""
        if value in self._buttons:
            self._buttons[value].setChecked(True)


class SettingsPage(QWidget):
    """Look, growing, data and versions."""

    mode_changed = Signal(str)
    keys_asked = Signal()
    commands_asked = Signal()

    def __init__(self, app: App, tasks: Tasks, theme: Theme, preferences: Preferences, home: Path) -> None:
        super().__init__()
        self._app = app
        self._tasks = tasks
        self._theme = theme
        self._preferences = preferences
        content = QWidget()
        lines = QVBoxLayout(content)
        edge = Theme.space(3)
        lines.setContentsMargins(edge, edge, edge, edge)
        lines.setSpacing(Theme.space(2))
        lines.addWidget(Label(theme, self.tr("Settings"), "heading"))
        lines.addWidget(self._look())
        lines.addWidget(self._growing())
        lines.addWidget(self._keyboard())
        lines.addWidget(self._data(home))
        lines.addWidget(self._about())
        lines.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(centred(content, MEASURE + 80)))
        theme.changed.connect(self._follow)
        tasks.run(self, app.settings.get("age_up", "auto"), done=self._mode.choose, panel="settings")

    def _look(self) -> Surface:
        words = {"system": self.tr("Like the system"), "dark": self.tr("Night"), "light": self.tr("Paper")}
        self._theme_choice = Segments(self.tr("Theme"), [(value, words[value]) for value in PREFERENCES])
        self._theme_choice.choose(self._theme.preference)
        self._theme_choice.chosen.connect(self._set_theme)
        smaller = button(self.tr("Smaller"), lambda: self._set_scale(-0.1), name=self.tr("Smaller text"))
        larger = button(self.tr("Larger"), lambda: self._set_scale(0.1), name=self.tr("Larger text"))
        self._size = Label(self._theme, "", wrap=False)
        self._show_scale()
        calm = QCheckBox(self.tr("Reduce motion"))
        calm.setChecked(self._theme.reduced_motion)
        calm.toggled.connect(self._set_calm)
        card = self._card(self.tr("Look"))
        card.body.addWidget(self._theme_choice)
        card.body.addWidget(
            row(Label(self._theme, self.tr("Text"), wrap=False), smaller, larger, self._size, None)
        )
        card.body.addWidget(calm)
        return card

    def _growing(self) -> Surface:
        words = {
            "auto": self.tr("By herself"),
            "ask": self.tr("Ask me"),
            "manual": self.tr("Only when I say so"),
        }
        self._mode = Segments(self.tr("Growing"), [(value, words[value]) for value in MODES])
        self._mode.choose("auto")
        self._mode.chosen.connect(self._set_mode)
        card = self._card(self.tr("Growing"))
        text = self.tr(
            "When her karma is full, she ages up. By herself means after a countdown you can decline."
        )
        card.body.addWidget(Label(self._theme, text, tone="dim"))
        card.body.addWidget(self._mode)
        return card

    def _keyboard(self) -> Surface:
        card = self._card(self.tr("Keyboard"))
        text = self.tr(
            "Everything in this window can be done by keyboard, and every command found by its name."
        )
        card.body.addWidget(Label(self._theme, text, tone="dim"))
        keys = button(self.tr("Keyboard shortcuts (F1)"), self.keys_asked.emit)
        commands = button(self.tr("All commands (Ctrl+K)"), self.commands_asked.emit)
        card.body.addWidget(wrapping(keys, commands))
        return card

    def _data(self, home: Path) -> Surface:
        card = self._card(self.tr("Your data"))
        text = self.tr("Everything lies in one folder on this computer. Nothing is sent anywhere.")
        card.body.addWidget(Label(self._theme, text, tone="dim"))
        well = Surface("well", margin=1)
        well.body.addWidget(Label(self._theme, str(home), "mono", selectable=True))
        card.body.addWidget(well)

        def open_folder() -> None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(home)))

        card.body.addWidget(row(button(self.tr("Open folder"), open_folder), None))
        self.connections = Label(self._theme, "", "caption", "faint", selectable=True)
        self.connections.hide()
        card.body.addWidget(self.connections)
        return card

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        work = self._app.downloads.connections()
        self._tasks.run(self, work, done=self._show_connections, panel="settings")

    def _show_connections(self, made: Sequence[Connection]) -> None:
        """Each that was ever made, the newest first; of many the rest is counted."""
        lines = [self.tr("Luna has never opened a connection.")]
        if made:
            lines = [self.tr("Connections, each to fetch a base that you chose:")]
        for one in made[: -SHOWN - 1 : -1]:
            made_at = QDateTime.fromSecsSinceEpoch(int(one.time))
            when = QLocale().toString(made_at, QLocale.FormatType.ShortFormat)
            lines.append(f"{when} · {one.host} · {one.purpose} · {formats.size(one.bytes)}")
        if len(made) > SHOWN:
            lines.append(self.tr("All {n}: luna bases --connections").format(n=len(made)))
        self.connections.setText("\n".join(lines))
        self.connections.show()

    def _about(self) -> Surface:
        card = self._card(self.tr("About"))
        words = self.tr("Luna Desktop {version} · Python {python} · Qt for Python {qt} · {system}").format(
            version=__version__,
            python=platform.python_version(),
            qt=pyside_version,
            system=f"{platform.system()} {platform.machine()}",
        )
        card.body.addWidget(Label(self._theme, words, tone="dim", selectable=True))
        licence = self.tr("Free software under the Apache License 2.0.")
        card.body.addWidget(Label(self._theme, licence, tone="dim"))
        return card

    def _card(self, title: str) -> Surface:
        card = Surface("card", spacing=1.5)
        card.body.addWidget(Label(self._theme, title, "title"))
        return card

    def _set_theme(self, value: str) -> None:
        preference: Preference = "dark" if value == "dark" else "light" if value == "light" else "system"
        self._preferences.theme = preference
        self._theme.set_preference(preference)

    def _set_scale(self, by: float) -> None:
        self._theme.set_scale(self._theme.scale + by)
        self._preferences.scale = self._theme.scale

    def _set_calm(self, on: bool) -> None:
        self._theme.reduced_motion = on
        self._preferences.set_flag("look/reduced_motion", on)

    def _set_mode(self, value: str) -> None:
        self._tasks.run(self, self._app.settings.set("age_up", value), panel="settings")
        self.mode_changed.emit(value)

    def _follow(self) -> None:
        self._theme_choice.choose(self._theme.preference)
        self._show_scale()

    def _show_scale(self) -> None:
        self._size.setText(self.tr("{n}%").format(n=round(100 * self._theme.scale)))
